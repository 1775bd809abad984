// Dialogs and menus.

import { byId, find, findAll, on } from "./page.js";

const FIELD = "form:not([method=dialog]) :is(input:not([type=hidden]), select, textarea):enabled";

// Shows a dialog; whoever has to type begins in the first field, not at "Close".
export function openDialog(dialog) {
  if (!dialog || dialog.open) return dialog;
  dialog.showModal();
  find(FIELD, dialog)?.focus();
  return dialog;
}

// Closes the open menus but one; the focus goes back to what had opened them.
export function closeMenus(except) {
  const open = findAll("[data-menu][open]").filter((menu) => menu !== except);
  for (const menu of open) {
    if (menu.contains(document.activeElement)) find("summary", menu).focus();
    menu.open = false;
  }
  return open.length > 0;
}

on("click", (event) => {
  const { target } = event;
  const opener = target.closest("[data-dialog]");
  closeMenus(!opener && target.closest("[data-menu]"));
  if (opener && openDialog(byId(opener.dataset.dialog))) event.preventDefault();
  if (target.matches("dialog")) target.close();
  if (target.closest("[data-print]")) print();
});
