// A form that asks before it is sent: data-confirm holds the question.
(function () {
  "use strict";
  document.addEventListener("submit", function (event) {
    var question = event.target.dataset ? event.target.dataset.confirm : "";
    if (question && !window.confirm(question)) event.preventDefault();
  });
})();
