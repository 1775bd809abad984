// Rows of a list with a pane beside it: one is selected, and the pane shows it.

import { byId, find, findAll, on } from "./page.js";

let paneTimer;

export const nameOf = (row) => find("[data-row-name]", row);
export const selectedRow = () => find("[data-row].is-selected");

// The pane where it can be seen; on narrow screens and when it was closed there is none.
export function shownPane() {
  const pane = byId("detail");
  return pane?.checkVisibility() ? pane : null;
}

export const paneRowId = () => find("[data-for]", byId("detail"))?.dataset.for;

export function select(row) {
  for (const other of findAll("[data-row]")) other.classList.toggle("is-selected", other === row);
  find(".split")?.classList.remove("is-closed");
  clearTimeout(paneTimer);
  if (shownPane() && row.id !== paneRowId()) paneTimer = setTimeout(loadPane, 120);
}

function loadPane() {
  const { detail } = nameOf(selectedRow()).dataset;
  if (detail) htmx.ajax("GET", detail, { target: "#detail", swap: "innerHTML" });
}

export function focusRow(row = selectedRow()) {
  if (!row) return;
  nameOf(row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

export function moveSelection(step) {
  const rows = findAll("[data-row]");
  const index = rows.indexOf(selectedRow());
  const row = index < 0 ? rows[0] : rows[index + step];
  if (row) select(row);
  focusRow();
}

// Out of the pane first, then away with it: the list has the page until a row is chosen again.
export function leavePane() {
  const pane = shownPane();
  if (pane && !pane.contains(document.activeElement)) find(".split").classList.add("is-closed");
  focusRow();
}

// A click selects where there is a pane; Enter (a click without pointer) opens the page.
on("click", (event) => {
  const link = event.target.closest("a[data-detail]");
  const isPlain = event.detail && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || !isPlain || !(shownPane() || find(".is-closed"))) return;
  event.preventDefault();
  select(link.closest("[data-row]"));
});
