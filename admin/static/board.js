// The board: cards are dragged to another lane or sent there from their menu; others see it live.
(function () {
  "use strict";

  var board = document.getElementById("board");
  if (!board) return;
  var refusals = JSON.parse(board.dataset.refusals);
  var dragging = false;
  var waiting = false;

  function all(selector, root) {
    return Array.prototype.slice.call((root || board).querySelectorAll(selector));
  }

  function why(from, to) {
    return (refusals[from] || {})[to] || "";
  }

  // --- moving: the server decides; a refusal says why and puts the card back
  function move(card, from, to) {
    var body = new URLSearchParams({task_id: card.dataset.card, stage_id: to, version: card.dataset.version});
    return fetch(board.dataset.move, {
      method: "POST", body: body, headers: {"Accept": "application/json"}, credentials: "same-origin"
    }).then(function (answer) {
      return answer.json().then(function (told) {
        if (answer.ok) {
          card.dataset.version = told.version;
          window.apuri.toast(told.said, {
            label: board.dataset.undo, undo: function () { move(card, to, from).then(refresh); }
          });
        } else {
          window.apuri.toast(told.why, {late: true});
        }
        return answer.ok;
      });
    }).catch(function () {
      window.apuri.toast(board.dataset.lost, {late: true});
      return false;
    });
  }

  // --- lanes are fetched anew after a move and when somebody else changed something
  function refresh() {
    if (dragging || board.querySelector(".dropdown-menu.show")) { waiting = true; return; }
    waiting = false;
    var tops = {};
    all("[data-lane]").forEach(function (lane) { tops[lane.dataset.lane] = lane.scrollTop; });
    var left = board.scrollLeft;
    var focused = document.activeElement && document.activeElement.closest("[data-card]");
    var card = focused && board.contains(focused) ? focused.dataset.card : "";
    fetch(board.dataset.lanes, {headers: {"HX-Request": "true"}, credentials: "same-origin"}).then(function (answer) {
      return answer.ok ? answer.text() : null;
    }).then(function (html) {
      if (html === null || dragging) return;
      board.innerHTML = html; // rendered by our own server, escaped there
      htmx.process(board);
      prepare();
      all("[data-lane]").forEach(function (lane) { lane.scrollTop = tops[lane.dataset.lane] || 0; });
      board.scrollLeft = left;
      var again = card && board.querySelector('[data-card="' + card + '"] [data-open]');
      if (again) again.focus();
    });
  }

  function mark(from) {
    all("[data-lane]").forEach(function (lane) {
      var reason = from ? why(from, lane.dataset.lane) : "";
      lane.closest(".lane").classList.toggle("is-closed", Boolean(reason));
    });
  }

  function prepare() {
    all("[data-lane]").forEach(function (lane) {
      if (lane.dataset.fixed) return;
      Sortable.create(lane, {
        group: "board", sort: false, draggable: "[data-card]", filter: ".dropdown, .dropdown *",
        preventOnFilter: false, delay: 150, delayOnTouchOnly: true, animation: 120, ghostClass: "is-ghost",
        onStart: function (event) { dragging = true; mark(event.from.dataset.lane); },
        onEnd: function (event) {
          dragging = false;
          mark("");
          var from = event.from.dataset.lane, to = event.to.dataset.lane;
          if (from === to) { if (waiting) refresh(); return; }
          var reason = why(from, to);
          if (reason) {
            window.apuri.toast(reason, {late: true});
            refresh();
          } else {
            move(event.item, from, to).then(refresh);
          }
        }
      });
    });
  }
  prepare();

  board.addEventListener("submit", function (event) {
    var form = event.target.closest("form[data-move]");
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    var card = form.closest("[data-card]");
    move(card, card.closest("[data-lane]").dataset.lane, event.submitter.value).then(refresh);
  }, true);
  board.addEventListener("hidden.bs.dropdown", function () { if (waiting) refresh(); });

  // --- live: the stream only says that something changed
  if (window.EventSource) {
    var last = 0, timer = null;
    var stream = new EventSource(board.dataset.stream);
    stream.addEventListener("changed", function () {
      window.clearTimeout(timer);
      timer = window.setTimeout(function () { last = Date.now(); refresh(); }, Date.now() - last > 1000 ? 50 : 1000);
    });
    window.addEventListener("pagehide", function () { stream.close(); });
  }
})();
