// Own fields: choices are asked for only when the kind has some.
(function () {
  "use strict";
  var kind = document.querySelector("[data-kind]");
  var choices = document.querySelector("[data-choices]");
  if (!kind || !choices) return;
  function fit() { choices.hidden = kind.value !== "choice" && kind.value !== "choices"; }
  kind.addEventListener("change", fit);
  fit();
})();
