// Writing about a thing: naming colleagues by @, drafts that stay, files that are dropped.
(function () {
  "use strict";
  var KEPT = "apuri-draft:";
  var AT = /(?:^|[^\w@.+-])@([^\s@]{0,40}(?: [^\s@]{1,40})?)$/;

  // --- @: a list of colleagues under the field, by keys or by pointer
  var asked = 0;
  var timer = 0;

  function listOf(field) { return field.parentElement.querySelector("[role=listbox]"); }

  function close(field) {
    var list = listOf(field);
    if (!list) return;
    asked += 1;
    list.hidden = true;
    list.replaceChildren();
    field.removeAttribute("aria-activedescendant");
  }

  function stand(field, at) {
    var options = Array.from(listOf(field).children);
    if (!options.length) return;
    at = (at + options.length) % options.length;
    options.forEach(function (option, number) {
      option.setAttribute("aria-selected", number === at ? "true" : "false");
    });
    options[at].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", options[at].id);
  }

  function standing(field) {
    return Array.from(listOf(field).children).findIndex(function (option) {
      return option.getAttribute("aria-selected") === "true";
    });
  }

  function choose(field, option) {
    var before = field.value.slice(0, field.selectionStart);
    var found = AT.exec(before);
    if (!found) return close(field);
    var start = before.length - found[1].length - 1;
    field.setRangeText(option.dataset.insert + " ", start, field.selectionStart, "end");
    close(field);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }

  function suggest(field) {
    var found = AT.exec(field.value.slice(0, field.selectionStart));
    window.clearTimeout(timer);
    if (!found) return close(field);
    var mine = (asked += 1);
    timer = window.setTimeout(function () {
      window.fetch(field.dataset.naming + "?q=" + encodeURIComponent(found[1]), { credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.text() : ""; })
        .then(function (options) {
          if (mine !== asked) return;
          var list = listOf(field);
          list.innerHTML = options; // of our own page, escaped there
          list.hidden = !list.children.length;
          if (!list.hidden) stand(field, 0);
        })
        .catch(function () { close(field); });
    }, 120);
  }

  document.addEventListener("input", function (event) {
    if (event.target.dataset && event.target.dataset.naming) suggest(event.target);
  });
  document.addEventListener("keydown", function (event) {
    var field = event.target;
    if (!field.dataset || !field.dataset.naming || !listOf(field) || listOf(field).hidden) return;
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown") stand(field, standing(field) + 1);
    else if (event.key === "ArrowUp") stand(field, standing(field) - 1);
    else if (event.key === "Enter" || event.key === "Tab") choose(field, listOf(field).children[standing(field)]);
    else if (event.key === "Escape") close(field);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("mousedown", function (event) {
    var option = event.target.closest(".naming-list [role=option]");
    if (!option) return;
    event.preventDefault();
    choose(option.closest(".naming").querySelector("[data-naming]"), option);
  });
  document.addEventListener("focusout", function (event) {
    if (event.target.dataset && event.target.dataset.naming) close(event.target);
  });

  // --- drafts: what is typed stays in this browser until it is sent, or somebody signs out
  function textOf(form) { return form.querySelector("textarea[name=text]"); }

  function keep(form) {
    var field = textOf(form);
    try {
      if (field.value.trim()) window.localStorage.setItem(KEPT + form.dataset.draft, field.value);
      else window.localStorage.removeItem(KEPT + form.dataset.draft);
    } catch (_error) { /* private browsing keeps nothing */ }
  }

  function restore(root) {
    var forms = Array.from(root.querySelectorAll ? root.querySelectorAll("form[data-draft]") : []);
    if (root.matches && root.matches("form[data-draft]")) forms.push(root);
    forms.forEach(function (form) {
      var field = textOf(form);
      if (field.value) return keep(form); // refused: the server gave it back
      try { field.value = window.localStorage.getItem(KEPT + form.dataset.draft) || ""; } catch (_error) { /* see above */ }
    });
  }

  function forget(form) {
    try { window.localStorage.removeItem(KEPT + form.dataset.draft); } catch (_error) { /* see above */ }
  }

  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && form.dataset.draft && event.target === textOf(form)) keep(form);
  });
  document.addEventListener("htmx:beforeSwap", function (event) {
    var form = event.detail.requestConfig && event.detail.requestConfig.elt;
    if (form && form.dataset && form.dataset.draft && event.detail.xhr.status < 300) forget(form);
  });
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.draft && !form.hasAttribute("hx-post")) forget(form);
    if (form.getAttribute("action") !== "/sign-out") return;
    try {
      Object.keys(window.localStorage).forEach(function (key) {
        if (key.indexOf(KEPT) === 0) window.localStorage.removeItem(key);
      });
    } catch (_error) { /* see above */ }
  });
  document.addEventListener("htmx:load", function (event) {
    restore(event.detail.elt);
    var named = /^#c-[0-9a-f-]+$/.test(window.location.hash) && event.detail.elt.querySelector(window.location.hash);
    if (named) { named.scrollIntoView({ block: "center" }); named.classList.add("comment-meant"); }
  });
  restore(document);

  // --- files: dropped onto a form, or sent as soon as they are chosen
  function dropped(event) {
    var form = event.target.closest && event.target.closest("form[data-drop]");
    var carries = form && event.dataTransfer && Array.from(event.dataTransfer.types).indexOf("Files") >= 0;
    return carries ? form : null;
  }
  ["dragenter", "dragover"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      var form = dropped(event);
      if (form) { event.preventDefault(); form.classList.add("dropping"); }
    });
  });
  document.addEventListener("dragleave", function (event) {
    var form = event.target.closest && event.target.closest("form[data-drop]");
    if (form && !form.contains(event.relatedTarget)) form.classList.remove("dropping");
  });
  document.addEventListener("drop", function (event) {
    var form = dropped(event);
    if (!form) return;
    event.preventDefault();
    form.classList.remove("dropping");
    var field = form.querySelector("input[type=file]");
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", function (event) {
    if (event.target.hasAttribute("data-send") && event.target.files.length) event.target.form.requestSubmit();
  });

  // --- what is chosen says more about itself below
  document.addEventListener("change", function (event) {
    var says = event.target.dataset && event.target.dataset.says;
    if (says) document.getElementById(says).textContent = event.target.selectedOptions[0].dataset.words;
  });

  // --- a ready text goes into the letter
  document.addEventListener("change", function (event) {
    var choice = event.target;
    if (!choice.hasAttribute("data-ready") || !choice.value) return;
    var field = textOf(choice.form);
    var words = choice.selectedOptions[0].dataset.text || "";
    field.value = field.value.trim() ? field.value.trimEnd() + "\n\n" + words : words;
    choice.value = "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
})();
