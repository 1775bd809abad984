// What is offered for some seconds: toasts, and the undo of a claim.

import { byId, find } from "./page.js";
import { nameOf } from "./rows.js";

const SECONDS = 9; // the server takes an undo for ten

export function fade(part) {
  const figure = find("[data-left]", part);
  let left = Number(part.dataset.seconds) || SECONDS;
  const timer = setInterval(() => {
    // Words wait for their reader; an undo cannot, the server counts as well.
    if (!figure && part.matches(":hover, :focus-within")) return;
    left -= 1;
    if (figure) figure.textContent = left;
    if (left > 0 && part.isConnected) return;
    clearInterval(timer);
    remove(part);
  }, 1000);
  if (figure) figure.textContent = left;
}

export function remove(part) {
  const row = part.closest("[data-row]");
  if (part.contains(document.activeElement)) (row ? nameOf(row) : byId("main")).focus();
  part.remove();
}
