// The chat page. Lines wait in memory until the server says they are safe; the same id is sent again.
// Texts are set as text, never as markup; nothing is asked of any other host.
"use strict";
(() => {
  const chat = document.getElementById("chat");
  const words = chat.dataset;
  const log = document.getElementById("log");
  const scroller = document.getElementById("scroller");
  const strip = document.getElementById("strip");
  const typing = document.getElementById("typing");
  const form = document.getElementById("compose");
  const field = document.getElementById("field");
  const own = document.getElementById("own");
  const phoneNow = document.getElementById("phone-now");

  const REPLY_MS = 6000; // how long the sign that an answer is coming stays
  const SETTLE_MS = 400; // how long new buttons take no tap
  const SLOW_MS = 1500; // a line that takes longer does not keep help from a later one
  const LONGEST_WAIT_MS = 15000; // between two tries
  const shown = new Set(); // ids of messages that are on the page
  const queue = []; // lines on their way, oldest first
  let pumping = false;
  let hurry = null; // ends the wait between two tries
  let source = null;
  let streaming = false;
  let sending = true; // false after a try that failed
  let typingTimer = 0;

  // -- small things --------------------------------------------------------------------------------

  const make = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  const newId = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const fill = (pattern, value) => pattern.replace("{n}", value);
  const wait = (ms) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      hurry = () => { clearTimeout(timer); resolve(); };
    });
  const post = async (path, body) => {
    try {
      const answer = await fetch(path, {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
        credentials: "same-origin", cache: "no-store",
      });
      const told = answer.headers.get("content-type") === "application/json" ? await answer.json() : {};
      return { status: answer.status, messages: told.messages || [] };
    } catch {
      return { status: 0, messages: [] };
    }
  };

  // -- the connection ------------------------------------------------------------------------------

  let wasOff = false;
  let stripTimer = 0;
  const tellConnection = () => {
    const on = sending && streaming && navigator.onLine;
    if (on && !wasOff) {
      if (strip.hidden) clearTimeout(stripTimer); // it was a blink
      return;
    }
    clearTimeout(stripTimer);
    if (on) {
      wasOff = false;
      strip.textContent = words.backOnline;
      stripTimer = setTimeout(() => { strip.hidden = true; }, 3000);
      return;
    }
    // a blink is not worth a word
    stripTimer = setTimeout(() => {
      strip.hidden = false;
      strip.textContent = words.offline;
      wasOff = true;
      typing.hidden = true;
      for (const line of queue) if (line.echo) markWaiting(line.echo, true);
    }, navigator.onLine ? 1200 : 0);
  };

  const listen = () => {
    if (source) source.close();
    source = new EventSource("/chat/events");
    source.addEventListener("ready", () => {
      streaming = true;
      tellConnection();
      if (hurry) hurry();
      arrive();
    });
    source.addEventListener("message", (event) => show(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      streaming = false;
      tellConnection();
      // the browser comes back by itself after a break, but not after a refusal
      if (source.readyState === EventSource.CLOSED) setTimeout(listen, 5000);
    });
  };

  let arrived = false;
  const arrive = () => {
    if (arrived) return;
    arrived = true;
    enqueue({ open: words.payload }, null, () => {
      if (words.payload) history.replaceState(null, "", "/");
    });
  };

  const enqueue = (body, echo, done) => {
    queue.push({ body: { id: newId(), ...body }, echo, done, shownBefore: shown.size });
    if (wasOff && echo) markWaiting(echo, true);
    expectReply();
    if (!sending) cry();
    else if (queue.length > 1) setTimeout(cry, SLOW_MS);
    pump();
  };

  // Lines go in their order. While the first cannot go, or is slow to, who calls for help in a later one gets it first.
  const cry = async () => {
    for (const line of queue.slice(1)) {
      if (line.heard || !(line.body.text || line.body.tap === "help")) continue;
      line.heard = true;
      const { status, messages } = await post("/chat/help", line.body);
      for (const message of messages) show(message);
      if (status !== 200) line.heard = false;
    }
  };

  const pump = async () => {
    if (pumping) return;
    pumping = true;
    for (let pause = 1000; queue.length; ) {
      const line = queue[0];
      const { status, messages } = await post("/chat", line.body);
      // what was only opened is kept by nobody: the first screen comes with the answer; and so does help, whatever else
      for (const message of messages) show(message);
      if (status === 401) { location.reload(); return; }
      if (status === 0 || status === 429 || status >= 500) {
        sending = false;
        tellConnection();
        line.body.again = true;
        cry();
        await wait(pause);
        pause = Math.min(pause * 2, LONGEST_WAIT_MS);
        continue;
      }
      pause = 1000;
      sending = true;
      queue.shift();
      if (line.echo) markWaiting(line.echo, false);
      if (status !== 200) refuse(line);
      else if (line.done) line.done();
      // often the answer is on the page before its line is acknowledged
      if (queue.length || shown.size === line.shownBefore) expectReply();
      else replied();
      tellConnection();
    }
    pumping = false;
  };

  const refuse = (line) => {
    if (line.echo) state(line.echo, words.notTaken);
    release();
  };

  const expectReply = () => {
    clearTimeout(typingTimer);
    typing.hidden = wasOff;
    stayAtEnd();
    typingTimer = setTimeout(() => { typing.hidden = true; release(); }, REPLY_MS);
  };
  const replied = () => {
    clearTimeout(typingTimer);
    typing.hidden = queue.length === 0;
    if (queue.length) expectReply();
  };

  // -- what the person says ------------------------------------------------------------------------

  const state = (line, text) => {
    let said = line.querySelector(".state");
    if (!text) { if (said) said.remove(); return; }
    if (!said) { said = make("span", "state"); line.append(said); }
    said.textContent = text;
  };
  const markWaiting = (line, on) => {
    line.classList.toggle("waiting", on);
    state(line, on ? words.waiting : "");
  };

  const echo = (text, after) => {
    const line = make("div", "line mine");
    const bubble = make("div", "bubble");
    const said = make("p");
    said.append(make("span", "away-from-eyes", words.youSaid + " "), text);
    bubble.append(said);
    line.append(bubble);
    if (after) after.after(line); else log.append(line);
    return line;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) { field.focus(); return; }
    field.value = "";
    grow();
    enqueue({ text }, echo(text));
    toEnd();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  const grow = () => {
    field.rows = Math.min(4, field.value.split("\n").length);
  };
  field.addEventListener("input", grow);

  const tap = (key, line, button) => {
    if (key.getAttribute("aria-disabled") === "true") return;
    for (const each of line.querySelectorAll(".keys button")) each.setAttribute("aria-disabled", "true");
    key.setAttribute("aria-busy", "true");
    line.dataset.chosen = button.label;
    enqueue({ tap: button.data, message: line.dataset.id }, null, null);
  };
  // an answer came, or will not come: what is still on the page can be tapped again
  const release = () => {
    for (const key of log.querySelectorAll(".keys button[aria-disabled]")) {
      key.removeAttribute("aria-disabled");
      key.removeAttribute("aria-busy");
    }
  };

  // -- what the bot says ---------------------------------------------------------------------------

  // a new line is a small step down: long texts are easier to read in pieces
  const lines = (text) => {
    const made = document.createDocumentFragment();
    text.split("\n").forEach((line, index) => {
      if (index) made.append(make("span", "step"));
      made.append(line);
    });
    return made;
  };
  const runs = (paragraph) =>
    paragraph.map((run) => {
      let made = lines(run.text);
      if (run.href) {
        const link = make("a");
        link.href = run.href;
        if (run.href.startsWith("http")) { link.target = "_blank"; link.rel = "noopener noreferrer"; }
        link.append(made);
        made = link;
      }
      if (run.bold) {
        const strong = make("strong");
        strong.append(made);
        made = strong;
      }
      return made;
    });

  const bubbleOf = (message) => {
    const bubble = make("div", "bubble");
    message.paragraphs.forEach((paragraph, index) => {
      const made = make("p");
      if (index === 0) made.append(make("span", "away-from-eyes", words.botSays + " "));
      made.append(...runs(paragraph));
      bubble.append(made);
    });
    return bubble;
  };

  const keyOf = (button, line) => {
    const key = make(button.url ? "a" : "button", "key");
    if (button.url) {
      key.href = button.url;
      if (button.url.startsWith("http")) { key.target = "_blank"; key.rel = "noopener noreferrer"; }
    } else {
      key.type = "button";
      key.dataset.data = button.data;
      key.addEventListener("click", () => tap(key, line, button));
    }
    if (button.mark) key.classList.add(button.mark);
    if (button.data === "help") key.classList.add("aid");
    if (/^(back|skip)$/.test(button.data)) key.classList.add("quietly");
    if (/^(start|carry|done|book)(:|$)/.test(button.data)) key.classList.add("onward");
    key.append(make("span", "", button.label));
    if (button.mark) key.append(make("span", "away-from-eyes", words[button.mark]));
    return key;
  };

  const keysOf = (message, line) => {
    const keys = make("div", "keys");
    for (const buttons of message.buttons) {
      const row = make("div", "row");
      row.append(...buttons.map((button) => keyOf(button, line)));
      keys.append(row);
    }
    return keys;
  };

  const callsOf = (message) => {
    const calls = make("div", "row");
    for (const call of message.calls) {
      const key = make("a", "key", fill(call.way === "text" ? words.text : words.call, call.number));
      key.href = call.href;
      calls.append(key);
    }
    const keys = make("div", "keys calls");
    keys.append(calls);
    return keys;
  };

  const numberOf = (message, line) => {
    const made = make("form", "number");
    const id = "number-" + message.id;
    const label = make("label", "", message.number);
    label.htmlFor = id;
    const input = make("input");
    Object.assign(input, { id, type: "tel", inputMode: "tel", autocomplete: own.checked ? "tel" : "off", required: true, maxLength: 40 });
    input.placeholder = words.numberHint;
    const key = make("button", "key", words.numberSend);
    key.type = "submit";
    made.append(label, input, key);
    made.addEventListener("submit", (event) => {
      event.preventDefault();
      const number = input.value.trim();
      if (!number) return;
      made.remove();
      enqueue({ number }, echo(number, line));
      field.focus({ preventScroll: true });
    });
    return made;
  };

  const fileOf = (message) => {
    const keys = make("div", "keys");
    const isMeeting = message.file.name.endsWith(".ics");
    const link = make("a", isMeeting ? "key save" : "key save down", fill(words.saveFile, message.file.name));
    link.href = message.file.href;
    link.download = message.file.name;
    const row = make("div", "row");
    row.append(link);
    keys.append(row);
    return keys;
  };

  const pictureOf = (file) => {
    const picture = make("img", "picture");
    picture.alt = file.alt;
    picture.src = file.href;
    // kept for a while only: later there are the words and the key
    picture.addEventListener("error", () => picture.remove());
    picture.addEventListener("load", () => toStart(picture.closest(".line")));
    return picture;
  };

  const draw = (line, message) => {
    line.replaceChildren();
    line.className = "line bot" + (message.help ? " help" : "");
    if (message.paragraphs.length) line.append(bubbleOf(message));
    if (message.calls.length) line.append(callsOf(message));
    if (message.file?.picture) line.append(pictureOf(message.file));
    if (message.file) line.append(fileOf(message));
    if (message.number) line.append(numberOf(message, line));
    if (message.buttons.length) line.append(keysOf(message, line));
  };

  // two quick taps of an unsteady hand must not answer the next question too
  const settle = (line) => {
    line.classList.add("fresh");
    setTimeout(() => line.classList.remove("fresh"), SETTLE_MS);
  };

  // keyboards of earlier screens go; what was chosen stays, as the person's own line
  const retire = (line) => {
    for (const old of line.querySelectorAll(".keys:not(.calls), .number")) {
      if (!old.querySelector("a[download]")) old.remove();
    }
    if (line.dataset.chosen) {
      echo(line.dataset.chosen, line);
      delete line.dataset.chosen;
    }
  };

  // the next message waits for this one: an acknowledgement that got lost goes again
  const unacknowledged = new Set();
  let acknowledging = false;
  const acknowledge = async () => {
    if (acknowledging) return;
    acknowledging = true;
    while (unacknowledged.size) {
      const ids = [...unacknowledged];
      const { status } = await post("/chat/ack", { shown: ids });
      if (status === 200) for (const id of ids) unacknowledged.delete(id);
      else await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    acknowledging = false;
  };

  const find = (id) => (id ? [...log.children].find((line) => line.dataset.id === id) : undefined);

  const show = (message) => {
    unacknowledged.add(message.id);
    acknowledge();
    if (shown.has(message.id)) return;
    shown.add(message.id);
    const held = document.activeElement;
    const wasKey = held && log.contains(held) ? held.dataset.data || "-" : "";
    const there = find(message.edits);
    if (there) redraw(there, message, wasKey);
    else append(message, wasKey);
    replied();
  };

  const redraw = (line, message, wasKey) => {
    const before = line.querySelector(".bubble");
    const same = before && before.textContent === bubbleOf(message).textContent;
    const couldGoOn = line.querySelector(".onward") !== null;
    delete line.dataset.chosen;
    if (same) {
      // only ticks changed: leave the text alone, or it would be read aloud again
      line.querySelector(".keys:not(.calls)")?.replaceWith(keysOf(message, line));
    } else {
      draw(line, message);
      settle(line);
    }
    const key = [...line.querySelectorAll("button.key")].find((each) => each.dataset.data === wasKey);
    if (key) key.focus({ preventScroll: true });
    else if (wasKey) focusLine(line);
    if (!same) line.scrollIntoView({ block: "nearest" });
    else if (!couldGoOn) line.querySelector(".onward")?.scrollIntoView({ block: "nearest" }); // [Done] has come
    release();
  };

  const append = (message, wasKey) => {
    const line = make("div");
    line.tabIndex = -1;
    line.dataset.id = message.id;
    draw(line, message);
    settle(line);
    if (!message.unprompted && (message.buttons.length || message.number)) {
      for (const earlier of [...log.querySelectorAll(".line.bot")]) {
        if (!earlier.dataset.unprompted || earlier.dataset.chosen) retire(earlier);
      }
    }
    if (message.unprompted) line.dataset.unprompted = "yes";
    log.append(line);
    if (wasKey) focusLine(line);
    release();
    toStart(line);
  };

  const focusLine = (line) => line.focus({ preventScroll: true });
  // a long message is read from its first line, and help from its own, whatever is said after it
  const toStart = (line) => {
    let first = line;
    while (first.previousElementSibling?.classList.contains("help")) first = first.previousElementSibling;
    const previous = first.previousElementSibling;
    const from = previous && previous.classList.contains("mine") ? previous : first;
    requestAnimationFrame(() => {
      const all = line.offsetTop + line.offsetHeight - from.offsetTop;
      if (all < scroller.clientHeight) toEnd();
      else (first.classList.contains("help") ? first : from).scrollIntoView({ block: "start" });
    });
  };
  const toEnd = () => { scroller.scrollTop = scroller.scrollHeight; };
  const stayAtEnd = () => {
    if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 160) toEnd();
  };

  // -- whose phone, and the way out ------------------------------------------------------------------

  own.addEventListener("change", async () => {
    const wanted = own.checked;
    if ((await post("/chat/phone", { own: wanted })).status !== 200) {
      own.checked = !wanted;
      return;
    }
    phoneNow.textContent = wanted ? phoneNow.dataset.own : phoneNow.dataset.shared;
  });
  const leave = () => {
    document.title = " ";
    chat.remove();
    if (source) source.close();
    location.replace("/away");
  };
  document.getElementById("leave").addEventListener("click", leave);
  document.getElementById("forget").addEventListener("click", async () => {
    if ((await post("/chat/forget", {})).status === 200) leave();
  });

  addEventListener("online", () => { if (hurry) hurry(); tellConnection(); });
  addEventListener("offline", tellConnection);
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    if (!streaming) listen(); // a page that gave way to others waits long before it comes back by itself
    if (hurry) hurry();
  });

  listen();
})();
