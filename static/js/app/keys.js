// Keys, by their place, so that they work on an Arabic layout too.

import { byId, find, findAll, on } from "./page.js";
import { closeMenus, openDialog } from "./dialogs.js";
import { leavePane, moveSelection, nameOf, paneRowId, selectedRow, shownPane } from "./rows.js";

const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";
let goPressedAt = 0;
let waiting; // a key, and the row whose pane it waits for

// What stands in a row or in the pane is for that row's lead, and for no other.
function isMeant(target) {
  const row = selectedRow();
  if (target.closest("#detail")) return shownPane() && (!row || row.id === paneRowId());
  const own = target.closest("[data-row]");
  return !own || !row || own === row || target.dataset.key === "z";
}

// Presses what answers to a key: in the pane, else in the selected row, else on the page.
function press(key) {
  const found = findAll(`[data-key="${key}"]:not(:disabled)`).filter(isMeant);
  const inside = (place) => found.find((target) => target.closest(place));
  const target = inside("#detail") ?? inside(".is-selected") ?? found[0];
  const isComing = shownPane() && selectedRow() && selectedRow().id !== paneRowId();
  waiting = !target && isComing ? [key, selectedRow().id] : null;
  target?.click();
  return Boolean(target || waiting);
}

const acts = {
  KeyJ: () => moveSelection(1),
  KeyK: () => moveSelection(-1),
  KeyT: () => find("[data-theme-form] button")?.click(),
  KeyG: () => (goPressedAt = Date.now()),
  Slash: ({ key, shiftKey }) =>
    key === "?" || (shiftKey && key !== "/") ? openDialog(byId("shortcuts")) : byId("find")?.focus(),
};

// Leaves the search, else a menu, else the pane; dialogs close by themselves.
function escape(target) {
  if (find("dialog[open]")) return;
  if (target.matches(TYPING)) target.blur();
  else if (!closeMenus()) leavePane();
}

on("keydown", (event) => {
  const { target, key } = event;
  waiting = null; // whoever goes on to another lead means that one
  // "/" and "?" stand elsewhere on many keyboards: there the sign itself counts.
  const code = key === "/" || key === "?" ? "Slash" : event.code;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (code === "Escape") return escape(target);
  if (target.closest(TYPING) || find("dialog[open]")) return;
  const arrow = target.closest("[data-row]") && { ArrowDown: 1, ArrowUp: -1 }[code];
  const isEnter = code === "Enter" && target === document.body && selectedRow();
  if (arrow) moveSelection(arrow);
  else if (isEnter) nameOf(selectedRow()).click();
  else if (document.body.dataset.singleKeys === "off" || !pressedSingle(event, code)) return;
  event.preventDefault();
});

function pressedSingle(event, code) {
  if (event.repeat && !/[JK]$/.test(code)) return false;
  const letter = code.startsWith("Key") ? code.slice(3).toLowerCase() : "";
  const isSecond = letter && code !== "KeyG" && Date.now() - goPressedAt < 1500;
  goPressedAt = 0;
  if (isSecond) return press(`g${letter}`);
  if (!acts[code]) return letter && press(letter);
  acts[code](event);
  return true;
}

// A key that was quicker than the pane is pressed when the pane is there.
on("htmx:load", () => waiting && waiting[1] === paneRowId() && press(waiting[0]));
