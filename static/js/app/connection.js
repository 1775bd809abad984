// A lost connection says so, holds back what writes, and looks by itself whether it is over.

import { byId, findAll, on, say, words } from "./page.js";
import { heedTime } from "./clocks.js";
import { refreshPolls } from "./polls.js";

const GATEWAY = [502, 503, 504]; // somebody answers, but not the product
let retryTimer;

const isLost = () => byId("offline")?.hidden === false;

function setLost(isNow) {
  const banner = byId("offline");
  clearTimeout(retryTimer);
  if (isNow) retryTimer = setTimeout(look, 4000);
  if (!banner || isLost() === isNow) return;
  banner.hidden = !isNow;
  holdBack();
  if (isNow) return;
  say(words.online);
  refreshPolls();
}

// The buttons keep their focus; what they would do waits.
function holdBack(within = document) {
  for (const button of findAll("[data-needs-connection]", within)) {
    button.toggleAttribute("data-held", isLost());
    button.setAttribute("aria-disabled", isLost());
  }
}

async function look() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store" });
    heedTime(answer.headers.get("Date"));
    setLost(!answer.ok);
  } catch {
    setLost(true);
  }
}

on("offline", () => setLost(true), window);
on("online", look, window);
on("htmx:sendError", () => setLost(true));
on("htmx:load", ({ detail }) => isLost() && holdBack(detail.elt));
on("htmx:afterRequest", ({ detail: { xhr, successful, elt } }) => {
  if (xhr.status) setLost(GATEWAY.includes(xhr.status));
  if (xhr.status) heedTime(xhr.getResponseHeader("Date"));
  if (successful && elt.dataset.then) location.href = elt.dataset.then;
});

// Enter in a form clicks its button too.
addEventListener("click", (event) => {
  if (!event.target.closest("[data-held]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

// A page taken from the browser's own store is as old as it is.
on("pageshow", ({ persisted }) => {
  const [visit] = performance.getEntriesByType("navigation");
  if (persisted || visit?.type === "back_forward") look().then(refreshPolls);
}, window);
