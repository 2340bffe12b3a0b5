// Choosing rows of a list, and leaving a cell that is being changed.
(function () {
  "use strict";

  function ticks() {
    return Array.prototype.slice.call(document.querySelectorAll("[data-tick]"));
  }

  function count() {
    var bar = document.querySelector("[data-bulk]");
    if (!bar) return;
    var chosen = ticks().filter(function (one) { return one.checked; }).length;
    var words = bar.querySelector("[data-bulk-count]");
    words.textContent = chosen === 1 ? words.dataset.one : words.dataset.many.replace("{count}", chosen);
    bar.hidden = chosen === 0;
  }

  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-tick-all]")) {
      var table = event.target.closest("table");
      ticks().forEach(function (one) { if (table.contains(one)) one.checked = event.target.checked; });
    }
    if (event.target.matches("[data-tick], [data-tick-all]")) count();
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-bulk-none]")) return;
    ticks().forEach(function (one) { one.checked = false; });
    document.querySelectorAll("[data-tick-all]").forEach(function (one) { one.checked = false; });
    count();
  });
  document.addEventListener("htmx:afterSwap", count);

  // --- a cell: the field gets the focus, Esc leaves it as it was
  document.addEventListener("htmx:afterSettle", function (event) {
    var form = event.target.querySelector && event.target.querySelector(".cell-form");
    var field = form && form.querySelector("input:not([type=hidden]), select");
    if (field) field.focus();
  });
  document.addEventListener("keydown", function (event) {
    var form = event.key === "Escape" && event.target.closest && event.target.closest(".cell-form");
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    form.querySelector("[data-leave]").click();
  }, true);
})();
