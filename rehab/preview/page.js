// Asks every half second whether there is something new, and puts in only the sections that changed.
"use strict";

let version = document.body.dataset.version;

async function renew() {
  const there = new DOMParser().parseFromString(await (await fetch("./")).text(), "text/html");
  document.title = there.title;
  for (const part of there.querySelectorAll("#state, section")) {
    const here = document.getElementById(part.id);
    if (!here) {
      document.getElementById("findings").after(document.importNode(part, true));
    } else if (here.outerHTML !== part.outerHTML) {
      const inside = here.contains(document.activeElement);
      const kept = document.importNode(part, true);
      here.replaceWith(kept);
      if (inside) {
        kept.tabIndex = -1;
        kept.focus({ preventScroll: true });
      }
    }
  }
  for (const here of document.querySelectorAll("section")) {
    if (!there.getElementById(here.id)) here.remove();
  }
  version = there.body.dataset.version;
}

async function ask() {
  try {
    const told = await (await fetch("state")).json();
    if (String(told.version) !== version) await renew();
  } catch {
    document.getElementById("state").textContent = "The preview has ended. What you see does not follow the file any more.";
  }
  setTimeout(ask, 500);
}

ask();
