// The palette: the top bar's field finds, opens and says. Without it the field is a plain form.
(function () {
  "use strict";

  var field = document.getElementById("command");
  var box = document.getElementById("palette");
  if (!field || !box) return;
  var form = field.form;
  var PAUSE = 120;
  var RECENT = "apuri.recent";
  var KEPT = 8;
  var timer = 0;
  var asked = null;
  var at = -1;

  // --- where one was: kept on this device only, forgotten when signing out
  function recent() {
    try { return JSON.parse(window.localStorage.getItem(RECENT)) || []; } catch (error) { return []; }
  }

  function remember() {
    var title = document.querySelector("main .page-title");
    var path = window.location.pathname;
    if (!title || path === "/app" || path === "/app/search") return;
    var rest = recent().filter(function (one) { return one.path !== path; });
    rest.unshift({ path: path, title: title.textContent.trim().slice(0, 120) });
    try { window.localStorage.setItem(RECENT, JSON.stringify(rest.slice(0, KEPT))); } catch (error) { /* full or forbidden */ }
  }
  remember();
  document.addEventListener("submit", function (event) {
    if (/\/sign-out$/.test(event.target.action || "")) window.localStorage.removeItem(RECENT);
  });

  function showRecent() {
    var group = box.querySelector("[data-recent]");
    if (!group) return;
    recent().filter(function (one) { return one.path !== window.location.pathname; }).slice(0, 5).forEach(function (one, number) {
      var link = document.createElement("a");
      link.className = "palette-option";
      link.setAttribute("role", "option");
      link.setAttribute("aria-selected", "false");
      link.id = "palette-recent-" + number;
      link.href = one.path;
      link.tabIndex = -1;
      var words = document.createElement("span");
      words.className = "palette-words palette-title";
      words.textContent = one.title;
      link.append(words);
      group.append(link);
      group.hidden = false;
    });
  }

  // --- options
  function options() {
    return Array.prototype.slice.call(box.querySelectorAll("[role=option]"));
  }

  function stand(position) {
    var all = options();
    if (all[at]) all[at].setAttribute("aria-selected", "false");
    at = all.length ? (position + all.length) % all.length : -1;
    if (at < 0) { field.removeAttribute("aria-activedescendant"); return; }
    all[at].setAttribute("aria-selected", "true");
    all[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", all[at].id);
  }

  function isOpen() { return !box.hidden; }

  function open() {
    if (isOpen()) return;
    box.hidden = false;
    form.classList.add("open");
    field.setAttribute("aria-expanded", "true");
    look();
  }

  function close() {
    box.hidden = true;
    form.classList.remove("open");
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    at = -1;
  }

  function look() {
    var text = field.value;
    asked = text;
    window.htmx.ajax("GET", "/app/palette?text=" + encodeURIComponent(text), { target: "#palette", swap: "innerHTML" });
  }

  box.addEventListener("htmx:beforeSwap", function (event) {
    var path = event.detail.pathInfo ? event.detail.pathInfo.requestPath : "";
    if (path && path !== "/app/palette?text=" + encodeURIComponent(field.value)) event.detail.shouldSwap = false; // typed on meanwhile
  });
  box.addEventListener("htmx:afterSwap", function () {
    at = -1;
    showRecent();
    var first = box.querySelector("[data-first]");
    if (first && field.value.trim()) stand(options().indexOf(first));
  });

  field.addEventListener("focus", open);
  field.addEventListener("click", open);
  field.addEventListener("input", function () {
    window.clearTimeout(timer);
    open();
    timer = window.setTimeout(look, PAUSE);
  });
  field.addEventListener("keydown", function (event) {
    if (event.isComposing || !isOpen()) return;
    if (event.key === "ArrowDown") stand(at + 1);
    else if (event.key === "ArrowUp") stand(at < 0 ? -1 : at - 1);
    else if (event.key === "Escape") { close(); field.blur(); event.stopPropagation(); }
    else if (event.key === "Tab") { close(); return; }
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && asked === field.value && options()[at]) options()[at].click();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", function (event) {
    if (isOpen() && !form.contains(event.target)) close();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest && event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    (document.querySelector("main input[type=search]") || field).focus(); // a list's own search comes first
  });
})();
