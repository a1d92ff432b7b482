// The program of the phone page: today first, ticks and pain kept on this phone, a timer, and what is sent.
// It tells only what stands on the page already: every day is made from the list of that day, every word from the data.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const words = data.words;
  const DAY = 86400000;
  const KEY = `rehab:${data.key}`;
  const WEEK = 7;
  const fill = (text, values) =>
    text.replace(/\{(\w+)\}/g, (all, name) => (Object.hasOwn(values, name) ? String(values[name]) : all));

  function make(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "on") made.addEventListener(value[0], value[1]);
      else if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children.filter((child) => child !== null));
    return made;
  }

  // -- days -----------------------------------------------------------------------------------------------------

  const two = (number) => String(number).padStart(2, "0");
  const isoOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const utc = (iso) => Date.UTC(+iso.slice(0, 4), +iso.slice(5, 7) - 1, +iso.slice(8, 10));
  const daysBetween = (first, last) => Math.round((utc(last) - utc(first)) / DAY);
  const later = (iso, days) => new Date(utc(iso) + days * DAY).toISOString().slice(0, 10);
  const today = () => isoOf(new Date());
  const told = (iso) => {
    const date = new Date(utc(iso));
    return fill(data.dates.medium, {
      weekday_short: data.dates.weekdays[(date.getUTCDay() + 6) % 7],
      day: date.getUTCDate(),
      month_short: data.dates.months[date.getUTCMonth()],
      year: date.getUTCFullYear(),
    });
  };
  function moment() {
    const now = new Date();
    const off = -now.getTimezoneOffset();
    const sign = off < 0 ? "-" : "+";
    const zone = `${sign}${two(Math.floor(Math.abs(off) / 60))}:${two(Math.abs(off) % 60)}`;
    return `${isoOf(now)}T${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}${zone}`;
  }

  // -- what is kept: lines that are only added, as the journal keeps them -------------------------------------------

  const FIELDS = ["id", "date", "logged", "kind", "subject", "value", "text", "side", "replaces"];
  const NONE = { entries: [], count: 0, sent: "", asked: "" };
  let kept = { ...NONE, entries: [] };
  let stored = true;

  const isText = (value) => typeof value === "string" && value.length <= 5000;
  function isEntry(entry) {
    return (
      entry !== null && typeof entry === "object" && !Array.isArray(entry) &&
      ["id", "date", "logged", "kind", "subject"].every((key) => isText(entry[key])) &&
      Object.keys(entry).every((key) => FIELDS.includes(key) || key === "at") &&
      (entry.value === undefined || Number.isFinite(entry.value)) &&
      (entry.at === undefined || (Array.isArray(entry.at) && entry.at.every(Number.isInteger)))
    );
  }
  function isKept(value) {
    return (
      value !== null && typeof value === "object" && Array.isArray(value.entries) && value.entries.every(isEntry) &&
      Number.isInteger(value.count) && value.count >= 0 && value.count <= value.entries.length &&
      isText(value.sent) && isText(value.asked)
    );
  }
  function load() {
    let text = null;
    try {
      const probe = `${KEY}:probe`;
      localStorage.setItem(probe, "1");
      localStorage.removeItem(probe);
      text = localStorage.getItem(KEY);
    } catch {
      try { text = localStorage.getItem(KEY); } catch { /* nothing is kept here at all */ }
      stored = false;
    }
    if (text === null) {
      if (!stored) warn(words.storage_off);
      return;
    }
    try {
      const value = JSON.parse(text);
      if (!isKept(value)) throw new Error("shape");
      kept = { entries: value.entries, count: value.count, sent: value.sent, asked: value.asked };
    } catch {
      warn(words.storage_damaged);
      try { localStorage.setItem(`${KEY}:aside`, text); } catch { /* it stays where it is until the next tick */ }
    }
  }
  function save() {
    try {
      localStorage.setItem(KEY, JSON.stringify(served ? served.kept(kept) : kept));
      if (!stored) warn("");
      stored = true;
    } catch {
      warn(stored ? words.storage_full : words.storage_off);
      return false;
    }
    return true;
  }
  function standing() {
    const undone = new Set(kept.entries.filter((entry) => entry.kind === "undo").map((entry) => entry.subject));
    const gone = new Set(undone);
    for (const entry of kept.entries) if (!undone.has(entry.id) && entry.replaces) gone.add(entry.replaces);
    return kept.entries.filter((entry) => entry.kind !== "undo" && !gone.has(entry.id));
  }
  const found = (kind, subject, date) =>
    standing().findLast((entry) => entry.kind === kind && entry.subject === subject && entry.date === date);
  function newId() {
    const parts = crypto.getRandomValues(new Uint32Array(3));
    return `phone.${[...parts].map((part) => part.toString(16).padStart(8, "0")).join("")}-000`;
  }

  // A line that was not sent yet gives way; one that was sent stays, and the new one says that it replaces it.
  function write(kind, subject, date, value, more = {}) {
    const before = found(kind, subject, date);
    let base = before?.id;
    if (before && kept.entries.indexOf(before) >= kept.count) {
      kept.entries.splice(kept.entries.indexOf(before), 1);
      base = before.replaces;
    }
    const common = { date, logged: moment() };
    if (value !== null) {
      const entry = { id: newId(), ...common, kind, subject, ...(typeof value === "number" ? { value } : { text: value }), ...more };
      if (base) entry.replaces = base;
      kept.entries.push(entry);
    }
    while (value === null && base) {
      const undone = base;
      kept.entries.push({ id: newId(), ...common, kind: "undo", subject: undone });
      base = kept.entries.find((entry) => entry.id === undone)?.replaces;
    }
    const done = save();
    tellSent();
    return done;
  }

  // -- what is said -------------------------------------------------------------------------------------------------

  let quiet = 0;
  function say(text) {
    $("said").textContent = text;
    clearTimeout(quiet);
    quiet = setTimeout(() => { $("said").textContent = ""; }, 4000);
  }
  function warn(text) { $("warned").textContent = text; }

  // -- moving about -------------------------------------------------------------------------------------------------

  const views = [...document.querySelectorAll("[data-view]")];
  function show(name, target) {
    for (const part of views) part.hidden = part.dataset.view !== name;
    for (const link of $("parts").children) {
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    for (let part = target; part; part = part.parentElement) if (part.localName === "details") part.open = true;
    if (target) target.scrollIntoView({ block: "start" });
    else window.scrollTo({ top: 0, behavior: "instant" });
  }
  function follow() {
    const name = decodeURIComponent(location.hash.slice(1));
    const target = name ? $(name) : null;
    const view = target?.closest("[data-view]")?.dataset.view ?? "today";
    const whole = !target || target.dataset.view === name || name === "today";
    show(view, whole ? null : target);
  }

  // -- one day ------------------------------------------------------------------------------------------------------

  let shown = today();
  let last = shown;

  function drawDay() {
    const now = $("now");
    const here = $(`d-${shown}`);
    const isToday = shown === today();
    now.replaceChildren();
    const number = daysBetween(data.day_one, shown) + 1;
    $("h-today").textContent = isToday ? words.today : words.other_day;
    const names = Object.create(null);
    now.append(make("p", { class: "day-name" }, here ? here.querySelector("summary").textContent : told(shown)));
    if (!here) {
      const before = shown < data.first;
      now.append(make("p", { class: "alert" }, fill(before ? words.not_begun : words.over, { date: told(before ? data.first : data.last) })));
    } else {
      const opening = openingOf(shown);
      if (opening && opening.parentElement !== here) now.append(opening.cloneNode(true));
      for (const note of here.querySelectorAll(":scope > p")) now.append(note.cloneNode(true));
      if (shown > today()) now.append(make("p", { class: "first" }, words.to_come));
      const items = [...here.querySelectorAll(":scope > ul > li")];
      now.append(make("p", { class: "progress", id: "progress" }));
      const rows = items.map((item) => {
        const name = data.tasks[item.dataset.k].name;
        names[name] = (names[name] ?? 0) + 1;
        return [data.tasks[item.dataset.k].at[0], item, item.dataset.t ?? `${number}.${name}.${names[name]}`];
      });
      rows.sort(([one], [other]) => (one < other ? -1 : Number(one > other))); // as the day goes; the same hour as in the plan
      for (const [, item, id] of rows) now.append(drawTask(item, id));
      if (!items.some((item) => data.tasks[item.dataset.k].kind === "log")) now.append(drawPain(number, false));
      tellProgress();
    }
    now.append(drawWay());
  }

  // What the first day of a phase says of its list holds on all its days: dates pass, a list does not tick itself.
  function openingOf(date) {
    const phase = [...document.querySelectorAll(".phase")].find((one) => one.dataset.first <= date && date <= one.dataset.last);
    return phase ? $(`d-${phase.dataset.first}`)?.querySelector(":scope > .first") : null;
  }

  function drawWay() {
    const step = (days) => () => { shown = later(shown, days); drawDay(); $("h-today").focus(); };
    const way = make("div", { class: "row" });
    const first = data.first < today() ? data.first : today();
    const end = data.last > today() ? data.last : today();
    way.append(make("button", { type: "button", disabled: shown <= first, on: ["click", step(-1)] }, words.before));
    way.append(make("button", { type: "button", disabled: shown >= end, on: ["click", step(1)] }, words.after));
    if (shown !== today()) {
      way.append(make("button", { type: "button", on: ["click", () => { shown = today(); drawDay(); $("h-today").focus(); }] }, words.back));
    }
    return way;
  }

  function drawTask(item, id) {
    const task = data.tasks[item.dataset.k];
    const link = item.querySelector("a");
    const name = link.textContent;
    const part = make("article", { class: task.picture ? "task drawn" : "task", "data-task": id });
    if (task.picture) {
      const ns = "http://www.w3.org/2000/svg";
      const use = document.createElementNS(ns, "use");
      use.setAttribute("href", `#${task.picture}`);
      const picture = document.createElementNS(ns, "svg");
      picture.setAttribute("class", "pic");
      picture.setAttribute("aria-hidden", "true");
      picture.append(use);
      part.append(picture);
    }
    part.append(make("h3", {}, name));
    const line = (text, kind) => { if (text) part.append(make("p", { class: kind }, text)); };
    line(task.dose, task.card || task.kind === "hydrate" ? "dose much" : "dose");
    line(task.whose, "side");
    const at = task.at;
    const many = { count: at.length, first: at[0], last: at.at(-1) };
    line(at[0] && (at.length > data.many ? fill(words.at_many, many) : fill(words.at, { clocks: at.join(", ") })), "min at");
    part.append(make("p", {}, $(task.text).textContent));
    const steps = task.card ? $(task.card).querySelector("ol") : null;
    if (steps) {
      part.append(make("details", {}, make("summary", {}, words.steps), steps.cloneNode(true),
        make("p", {}, make("a", { href: `#${task.card}` }, fill(words.read_more, { title: name })))));
    }
    if (task.kind === "log") part.append(drawPain(daysBetween(data.day_one, shown) + 1, true));
    else if (task.kind === "hydrate" && task.at.length > 1) part.append(drawGlasses(id, task));
    else part.append(drawTicks(id, task, name, part));
    return part;
  }

  const mayTick = () => shown <= today();

  function drawTicks(id, task, name, part) {
    const row = make("div", { class: "row", role: "group", "aria-label": fill(words.tick_for, { task: name }) });
    const boxes = task.at.map((at) => make("input", { type: "checkbox", disabled: !mayTick(), "data-at": at }));
    const entry = found("done", id, shown);
    const before = entry ? entry.at ?? boxes.map((_, at) => at).slice(0, Math.round((entry.value ?? 1) * boxes.length)) : [];
    const mark = () => part.classList.toggle("is-done", boxes.every((box) => box.checked));
    boxes.forEach((box, at) => {
      box.checked = before.includes(at);
      const label = boxes.length > 1 && box.dataset.at ? fill(words.tick_at, { time: box.dataset.at }) : words.tick;
      row.append(make("label", { class: "tick" }, box, label));
      box.addEventListener("change", () => {
        const ticked = boxes.flatMap((one, number) => (one.checked ? [number] : []));
        const value = Math.round((ticked.length / boxes.length) * 1000) / 1000;
        const more = { text: task.dose, at: ticked, ...(task.side ? { side: task.side } : {}) };
        const done = write("done", id, shown, ticked.length ? value : null, more);
        mark();
        tellProgress();
        if (done) say(fill(box.checked ? words.ticked : words.unticked, { task: name }));
      });
    });
    mark();
    if (task.timer) row.append(make("button", { type: "button", "aria-label": fill(words.timer_for, { task: name }), on: ["click", () => startTimer(task.timer, name)] }, words.timer));
    return row;
  }

  function drawGlasses(id, task) {
    const of = task.at.length;
    const entry = found("done", id, shown);
    let count = entry ? Math.round((entry.value ?? 0) * of) : 0;
    const glasses = make("div", { class: "glass", "aria-hidden": "true" });
    for (let at = 0; at < of; at += 1) glasses.append(make("i"));
    const text = make("p", { class: "side" });
    const less = make("button", { type: "button", "aria-label": words.glass_less }, "\u2212");
    const more = make("button", { type: "button", "aria-label": words.glass_more }, "+");
    const draw = () => {
      [...glasses.children].forEach((glass, at) => glass.classList.toggle("full", at < count));
      text.textContent = fill(words.glasses, { done: count, of });
      less.disabled = !mayTick() || count === 0;
      more.disabled = !mayTick() || count === of;
    };
    const step = (by) => {
      count += by;
      const done = write("done", id, shown, count ? Math.round((count / of) * 1000) / 1000 : null, { text: task.dose });
      draw();
      tellProgress();
      if (done) say(fill(words.glasses, { done: count, of }));
    };
    less.addEventListener("click", () => { step(-1); if (less.disabled) more.focus(); });
    more.addEventListener("click", () => { step(1); if (more.disabled) less.focus(); });
    draw();
    return make("div", {}, text, glasses, make("div", { class: "row" }, less, more));
  }

  function drawPain(number, inTask) {
    const part = make("div", { class: "pain" });
    if (data.diary.length) {
      part.append(...data.diary.map(drawDiary));
      return part;
    }
    if (!inTask) part.append(make("h4", {}, words.pain));
    if (number > 1) part.append(drawScale("pain-next-morning", words.pain_morning));
    part.append(drawScale("pain-before", words.pain_before), drawScale("pain-during", words.pain_during));
    if ($("lights")) part.append(make("p", {}, make("a", { href: "#lights" }, words.lights)));
    return part;
  }

  function drawScale(subject, name) {
    const scale = make("div", { class: "scale" });
    const back = make("button", { type: "button" }, words.pain_none);
    const value = found("measure", subject, shown)?.value;
    const on = shown;
    for (let pain = 0; pain <= 10; pain += 1) {
      const id = `${subject}-${pain}`;
      const box = make("input", { type: "radio", name: subject, id, value: pain, disabled: !mayTick() });
      box.checked = pain === value;
      box.addEventListener("change", () => {
        const done = write("measure", subject, on, pain);
        back.hidden = false;
        tellProgress();
        if (done) say(fill(words.pain_set, { name, value: pain }));
      });
      scale.append(make("span", {}, box, make("label", { for: id }, String(pain))));
    }
    back.hidden = value === undefined;
    back.addEventListener("click", () => {
      write("measure", subject, on, null);
      for (const box of scale.querySelectorAll("input")) box.checked = false;
      scale.querySelector("input").focus();
      back.hidden = true;
      tellProgress();
      say(fill(words.pain_gone, { name }));
    });
    return make("fieldset", {}, make("legend", {}, name), scale, back);
  }

  function drawDiary(name, at) {
    const before = standing().findLast((entry) => entry.kind === "note" && entry.date === shown && entry.subject === `diary-${at}`);
    const lead = `${name}: `;
    const on = shown;
    const box = make("input", { type: "text", id: `diary-${at}`, maxlength: "100", autocomplete: "off", disabled: !mayTick() });
    box.value = before ? before.text.slice(lead.length) : "";
    box.addEventListener("change", () => {
      const text = box.value.trim();
      if (write("note", `diary-${at}`, on, text ? lead + text : null)) say(fill(words.diary_kept, { name }));
    });
    return make("div", {}, make("label", { for: `diary-${at}` }, name), box);
  }

  function tellProgress() {
    const parts = [...$("now").querySelectorAll(".task")];
    const isDone = (part) => {
      const boxes = [...part.querySelectorAll(".tick input")];
      if (boxes.length) return boxes.every((box) => box.checked);
      const glasses = [...part.querySelectorAll(".glass i")];
      if (glasses.length) return glasses.every((glass) => glass.classList.contains("full"));
      const scales = [...part.querySelectorAll(".scale")];
      if (scales.length) return scales.every((scale) => scale.querySelector(":checked"));
      return [...part.querySelectorAll("input")].every((box) => box.value);
    };
    if ($("progress")) $("progress").textContent = fill(words.done, { done: parts.filter(isDone).length, of: parts.length });
  }

  // -- the timer ----------------------------------------------------------------------------------------------------

  let beat = 0;
  let light = null;
  function startTimer(timer, name) {
    const steps = [];
    for (let round = 1; round <= timer.rounds; round += 1) {
      timer.legs.forEach(([leg, seconds]) => steps.push({ leg, seconds, round }));
      if (round < timer.rounds) steps.push({ leg: timer.rest ? words.legs.rest : words.legs.ready, seconds: timer.rest, round });
    }
    let at = -1;
    let left = 0;
    let end = 0;
    const go = $("timer-go");
    const draw = () => {
      const step = steps[at];
      $("timer-left").textContent = step?.seconds ? (left > 99 ? `${Math.floor(left / 60)}:${two(left % 60)}` : String(left)) : "";
    };
    const next = () => {
      at += 1;
      const step = steps[at];
      clearInterval(beat);
      navigator.vibrate?.(at ? 200 : 50);
      if (!step) {
        $("timer-leg").textContent = words.timer_done;
        for (const id of ["timer-left", "timer-round"]) $(id).textContent = "";
        go.hidden = true;
        return;
      }
      $("timer-leg").textContent = step.leg;
      $("timer-round").textContent = fill(words.timer_round, { number: step.round, of: timer.rounds });
      left = step.seconds;
      if (step.seconds) run();
      else { go.textContent = words.next; go.onclick = next; }
      draw();
    };
    const run = () => {
      end = Date.now() + left * 1000;
      go.textContent = words.pause;
      go.onclick = pause;
      clearInterval(beat);
      beat = setInterval(() => {
        left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
        draw();
        if (!left) next();
      }, 200);
    };
    const pause = () => {
      clearInterval(beat);
      left = Math.max(1, Math.ceil((end - Date.now()) / 1000));
      go.textContent = words.go_on;
      go.onclick = run;
    };
    go.hidden = false;
    go.textContent = words.start;
    go.onclick = next;
    $("timer-task").textContent = name;
    $("timer-leg").textContent = steps[0].leg;
    $("timer-round").textContent = fill(words.timer_round, { number: 1, of: timer.rounds });
    at = 0;
    left = steps[0].seconds;
    draw();
    at = -1;
    $("timer").showModal();
    go.focus();
    navigator.wakeLock?.request("screen").then((lock) => { light = lock; }, () => {});
  }
  $("timer-close").addEventListener("click", () => $("timer").close());
  $("timer").addEventListener("close", () => { clearInterval(beat); light?.release(); light = null; });

  // -- sending ------------------------------------------------------------------------------------------------------

  // FNV-1a over the lines: it tells a file that was changed by hand, it is no lock.
  function checkOf(sent) {
    const line = (entry) => FIELDS.map((key) => (key === "value" && entry.value !== undefined ? entry.value.toFixed(3) : entry[key] ?? "")).join("\t");
    const text = [sent.case, sent.protocol, sent.day_one, sent.exported, ...sent.entries.map(line)].join("\n");
    let sum = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193) >>> 0;
    return sum.toString(16).padStart(8, "0");
  }
  function record(lines = toSend()) {
    const entries = lines.map((entry) => Object.fromEntries(FIELDS.filter((key) => entry[key] !== undefined).map((key) => [key, entry[key]])));
    const sent = { format: "rehab/phone", version: data.version, case: data.case, protocol: data.protocol, day_one: data.day_one, exported: moment(), entries };
    return JSON.stringify({ ...sent, check: checkOf(sent) }, null, 1) + "\n";
  }
  function isSent() {
    kept.count = kept.entries.length;
    kept.sent = today();
    save();
    tellSent();
  }
  const toSend = () => (served ? served.waiting() : kept.entries);
  function tellSent() {
    if (served) { served.tell(); return; }
    const waiting = kept.entries.length - kept.count;
    $("sent").textContent = `${kept.sent ? fill(words.sent, { date: told(kept.sent) }) : words.sent_never} ${fill(words.entries, { count: waiting })}`;
    $("send-text").value = kept.entries.length ? record() : "";
    const oldest = kept.sent || kept.entries[0]?.logged.slice(0, 10);
    const days = oldest ? daysBetween(oldest, today()) : 0;
    const late = waiting > 0 && days >= WEEK;
    const nudge = $("nudge");
    nudge.hidden = !late;
    nudge.replaceChildren();
    if (late) nudge.append(make("p", {}, fill(kept.sent ? words.nudge : words.nudge_never, { days })), make("p", {}, make("a", { href: "#record" }, $("h-record").textContent)));
  }
  function ready() {
    if (toSend().length) return true;
    say(words.nothing_to_send);
    return false;
  }
  const fileName = () => `rehab-${data.protocol}-${today()}.json`;
  $("send-file").addEventListener("click", () => {
    if (!ready()) return;
    const address = URL.createObjectURL(new Blob([record()], { type: "application/json" }));
    make("a", { href: address, download: fileName() }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
    isSent();
    say(fill(words.file_made, { name: fileName() }));
  });
  $("send-share").addEventListener("click", async () => {
    if (!ready()) return;
    const file = new File([record()], `${fileName()}.txt`, { type: "text/plain" });
    const parcel = navigator.canShare?.({ files: [file] }) ? { files: [file] } : { text: record() };
    try {
      await navigator.share(parcel);
      isSent();
      say(words.shared);
    } catch (error) {
      if (error.name !== "AbortError") say(words.share_failed);
    }
  });
  $("send-copy").addEventListener("click", async () => {
    if (!ready()) return;
    const box = $("send-text");
    box.value = record();
    box.select();
    try {
      try { await navigator.clipboard.writeText(box.value); } catch { if (!document.execCommand("copy")) throw new Error("copy"); }
      isSent();
      say(words.copied);
    } catch {
      say(words.copy_failed);
    }
  });

  // -- removing -----------------------------------------------------------------------------------------------------

  let asking = 0;
  const ask = (text) => { $("sure-text").textContent = text; };
  $("clear").addEventListener("click", () => { asking = 1; ask(words.clear_once); $("sure").showModal(); $("sure-no").focus(); });
  $("sure-no").addEventListener("click", () => $("sure").close());
  $("sure-yes").addEventListener("click", () => {
    if (asking === 1) { asking = 2; ask(words.clear_twice); $("sure-no").focus(); return; }
    $("sure").close();
    kept = { ...NONE, entries: [] };
    served?.clear();
    try {
      localStorage.removeItem(KEY);
      localStorage.removeItem(`${KEY}:aside`);
    } catch { /* nothing was kept */ }
    warn("");
    drawDay();
    tellSent();
    drawAsked();
    say(words.cleared);
  });

  // -- the safety questions -------------------------------------------------------------------------------------------

  function drawAsked() {
    const questions = $("safety");
    if (!questions) return;
    $("all-no").hidden = false;
    $("asked-on").hidden = !kept.asked;
    $("asked-on").textContent = kept.asked ? fill(words.asked, { date: told(kept.asked) }) : "";
    questions.open = !kept.asked;
  }
  $("all-no")?.addEventListener("click", () => {
    kept.asked = today();
    save();
    drawAsked();
    $("h-today").focus();
  });

  // -- phases ---------------------------------------------------------------------------------------------------------

  function drawPhases() {
    for (const phase of document.querySelectorAll(".phase")) {
      const { first, last: end } = phase.dataset;
      phase.classList.toggle("past", end < today());
      const here = first <= today() && today() <= end;
      phase.classList.toggle("now", here);
      phase.querySelector(".here")?.remove();
      if (!here) continue;
      const day = daysBetween(first, today()) + 1;
      const of = daysBetween(first, end) + 1;
      const text = fill(words.here, { day, of });
      phase.querySelector("h3").after(make("div", { class: "here" }, make("p", { class: "progress" }, text), make("progress", { value: day, max: of, "aria-label": text })));
    }
  }

  // -- begin ----------------------------------------------------------------------------------------------------------

  // Only a page that its own computer serves has this: what is ticked goes to the journal there at once.
  const served = globalThis.servedFrom?.({
    data, fill, told, today, record, standing, save, say, draw: drawDay, key: KEY, kept: () => kept,
  });
  load();
  served?.merge();
  for (const one of document.querySelectorAll("#days details[data-day]")) {
    const date = one.id.slice(2);
    if (date === shown) one.classList.add("now");
    one.append(make("button", { type: "button", on: ["click", () => { shown = date; drawDay(); location.hash = "today"; follow(); $("h-today").focus(); }] }, words.open_day));
  }
  for (const week of document.querySelectorAll("#days .week")) week.open = Boolean(week.querySelector(".now"));
  $("send-share").hidden = !navigator.share;
  drawAsked();
  drawDay();
  drawPhases();
  tellSent();
  // Only now: where this program cannot run to here, the page stays as it reads without it.
  document.documentElement.classList.add("app");
  $("record").hidden = false;
  follow();
  window.addEventListener("hashchange", follow);
  window.addEventListener("storage", (event) => { if (event.key === KEY) { load(); served?.merge(); drawDay(); tellSent(); served?.send(); } });
  function turn() {
    if (document.visibilityState !== "visible" || last === today()) return;
    if (shown === last) shown = today();
    last = today();
    drawDay();
    drawPhases();
    tellSent();
  }
  document.addEventListener("visibilitychange", turn);
  setInterval(turn, 60000);
})();
