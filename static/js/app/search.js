// The search box: what is found while one types, walked through with the arrows.
// The focus stays in the box; the page of results is what Enter opens without a choice.

import { byId, find, findAll, on, say } from "./page.js";

const box = byId("find");
const panel = byId("found");
const options = () => findAll("[role=option]", panel);
const chosen = () => find("[aria-selected=true]", panel);

function showFound(isShown) {
  panel.hidden = !isShown;
  const list = isShown && byId("found-list");
  box.setAttribute("aria-expanded", String(Boolean(list)));
  if (list) box.setAttribute("aria-controls", list.id);
  else box.removeAttribute("aria-controls");
  if (!isShown) choose(undefined);
}

function choose(option) {
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  if (option) box.setAttribute("aria-activedescendant", option.id);
  else box.removeAttribute("aria-activedescendant");
  option?.scrollIntoView({ block: "nearest" });
}

// Past either end lies the box itself: what was typed.
function stepThrough(step) {
  const all = options();
  const places = all.length + 1;
  const place = (all.indexOf(chosen()) + 1 + step + places) % places;
  choose(all[place - 1]);
}

const boxKeys = {
  ArrowDown: () => (panel.hidden ? showFound(options().length > 0) : stepThrough(1)),
  ArrowUp: () => stepThrough(-1),
  Enter: (event) => {
    if (!chosen()) return;
    event.preventDefault();
    chosen().click();
  },
  Escape: (event) => {
    event.stopPropagation();
    if (panel.hidden) return box.blur();
    event.preventDefault();
    showFound(false);
  },
};

function watchBox() {
  on("keydown", (event) => {
    if (event.isComposing || !boxKeys[event.key]) return;
    if (event.key.startsWith("Arrow")) event.preventDefault();
    boxKeys[event.key](event);
  }, box);
  on("focus", () => showFound(Boolean(box.value.trim() && panel.children.length)), box);
  on("input", () => box.value.trim() || showFound(false), box);
  on("blur", () => showFound(false), box);
  // A press inside must not take the focus, and with it the options, before it is a click.
  on("mousedown", (event) => event.preventDefault(), panel);
  on("htmx:afterSwap", () => {
    const isMeant = document.activeElement === box && box.value.trim();
    showFound(Boolean(isMeant));
    if (isMeant) say(find("[data-said]", panel)?.dataset.said ?? "");
  }, panel);
}

if (box && panel) watchBox();
