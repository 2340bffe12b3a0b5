// Apuri's own behaviour: keys, saved drafts, live clocks. No inline script anywhere.
(function () {
  "use strict";

  function all(selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  }

  function typing(target) {
    return target.closest && target.closest("input, textarea, select, [contenteditable]");
  }

  // --- keys: Ctrl-K search, Ctrl-Enter saves, Esc leaves a field
  document.addEventListener("keydown", function (event) {
    var control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "k") {
      var command = document.getElementById("command");
      if (command) { event.preventDefault(); command.focus(); command.select(); }
    } else if (control && event.key === "Enter" && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
    } else if (event.key === "Escape" && typing(event.target)) {
      event.target.blur();
    }
  });

  // --- a row of tabs wider than the phone shows the one that is open
  all(".tab.here, .stage.here, .console-menu .here").forEach(function (tab) {
    var strip = tab.parentElement;
    strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
  });

  // --- what scrolls sideways can be scrolled by keys, too
  function reachable() {
    all(".table-scroll:not([role])").forEach(function (box) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex");
    });
  }
  reachable();
  window.addEventListener("resize", reachable);
  document.addEventListener("htmx:afterSettle", reachable);

  // --- running clocks: hours and minutes since a moment
  function tick() {
    all("[data-since]").forEach(function (clock) {
      var minutes = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.since)) / 60000));
      var rest = minutes % 60;
      clock.textContent = Math.floor(minutes / 60) + ":" + (rest < 10 ? "0" : "") + rest;
    });
  }
  tick();
  window.setInterval(tick, 20000);

  // --- a refusal gets the focus, so that it is read; "done" is said once, not after a reload
  var refusal = document.querySelector("main [aria-invalid]") || document.querySelector("[data-focus]");
  if (refusal) refusal.focus();
  if (document.querySelector("[data-done]")) {
    var here = new URL(window.location.href);
    here.searchParams.delete("done");
    window.history.replaceState(null, "", here);
  }

  // --- pickers: a chosen suggestion leaves its id in the hidden field, typing on removes it
  document.addEventListener("input", function (event) {
    var name = event.target.dataset && event.target.dataset.picker;
    if (!name) return;
    var hidden = document.getElementById(name);
    var chosen = all("option", event.target.list).filter(function (option) {
      return option.value === event.target.value;
    });
    hidden.value = chosen.length === 1 ? chosen[0].dataset.id : "";
  });

  // --- buttons that fill a form in from what was done before
  all("[data-fill]").forEach(function (button) {
    button.addEventListener("click", function () {
      var values = JSON.parse(button.dataset.fill);
      Object.keys(values).forEach(function (name) {
        var field = document.getElementById(name);
        if (field) field.value = values[name];
      });
    });
  });

  // --- forms say when something is not saved; those of one select send themselves
  all("form[data-watch]").forEach(function (form) {
    var note = form.querySelector("[data-unsaved]");
    function changed(event) {
      if (event.target.type === "file" || !note) return;
      note.hidden = false;
    }
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
  });
  all("form[data-auto]").forEach(function (form) {
    form.addEventListener("change", function () { form.requestSubmit(); });
  });
  all("[data-select]").forEach(function (field) {
    field.addEventListener("focus", function () { field.select(); });
  });
  document.addEventListener("change", function (event) {
    if (event.target.type !== "file" || !event.target.form) return;
    var label = event.target.form.querySelector("[data-files]");
    var names = Array.prototype.map.call(event.target.files, function (file) { return file.name; });
    if (label && names.length) label.textContent = names.join(", ");
  });

  // --- the inbox by keys: j k move, o opens, e takes, a opens where it is given on
  var rows = all("[data-keys] [data-row]");
  var at = -1;
  function stand(position) {
    if (!rows.length) return;
    if (rows[at]) rows[at].classList.remove("current");
    at = Math.max(0, Math.min(rows.length - 1, position));
    rows[at].classList.add("current");
    rows[at].querySelector("[data-open]").focus();
  }
  if (rows.length) document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    var open = rows[at] && rows[at].querySelector("[data-open]");
    var take = rows[at] && rows[at].querySelector("[data-take]");
    var keyed = rows[at] && /^[a-z]$/.test(event.key) && rows[at].querySelector('[data-key="' + event.key + '"]');
    if (keyed) {
      keyed.click();
    } else if (event.key === "j") stand(at + 1);
    else if (event.key === "k") stand(at - 1);
    else if (event.key === "o" && open) open.click();
    else if (event.key === "e" && take) take.click();
    else if (event.key === "a" && open) window.location.assign(open.href + "#assignee_id");
    else return;
    event.preventDefault();
  });
  if (rows.length) document.addEventListener("toggle", function (event) { // what asks for words takes them, however it was opened
    var writes = event.target.open && event.target.closest("[data-row]") && event.target.querySelector("textarea");
    if (writes) writes.focus();
  }, true);
  var named = window.location.hash.slice(1);
  if (named === "assignee_id") {
    var chosen = document.getElementById(named);
    if (chosen) chosen.focus();
  }

  // --- one tick chooses all of a name
  all("[data-all]").forEach(function (box) {
    box.addEventListener("change", function () {
      all('[name="' + box.dataset.all + '"]').forEach(function (one) { one.checked = box.checked; });
    });
  });

  // --- a form is sent once
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.hasAttribute("hx-post")) form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", function () {
    all("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
})();
