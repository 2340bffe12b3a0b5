// The web chat: shows the newest line, listens for changes, sends with Enter.
(() => {
  const chat = document.querySelector("[data-chat]");
  if (!chat) return;
  const lines = document.getElementById("chat-lines");
  const say = chat.querySelector("[data-chat-say]");
  const text = say.querySelector("textarea");
  const files = say.querySelector("input[type=file]");
  const toEnd = () => { lines.scrollTop = lines.scrollHeight; };
  let asking = false;
  let again = false;

  const look = async () => {
    if (asking) { again = true; return; }
    asking = true;
    try {
      const answer = await fetch(chat.dataset.lines, { headers: { "HX-Request": "true" } });
      if (answer.ok && !answer.redirected) {
        const html = await answer.text();
        if (html !== lines.dataset.shown) {
          lines.dataset.shown = html;
          const holdsFocus = lines.contains(document.activeElement);
          lines.innerHTML = html;
          window.htmx?.process(lines);
          if (holdsFocus) text.focus();
          toEnd();
        }
      }
    } catch { /* the stream's next beat asks again */ }
    asking = false;
    if (again) { again = false; look(); }
  };

  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      say.requestSubmit();
    }
  });
  let sent = "";
  say.addEventListener("htmx:beforeRequest", (event) => {
    sent = text.value;
    if (!sent.trim() && !files.files.length) event.preventDefault();
  });
  say.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) { // what was typed while it was under way stays
      files.value = "";
      if (text.value === sent) text.value = "";
    }
    text.focus();
    toEnd();
  });
  files.addEventListener("change", () => say.requestSubmit());
  chat.querySelector("[data-submit]")?.addEventListener("change", (event) => event.target.form.submit());
  document.body.addEventListener("htmx:afterSwap", toEnd);
  const events = new EventSource(chat.dataset.events);
  events.addEventListener("changed", look);
  toEnd();
})();
