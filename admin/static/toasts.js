// Short notices at the foot of the page, with undo where there is one; read out politely.
(function () {
  "use strict";

  function place() {
    var box = document.getElementById("toasts");
    if (!box) {
      box = document.createElement("div");
      box.id = "toasts";
      box.className = "toasts";
      box.setAttribute("role", "status");
      box.setAttribute("aria-live", "polite");
      document.body.appendChild(box);
    }
    return box;
  }

  // toast("Moved", {undo: function () {…}, label: "Undo", late: true})
  function toast(text, options) {
    var given = options || {};
    var one = document.createElement("div");
    one.className = "toast-line" + (given.late ? " is-late" : "");
    var words = document.createElement("span");
    words.textContent = text;
    one.appendChild(words);
    var timer = window.setTimeout(close, given.late ? 12000 : 7000);
    function close() { window.clearTimeout(timer); one.remove(); }
    if (given.undo) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = given.label;
      button.addEventListener("click", function () { close(); given.undo(); });
      one.appendChild(button);
    }
    var end = document.createElement("button");
    end.type = "button";
    end.className = "toast-close";
    end.setAttribute("aria-label", document.documentElement.dataset.close || "×");
    end.textContent = "×";
    end.addEventListener("click", close);
    one.appendChild(end);
    place().appendChild(one);
    return close;
  }

  window.apuri = window.apuri || {};
  window.apuri.toast = toast;
})();
