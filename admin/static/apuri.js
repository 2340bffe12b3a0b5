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
  var refusal = document.querySelector("[data-focus]");
  if (refusal) refusal.focus();
  if (document.querySelector("[data-done]")) {
    var here = new URL(window.location.href);
    here.searchParams.delete("done");
    window.history.replaceState(null, "", here);
  }

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
