// The editor of a view: columns move up and down, lines of criteria go away.
(function () {
  "use strict";

  var form = document.querySelector(".view-form");
  if (!form) return;
  form.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    var item = button.closest("li");
    if (button.hasAttribute("data-up") && item.previousElementSibling) {
      item.parentElement.insertBefore(item, item.previousElementSibling);
    } else if (button.hasAttribute("data-down") && item.nextElementSibling) {
      item.parentElement.insertBefore(item.nextElementSibling, item);
    } else if (button.hasAttribute("data-remove-line")) {
      item.remove();
    } else {
      return;
    }
    button.focus();
    form.dispatchEvent(new Event("change"));
  });
})();
