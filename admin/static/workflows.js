// The order of stages by dragging; the arrows do the same by keyboard and without scripts.
(function () {
  "use strict";
  var form = document.querySelector("[data-order]");
  if (!form || !window.Sortable) return;
  window.Sortable.create(form.querySelector("ol"), {
    handle: ".grip",
    animation: 120,
    onEnd: function (event) {
      if (event.oldIndex !== event.newIndex) form.requestSubmit();
    },
  });
})();
