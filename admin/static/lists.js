// Lists: keys, the record beside the list, help. The list itself works without.
(function () {
  "use strict";

  var room = document.querySelector("[data-list-room]");
  if (!room) return;
  var panel = document.getElementById("panel-room");
  var body = document.getElementById("panel");
  var keys = document.getElementById("keys");
  var wide = window.matchMedia("(min-width: 768px)");
  var at = -1;
  var opened = "";

  function rows() {
    return Array.prototype.filter.call(room.querySelectorAll("[data-list-row]"), function (row) {
      return row.offsetParent !== null;
    });
  }

  function stand(position) {
    var all = rows();
    if (!all.length) return;
    all.forEach(function (row) { row.classList.remove("current"); });
    at = Math.max(0, Math.min(all.length - 1, position));
    all[at].classList.add("current");
    var link = all[at].querySelector("[data-open]");
    if (link) link.focus({ preventScroll: false });
  }

  // --- the record beside the list
  function show(link) {
    opened = link.href;
    panel.hidden = false;
    room.classList.add("has-panel");
    panel.querySelector("[data-panel-page]").href = opened;
    body.replaceChildren();
    window.htmx.ajax("GET", opened, { target: "#panel", swap: "innerHTML" }).then(function () {
      body.focus({ preventScroll: true });
    });
  }

  function close() {
    panel.hidden = true;
    room.classList.remove("has-panel");
    body.replaceChildren();
    opened = "";
    var all = rows();
    if (all[at] && all[at].querySelector("[data-open]")) all[at].querySelector("[data-open]").focus();
  }

  function open(link) {
    if (!link.hasAttribute("data-aside") || !wide.matches || opened === link.href) {
      window.location.assign(link.href);
    } else {
      show(link);
    }
  }

  room.addEventListener("click", function (event) {
    var link = event.target.closest("[data-open]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && wide.matches && link.hasAttribute("data-aside")) {
      event.preventDefault();
      at = rows().indexOf(link.closest("[data-list-row]"));
      stand(at);
      open(link);
    }
    if (event.target.closest("[data-panel-close]")) close();
    if (event.target.closest("[data-show-keys]")) keys.showModal();
  });

  // --- filters close when another place is clicked; what is swapped in starts anew
  document.addEventListener("click", function (event) {
    var filter = room.querySelector("[data-filter][open]");
    if (filter && !filter.contains(event.target)) filter.open = false;
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target && event.detail.target.id === "list") at = -1;
  });

  // --- keys
  function typing(target) {
    return target.closest("input, textarea, select, [contenteditable], dialog");
  }

  function act(key) {
    var row = rows()[at];
    var link = row && row.querySelector("[data-open]");
    if (key === "/") document.getElementById("list-words").focus();
    else if (key === "j") stand(at + 1);
    else if (key === "k") stand(at - 1);
    else if (key === "o" && link) open(link);
    else if (key === "n" && document.querySelector("[data-new]")) document.querySelector("[data-new]").click();
    else if (key === "?") keys.showModal();
    else if (key === "e" && row && row.querySelector("[data-take]")) row.querySelector("[data-take]").click();
    else if (key === "a" && link && row.querySelector(".row-act, [data-open]")) window.location.assign(link.href + "#assignee_id");
    else return false;
    return true;
  }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && !keys.open) {
      var filter = room.querySelector("[data-filter][open]");
      if (filter) { filter.open = false; filter.querySelector("summary").focus(); }
      else if (!panel.hidden && !typing(event.target)) close();
    } else if (!typing(event.target) && act(event.key)) {
      event.preventDefault();
    }
  });
})();
