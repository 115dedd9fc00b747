// Keeps the page fresh: when the server says that something changed, fetch the page and swap its live part.
"use strict";
(() => {
  const sign = document.getElementById("live-sign");
  const tell = (on) => {
    sign.hidden = false;
    sign.className = on ? "live" : "live off";
    const text = on ? sign.dataset.on : sign.dataset.off;
    if (sign.textContent !== text) sign.textContent = text;
  };
  let first = true;
  const refresh = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (answer.status === 401) { location.reload(); return; }
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const held = document.activeElement && document.activeElement.id;
    document.getElementById("live").replaceChildren(...page.getElementById("live").childNodes);
    if (held) document.getElementById(held)?.focus({ preventScroll: true });
  };
  const listen = () => {
    const source = new EventSource("/office/events");
    source.addEventListener("open", () => tell(true));
    source.addEventListener("changed", () => {
      if (first) { first = false; return; }
      refresh().catch(() => tell(false));
    });
    source.addEventListener("error", () => {
      tell(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 5000);
    });
  };
  listen();
})();
