// Polls rest unseen. What changed is told, never moved: rows stay under the pointer.

import { byId, find, findAll, on, say } from "./page.js";
import { beforeSwap } from "./focus.js";

let told = "";

export function refreshPolls() {
  for (const poll of findAll("[data-poll]")) if (!document.hidden) htmx.trigger(poll, "refresh");
}

// Rows that others took come in a template; each takes the place of its namesake, once.
function placeRows(pulse) {
  for (const row of find("template", pulse)?.content.children ?? []) {
    const old = byId(row.id);
    if (!old || old.dataset.variant === row.dataset.variant) continue;
    beforeSwap(old);
    htmx.swap(old, row.outerHTML, { swapStyle: "outerHTML" });
  }
}

on("htmx:beforeRequest", (event) => {
  const { elt } = event.detail;
  if (!elt.matches("[data-poll]")) return;
  if (document.hidden || (elt.dataset.rest && find(elt.dataset.rest))) event.preventDefault();
});
on("visibilitychange", refreshPolls);
on("htmx:load", () => {
  const pulse = byId("pulse");
  if (!pulse) return;
  placeRows(pulse);
  const news = find("[data-news]", pulse)?.textContent.trim() ?? "";
  if (news && news !== told) say(news);
  told = news;
  const count = Number(pulse.dataset.count);
  document.title = (count ? `(${count}) ` : "") + document.title.replace(/^\(\d+\) /, "");
});
