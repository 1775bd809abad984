// Toasts. From the server: HX-Trigger: {"toast": {"text": "…"}}

import { byId, find, findAll, on } from "./page.js";
import { fade, remove } from "./fading.js";

function start(toast) {
  fade(toast);
  on("click", () => remove(toast), find("[data-toast-close]", toast));
}

on("toast", ({ detail: { text } }) => {
  const toast = byId("toast-template").content.firstElementChild.cloneNode(true);
  find("[data-toast-text]", toast).textContent = text;
  byId("toasts").append(toast);
  start(toast);
});

findAll("[data-toast]").forEach(start);
