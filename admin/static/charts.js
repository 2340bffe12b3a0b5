// Charts: drawn when they are opened; the drawing library is fetched only then. Its expressions are
// interpreted (ast), since the page's policy forbids making code out of text.
(function () {
  "use strict";
  function draw(place) {
    if (place.dataset.drawn) return;
    place.dataset.drawn = "1";
    Promise.all([import(place.dataset.library), fetch(place.dataset.chart)])
      .then(function (both) {
        if (!both[1].ok) throw new Error(both[1].status);
        return both[1].json();
      })
      .then(function (spec) {
        spec.autosize = { type: "fit-x", contains: "padding" };
        spec.width = Math.max(260, place.clientWidth - 8);
        return window.vegaEmbed(place, spec, {
          ast: true, actions: false, renderer: "canvas", defaultStyle: false,
          tooltip: { disableDefaultStyle: true },
        });
      })
      .catch(function () {
        place.textContent = place.dataset.failed;
        delete place.dataset.drawn;
      });
  }
  document.querySelectorAll("details[data-charts]").forEach(function (one) {
    function open() { if (one.open) one.querySelectorAll("[data-chart]").forEach(draw); }
    one.addEventListener("toggle", open);
    open();
  });
})();
