// New parts come to life; the focus is never lost with the old ones.

import { byId, find, findAll, on } from "./page.js";
import { tick } from "./clocks.js";
import { openDialog } from "./dialogs.js";
import { fade } from "./fading.js";
import { focusRow, select } from "./rows.js";

let lostIn = "";
let wasSelected = "";

export function beforeSwap(target) {
  if (target.contains(document.activeElement)) lostIn = target.id;
  if (target.matches(".is-selected")) wasSelected = target.id;
}

on("htmx:beforeSwap", ({ detail }) => beforeSwap(detail.target));

on("htmx:load", ({ detail: { elt } }) => {
  if (elt.matches("[data-row].is-selected") || (elt.id && elt.id === wasSelected)) select(elt);
  openDialog(elt.closest("dialog"));
  find("[data-focus]", elt)?.focus();
  findAll("[data-fades]", elt).forEach(fade);
  tick();
});

on("htmx:afterSettle", () => {
  const part = byId(lostIn) ?? byId(wasSelected);
  lostIn = "";
  if (document.activeElement !== document.body) return;
  if (part?.matches("[data-row]")) focusRow(part);
  else part?.focus();
});
