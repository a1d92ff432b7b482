// What the page does more when its own computer serves it: a tick goes to the journal at once, and shows only then as sent.
// What cannot go waits on this phone and is sent again; what a line means is decided where the journal is, never here.
"use strict";
globalThis.servedFrom = (page) => {
  const $ = (id) => document.getElementById(id);
  const told = JSON.parse($("served").textContent);
  const { words } = told;
  const AT = `${page.key}:at`;
  const PLAN = "rehab:plan";
  const MOST = 200;
  const SOON = 800;
  const PATIENCE = 25000;
  const PAUSES = [2000, 5000, 15000, 30000, 60000];
  let held = told.entries; // what the journal has of the days on this page
  const known = new Set(held.map((entry) => entry.id));
  let trouble = "";
  let problem = ""; // in the words of the computer
  let stale = false; // the plan is another one by now
  let asked = told.day;
  let busy = false;
  let more = false;
  let tries = 0;
  let timer = 0;

  // -- what the journal has, and what waits ---------------------------------------------------------------------------

  const isWaiting = (entry) => !known.has(entry.id);
  const waiting = () => page.kept().entries.filter(isWaiting);
  const offered = (kept) => kept.entries.slice(0, kept.count).filter(isWaiting).length;

  // Which of several boxes was ticked is known on this phone only.
  function boxes() {
    try { return JSON.parse(localStorage.getItem(AT)) ?? {}; } catch { return {}; }
  }
  function keepBoxes() {
    const kept = page.kept().entries.filter((entry) => entry.at).map((entry) => [entry.id, entry.at]);
    try { localStorage.setItem(AT, JSON.stringify(Object.fromEntries(kept))); } catch { /* then the first ones show as ticked */ }
  }
  const isBoxes = (at) => Array.isArray(at) && at.every(Number.isInteger);

  // The lines of the journal come first: as what was sent, they are never changed again, only replaced.
  function merge() {
    const kept = page.kept();
    const ticked = boxes();
    for (const entry of kept.entries) if (entry.at) ticked[entry.id] = entry.at;
    const count = offered(kept);
    const rest = kept.entries.filter(isWaiting);
    kept.entries = [...held.map((entry) => (isBoxes(ticked[entry.id]) ? { ...entry, at: ticked[entry.id] } : entry)), ...rest];
    kept.count = held.length + count;
  }
  function clear() {
    try { localStorage.removeItem(AT); } catch { /* nothing was kept */ }
    for (const entry of page.kept().entries) delete entry.at;
    merge();
  }

  // -- what is said -----------------------------------------------------------------------------------------------------

  function tell() {
    const count = waiting().length;
    const lines = [];
    const date = page.told(told.day);
    if (trouble) lines.push(page.fill(trouble, { problem }), count ? page.fill(words.waiting, { count }) : "");
    if (stale) lines.push(words.stale);
    else if (page.today() !== told.day) lines.push(page.fill(trouble ? words.old : words.other_clock, { date }));
    const text = lines.filter(Boolean).join(" ");
    if ($("link").textContent !== text) $("link").textContent = text;
    $("sent").textContent = count ? page.fill(words.waiting, { count }) : words.all_kept;
    $("send-text").value = count ? page.record() : "";
    $("nudge").hidden = true;
    if (busy || timer) return;
    if (count || page.today() !== asked) timer = setTimeout(send, SOON); // a new day has a new page
    asked = page.today();
  }

  // -- sending ------------------------------------------------------------------------------------------------------------

  async function ask(batch) {
    const stop = new AbortController();
    const late = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch("journal", {
        method: "POST", headers: { "content-type": "application/json" }, body: page.record(batch), signal: stop.signal,
        referrerPolicy: "same-origin", credentials: "omit", cache: "no-store", redirect: "error",
        keepalive: document.visibilityState === "hidden" && batch.length < 50,
      });
      const answer = await response.json().catch(() => null);
      return { status: response.status, answer };
    } catch {
      return { status: 0, answer: null };
    } finally {
      clearTimeout(late);
    }
  }
  const shown = () => page.standing().map((entry) => entry.id).sort().join();

  async function send() {
    clearTimeout(timer);
    timer = 0;
    if (busy) { more = true; return; }
    busy = true;
    more = false;
    const batch = waiting().slice(0, MOST);
    const kept = page.kept();
    kept.count = Math.max(kept.count, held.length + batch.length); // it may be there already when no answer comes
    page.save();
    const { status, answer } = await ask(batch);
    busy = false;
    if (status === 200 && Array.isArray(answer?.entries)) take(batch, answer);
    else fail(status, answer);
    tell();
    if (more) send();
  }

  function take(batch, answer) {
    const before = shown();
    const hadTrouble = trouble !== "";
    for (const entry of [...batch, ...answer.entries]) known.add(entry.id);
    held = answer.entries;
    trouble = "";
    tries = 0;
    merge();
    keepBoxes();
    page.save();
    if (shown() !== before && !isTyping()) page.draw();
    if (hadTrouble) page.say(words.back);
    stale = answer.plan !== told.plan;
    if (waiting().length) more = true;
    else if (stale) renew(answer.plan);
  }

  function fail(status, answer) {
    problem = typeof answer?.problem === "string" ? answer.problem : "";
    if ([403, 404, 421].includes(status)) trouble = words.gone;
    else if (status >= 400 && status < 500 && problem) trouble = words.refused;
    else if (problem) trouble = words.busy;
    else trouble = words.away;
    timer = setTimeout(send, PAUSES[Math.min(tries, PAUSES.length - 1)]);
    tries += 1;
  }

  // -- a plan made anew ---------------------------------------------------------------------------------------------------

  const isTyping = () => document.activeElement?.matches("input[type=text]") ?? false;

  // What was written down can change the day at once. The page cannot work that out: it comes again from its computer.
  function renew(plan) {
    if (document.querySelector("dialog[open]") || isTyping()) return;
    try {
      if (sessionStorage.getItem(PLAN) === plan) return; // it came again, and is no other: not for ever
      sessionStorage.setItem(PLAN, plan);
      sessionStorage.setItem(`${PLAN}:new`, "1");
    } catch {
      return;
    }
    history.replaceState(null, "", "#today");
    location.reload();
  }
  try {
    if (sessionStorage.getItem(`${PLAN}:new`)) setTimeout(() => page.say(words.renewed), 500);
    sessionStorage.removeItem(`${PLAN}:new`);
  } catch { /* then it is not said */ }

  for (const dialog of document.querySelectorAll("dialog")) dialog.addEventListener("close", () => send());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" || waiting().length) send();
  });
  window.addEventListener("online", () => send());
  window.addEventListener("pageshow", (event) => { if (event.persisted) send(); });

  return { merge, clear, tell, send, waiting, kept: (kept) => ({ ...kept, entries: waiting(), count: offered(kept) }) };
};
