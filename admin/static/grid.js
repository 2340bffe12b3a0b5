// The week's grid: cells save as they are left; arrows, Tab, Enter, Esc; blocks are pasted after a look.
(function () {
  "use strict";
  var form = document.querySelector("[data-grid]");
  if (!form) return;
  var table = form.querySelector("table");
  var status = form.querySelector("[data-status]");
  var words = form.dataset;
  var decimal = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
  var cells = Array.prototype.slice.call(form.querySelectorAll("[data-cell]"));
  var pasted = [];

  function short(minutes) { return decimal.format(minutes / 60); }
  function at(row, column) {
    return cells.filter(function (cell) { return +cell.dataset.r === row && +cell.dataset.c === column; })[0];
  }
  function put(selector, text) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), function (one) { one.textContent = text; });
  }

  // --- what a cell held, and how it stands now
  cells.forEach(function (cell) {
    if (!("edit" in cell.dataset)) return;
    cell.dataset.held = +cell.dataset.minutes ? short(+cell.dataset.minutes) : "";
    if (!cell.classList.contains("is-wrong")) cell.dataset.held = cell.value;
  });
  function changed(cell) { return "edit" in cell.dataset && cell.value.trim() !== cell.dataset.held; }
  function mark(cell, state) {
    cell.classList.remove("is-saving", "is-saved", "is-wrong", "is-pasted");
    if (state) cell.classList.add(state);
    cell.toggleAttribute("aria-invalid", state === "is-wrong");
  }

  // --- the line under the grid: one sentence, and what may be done about it
  function tell(text, tone, buttons) {
    status.textContent = "";
    status.className = "grid-status" + (tone ? " " + tone : "");
    var said = document.createElement("span");
    said.textContent = text;
    status.appendChild(said);
    (buttons || []).forEach(function (pair) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = pair[0];
      button.addEventListener("click", pair[1]);
      status.appendChild(button);
    });
  }
  var last = ""; // when something was saved last
  function saved() {
    last = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    settle();
  }
  function settle() {
    if (cells.some(function (cell) { return cell.classList.contains("is-wrong"); })) return;
    tell(last && words.saved + " " + last, last && "is-good");
  }

  // --- totals follow what is saved
  function sum() {
    var days = [0, 0, 0, 0, 0, 0, 0], rows = {};
    cells.forEach(function (cell) {
      var minutes = +cell.dataset.minutes;
      days[+cell.dataset.c] += minutes;
      rows[cell.dataset.r] = (rows[cell.dataset.r] || 0) + minutes;
    });
    var missing = 0, all = 0;
    days.forEach(function (minutes, day) {
      var total = table.querySelector('[data-day-total="' + day + '"]');
      var lacks = Math.max(0, +total.dataset.wanted - minutes);
      total.textContent = minutes ? short(minutes) : "–";
      put('[data-day-missing="' + day + '"]', lacks ? short(lacks) : "");
      var tab = document.querySelector('[data-day-short="' + day + '"]');
      if (tab) {
        tab.textContent = minutes ? short(minutes) : lacks ? "·" : "";
        tab.classList.toggle("wait", lacks > 0);
      }
      missing += lacks;
      all += minutes;
    });
    Object.keys(rows).forEach(function (row) {
      put('[data-row-total="' + row + '"]', rows[row] ? short(rows[row]) : "");
    });
    put("[data-week-total]", short(all));
    put("[data-week-missing]", short(missing));
    table.querySelector("tr.missing").hidden = !missing;
  }

  // --- saving: one cell after the other, so that what a day holds is judged in order
  var turn = Promise.resolve();
  function save(cell, confirmed) {
    turn = turn.then(function () { return send(cell, confirmed); });
    return turn;
  }
  function send(cell, confirmed) {
    if (!changed(cell)) return undefined;
    var text = cell.value.trim();
    mark(cell, "is-saving");
    tell(words.saving);
    var body = new URLSearchParams({ name: cell.name, text: text, who: words.who, confirmed: confirmed || "" });
    return fetch(words.save, { method: "POST", body: body, headers: { Accept: "application/json" } })
      .then(function (answer) {
        var kind = answer.headers.get("Content-Type") || "";
        if (kind.indexOf("json") < 0) throw new Error("no answer of ours");
        return answer.json();
      })
      .then(function (told) { return told.saved ? keep(cell, text, told) : refuse(cell, told); })
      .catch(function () {
        mark(cell, "is-wrong");
        tell(words.failed.replace("{why}", words.offline), "is-wrong", [[words.again, function () { save(cell); }]]);
        if (!navigator.onLine) window.addEventListener("online", function () { if (cell.classList.contains("is-wrong")) save(cell); }, { once: true });
      });
  }
  function keep(cell, text, told) {
    cell.dataset.minutes = told.minutes;
    cell.dataset.held = told.shown;
    cell.name = cell.name.replace(/\.-?\d+$/, "." + told.minutes);
    if (cell.value.trim() === text) cell.value = told.shown;
    cell.title = "";
    mark(cell, "is-saved");
    sum();
    saved();
  }
  function refuse(cell, told) {
    mark(cell, "is-wrong");
    cell.title = told.why;
    var buttons = [[words.back, function () { back(cell); cell.focus(); }]];
    if (told.confirm) buttons.unshift([words.anyway, function () { save(cell, told.confirm); }]);
    tell(words.failed.replace("{why}", told.why), "is-wrong", buttons);
  }
  function back(cell) {
    cell.value = cell.dataset.held;
    cell.title = "";
    mark(cell, "");
    settle();
  }

  // --- keys
  function focus(cell) {
    if (!cell) return false;
    show(+cell.dataset.c);
    cell.focus();
    if (cell.select) cell.select();
    return true;
  }
  function step(cell, down, across) {
    var row = +cell.dataset.r + down, column = +cell.dataset.c + across;
    if (column < 0) { row -= 1; column = 6; }
    if (column > 6) { row += 1; column = 0; }
    return focus(at(row, column));
  }
  function edge(cell, key) {
    if (cell.selectionStart === undefined || cell.selectionStart === null) return true;
    if (cell.selectionStart === 0 && cell.selectionEnd === cell.value.length) return true;
    var stand = key === "ArrowLeft" ? 0 : cell.value.length;
    return cell.selectionStart === stand && cell.selectionEnd === stand;
  }
  form.addEventListener("keydown", function (event) {
    var cell = event.target;
    if (!("cell" in cell.dataset) || event.altKey || event.metaKey) return;
    var moved = false;
    if (event.key === "ArrowUp") moved = step(cell, -1, 0);
    else if (event.key === "ArrowDown") moved = step(cell, 1, 0);
    else if ((event.key === "ArrowLeft" || event.key === "ArrowRight") && edge(cell, event.key)) {
      moved = step(cell, 0, event.key === "ArrowLeft" ? -1 : 1);
    } else if (event.key === "Enter" && "edit" in cell.dataset) {
      save(cell);
      if (!event.ctrlKey) step(cell, event.shiftKey ? -1 : 1, 0);
      moved = true;
    } else if (event.key === "Escape") {
      if (pasted.length) drop();
      else if (changed(cell)) back(cell);
      else return;
      if (cell.select) cell.select();
      event.stopPropagation();
      moved = true;
    }
    if (moved) event.preventDefault();
  });
  form.addEventListener("focusin", function (event) {
    if ("edit" in event.target.dataset) event.target.select();
  });
  form.addEventListener("change", function (event) {
    if ("edit" in event.target.dataset && !event.target.classList.contains("is-pasted")) save(event.target);
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); });
  form.addEventListener("click", function (event) {
    var many = event.target.closest && event.target.closest("a.cell-many");
    if (!many) return;
    var day = document.getElementById(many.hash.slice(1));
    if (day) { event.preventDefault(); day.scrollIntoView({ block: "nearest" }); day.focus(); }
  });
  window.addEventListener("beforeunload", function (event) {
    if (cells.some(changed)) event.preventDefault();
  });

  // --- pasting a block: looked at first, saved when one says so
  form.addEventListener("paste", function (event) {
    var start = event.target;
    var text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!("cell" in start.dataset) || !/[\t\n]/.test(text.replace(/\s+$/, ""))) return;
    event.preventDefault();
    var block = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map(function (line) { return line.split("\t"); });
    var texts = [];
    block.forEach(function (line) { texts.push.apply(texts, line); });
    fetch(words.read, { method: "POST", body: JSON.stringify(texts), headers: { "Content-Type": "application/json" } })
      .then(function (answer) { return answer.json(); })
      .then(function (meant) {
        if (meant.why) tell(words.failed.replace("{why}", meant.why), "is-wrong");
        else place(start, block, meant);
      })
      .catch(function () { tell(words.failed.replace("{why}", words.offline), "is-wrong"); });
  });
  function place(start, block, meant) {
    drop();
    var count = 0, minutes = 0, next = 0, wrong = [], outside = [];
    block.forEach(function (line, down) {
      line.forEach(function (text, across) {
        var one = meant[next++];
        text = text.trim();
        if (!text) return;
        var column = +start.dataset.c + across;
        var cell = column < 7 ? at(+start.dataset.r + down, column) : null;
        if (!cell || !("edit" in cell.dataset)) outside.push(text);
        else if (one.why) wrong.push(text);
        else {
          cell.value = text; // from when until when stays so
          mark(cell, "is-pasted");
          pasted.push(cell);
          count += 1;
          minutes += one.minutes;
        }
      });
    });
    var said = words.pasted.replace("{count}", count).replace("{hours}", short(minutes));
    if (wrong.length) said += " " + words.wrong.replace("{texts}", wrong.map(quote).join(", "));
    if (outside.length) said += " " + words.nofit.replace("{texts}", outside.map(quote).join(", "));
    var buttons = count ? [[words.keep, accept], [words.drop, drop]] : [];
    tell(said, wrong.length || outside.length ? "is-wrong" : "", buttons);
    if (count) status.querySelector("button").focus();
  }
  function quote(text) { return (document.documentElement.lang === "en" ? "“" : "”") + text + "”"; }
  function accept() {
    var those = pasted;
    pasted = [];
    those.forEach(function (cell) {
      mark(cell, "");
      save(cell);
    });
    if (those[0]) focus(those[0]);
  }
  function drop() {
    pasted.forEach(back);
    pasted = [];
    settle();
  }

  // --- a phone shows one day: tabs and swipes change it
  var days = document.querySelector(".week-days");
  function show(day) {
    if (day < 0 || day > 6 || table.dataset.shown === String(day)) return;
    table.dataset.shown = String(day);
    if (days) days.dataset.shown = String(day);
    Array.prototype.forEach.call(document.querySelectorAll("[data-show]"), function (tab) {
      if (tab.dataset.show === String(day)) tab.setAttribute("aria-current", "date");
      else tab.removeAttribute("aria-current");
    });
  }
  document.addEventListener("click", function (event) {
    var tab = event.target.closest && event.target.closest("[data-show]");
    if (!tab) return;
    event.preventDefault();
    show(+tab.dataset.show);
  });
  var began = null;
  form.addEventListener("touchstart", function (event) {
    began = event.touches.length === 1 ? event.touches[0] : null;
  }, { passive: true });
  form.addEventListener("touchend", function (event) {
    if (!began || window.innerWidth >= 768) return;
    var end = event.changedTouches[0];
    var across = end.clientX - began.clientX, down = end.clientY - began.clientY;
    began = null;
    if (Math.abs(across) > 60 && Math.abs(across) > 2 * Math.abs(down)) {
      show(+table.dataset.shown + (across < 0 ? 1 : -1));
    }
  });
})();
