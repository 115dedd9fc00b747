// Keeps a page fresh: the server sends a part of it when that part changed, and it is put in its place.
// A page that stays as it is, for somebody may be typing there, only gets a line that says that there is something new.
"use strict";
(() => {
  const live = document.getElementById("live");
  const sign = document.getElementById("live-sign");
  if (!live?.dataset.from || !window.EventSource) return;
  const stays = live.dataset.stays === "yes";

  const tell = (on) => {
    if (!sign) return;
    const text = on ? sign.dataset.on : sign.dataset.off;
    sign.hidden = false;
    sign.className = on ? "live" : "live off";
    if (sign.textContent !== text) sign.textContent = text;
  };

  // What did not change stays the very same element: focus, open folds and the reader's place stay where they are.
  const merge = (part, fresh) => {
    for (const fold of fresh.querySelectorAll("details[id]")) {
      fold.open = document.getElementById(fold.id)?.open ?? fold.open;
    }
    for (const node of [...fresh.querySelectorAll("[id]")]) {
      const known = document.getElementById(node.id);
      if (known && part.contains(known) && fresh.contains(node) && known.isEqualNode(node)) node.replaceWith(known);
    }
    part.replaceChildren(fresh);
  };

  const put = ({ id, html }) => {
    const part = document.getElementById(id);
    if (!part) return;
    const held = document.activeElement?.id;
    const fresh = document.createElement("template");
    fresh.innerHTML = html;
    merge(part, fresh.content);
    if (held && document.activeElement?.id !== held) document.getElementById(held)?.focus({ preventScroll: true });
  };

  const listen = () => {
    const source = new EventSource(live.dataset.from);
    source.addEventListener("open", () => tell(true));
    source.addEventListener("part", (event) => put(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      tell(false);
      // what is half typed is worth more than being up to date
      if (source.readyState === EventSource.CLOSED && !stays) setTimeout(() => location.reload(), 5000);
    });
    return source;
  };

  if (!stays) {
    listen();
    return;
  }
  // Somebody may have many of these open, and a browser opens few streams at once: only the one that is looked at listens.
  let source = null;
  const look = () => {
    source?.close();
    source = document.visibilityState === "visible" ? listen() : null;
  };
  document.addEventListener("visibilitychange", look);
  look();
})();
