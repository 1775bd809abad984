// What every other part says often.

export const root = document.documentElement;
export const find = (selector, within = document) => within.querySelector(selector);
export const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];
export const byId = (id) => document.getElementById(id);
export const on = (name, act, target = document) => target.addEventListener(name, act);

// The page's words in the person's language.
export const words = byId("words")?.dataset ?? {};

// Says something to screen readers when they have finished what they are reading.
export function say(text) {
  byId("announce").textContent = text;
}
