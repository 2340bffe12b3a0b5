// Help beside the page: "?" opens that of the page, Esc closes it. Without this file it is a page.
(function () {
  "use strict";

  var room = document.getElementById("help");
  var button = document.querySelector("[data-help]");
  if (!room || !button) return;
  var body = document.getElementById("help-body");

  function open() {
    room.hidden = false;
    button.setAttribute("aria-expanded", "true");
    window.htmx.ajax("GET", button.href, { target: "#help-body", swap: "innerHTML" }).then(function () {
      body.focus({ preventScroll: true });
    });
  }

  function close() {
    var inside = room.contains(document.activeElement);
    room.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (inside) button.focus();
  }

  button.setAttribute("role", "button");
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", "help");
  button.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (room.hidden) open(); else close();
  });
  room.querySelector("[data-help-close]").addEventListener("click", close);
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && room.contains(event.target)) { close(); event.preventDefault(); return; }
    if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (document.querySelector("[data-list-room]")) return; // there it shows the keys of the list
    event.preventDefault();
    if (room.hidden) open(); else close();
  });
})();
