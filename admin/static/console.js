// Ask before what is hard to take back. Without scripts the button simply works.
"use strict";

document.addEventListener("submit", function (event) {
  var question = event.target.dataset ? event.target.dataset.confirm : "";
  if (question && !window.confirm(question)) {
    event.preventDefault();
  }
});

// Fields that mean something only while another one has certain values. Without scripts all show.
function showWhatCounts(form) {
  form.querySelectorAll("[data-only]").forEach(function (input) {
    var other = form.elements[input.dataset.only];
    var wanted = input.dataset.onlyValues.split(" ");
    var field = input.closest(".field");
    if (other && field) {
      field.hidden = wanted.indexOf(other.value) < 0 && !field.querySelector(".is-invalid");
    }
  });
}

document.addEventListener("change", function (event) {
  if (event.target.form) {
    showWhatCounts(event.target.form);
  }
});
document.querySelectorAll("form").forEach(showWhatCounts);
