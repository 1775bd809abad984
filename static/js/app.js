// Every page works without this; it adds ticking clocks, keys, the queue's pane, dialogs, toasts.

const root = document.documentElement;
const find = (selector, within = document) => within.querySelector(selector);
const findAll = (selector, within = document) => within.querySelectorAll(selector);
const on = (name, act, target = document) => target.addEventListener(name, act);
const nameOf = (row) => find("[data-row-name]", row);
const words = find("#words")?.dataset ?? {};

// -- Clocks: by the server's time

const pageTime = Number(root.dataset.now) || Math.floor(Date.now() / 1000);
const skew = pageTime * 1000 - Date.now();
const serverNow = () => Math.floor((Date.now() + skew) / 1000);
const pad = (number) => String(number).padStart(2, "0");

function clockText(left) {
  const size = Math.abs(left);
  const sign = left < 0 ? "+" : "";
  const days = Math.floor(size / 86400);
  const hours = Math.floor((size % 86400) / 3600);
  if (days) return sign + words.days.replace("%(days)s", days).replace("%(hours)s", hours);
  const rest = `${pad(Math.floor((size % 3600) / 60))}:${pad(size % 60)}`;
  return sign + (hours ? `${hours}:${rest}` : rest);
}

// Open seconds since the reckoning: up to closing time, and again from the next opening.
function openSeconds({ at, closes, opens }, now) {
  const start = Number(at) || pageTime;
  const before = closes || !opens ? Math.min(now, Number(closes || now)) - start : 0;
  return Math.max(0, before) + (opens ? Math.max(0, now - Math.max(start, opens)) : 0);
}

function stateAt({ due, warn, closes, opens }, now) {
  if (now > due) return "breached";
  if (opens && now < opens && (!closes || now >= closes)) return "outside_hours";
  return warn && now >= warn ? "at_risk" : "on_track";
}

function tickOne(clock, now) {
  const data = clock.dataset;
  const left = data.left ? data.left - openSeconds(data, now) : data.due - now;
  const text = find("[data-clock-text]", clock);
  if (text.textContent !== clockText(left)) text.textContent = clockText(left);
  const share = left < 0 ? 100 : Math.min(100, Math.floor((100 * left) / data.total));
  find(".ring-bar", clock)?.setAttribute("stroke-dasharray", `${share} 100`);
  const state = stateAt(data, now);
  if (data.state !== state) changeState(clock, state);
}

function changeState(clock, state) {
  const row = clock.closest("[data-row]");
  clock.dataset.state = state;
  if (row) row.dataset.state = state;
  for (const part of findAll("[data-state]", clock)) part.dataset.state = state;
  for (const icon of findAll("[data-state-icon]", clock)) icon.setAttribute("href", `#state-${state}`);
  for (const word of findAll("[data-state-word]", clock)) word.textContent = words[state];
  const label = find("[data-clock-label]", clock);
  const { running, overdue, closed } = label.dataset;
  label.textContent = { breached: overdue, outside_hours: closed }[state] || running;
  const name = row && nameOf(row).textContent.trim();
  if (name) find("#announce").textContent = `${name}: ${words[state]}`;
}

function tick() {
  for (const clock of findAll("[data-clock]")) tickOne(clock, serverNow());
}

// -- Rows

const wide = matchMedia("(min-width: 80.01rem)");
const selectedRow = () => find("[data-row].is-selected");
let selectedId = selectedRow()?.id;
let paneTimer;

function select(row) {
  for (const other of findAll("[data-row]")) other.classList.toggle("is-selected", other === row);
  selectedId = row.id;
  const { detail } = nameOf(row).dataset;
  clearTimeout(paneTimer);
  if (!detail || !wide.matches || !find("#detail")) return;
  const load = () => htmx.ajax("GET", detail, { target: "#detail", swap: "innerHTML" });
  paneTimer = setTimeout(load, 120);
}

function moveSelection(step) {
  const rows = [...findAll("[data-row]")];
  const index = rows.indexOf(selectedRow());
  const row = index < 0 ? rows[0] : rows[index + step];
  if (!row) return;
  select(row);
  nameOf(row).focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

// A click selects where there is a pane; Enter (a click without pointer) opens the page.
on("click", (event) => {
  const link = event.target.closest("a[data-detail]");
  const isPlain = event.detail && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!link || !isPlain || !wide.matches || !find("#detail")) return;
  event.preventDefault();
  select(link.closest("[data-row]"));
});

// -- Keys: by their place, so that they work on an Arabic layout too

let goPressedAt = 0;

// Presses what answers to a key: in the selected row, else the pane, else the page.
function press(key) {
  for (const place of [selectedRow(), find("#detail"), find("#main"), document]) {
    const target = place && find(`[data-key="${key}"]:not(:disabled)`, place);
    if (target) return target.click() ?? true;
  }
  return false;
}

const acts = {
  KeyJ: () => moveSelection(1),
  KeyK: () => moveSelection(-1),
  KeyT: () => find("[data-theme-form] button")?.click(),
  KeyG: () => (goPressedAt = Date.now()),
  Slash: ({ key, shiftKey }) =>
    key === "?" || (shiftKey && key !== "/") ? openDialog("shortcuts") : find("#find")?.focus(),
};

on("keydown", (event) => {
  const { target, key } = event;
  // "/" and "?" stand elsewhere on many keyboards: there the sign itself counts.
  const code = key === "/" || key === "?" ? "Slash" : event.code;
  if (code === "Escape") return closeMenus();
  if (target.closest("textarea, select, input:not([type=checkbox], [type=radio])")) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.repeat && !/[JK]$|Arrow/.test(code)) return;
  if (document.body.dataset.singleKeys === "off" || find("dialog[open]")) return;
  const letter = code.startsWith("Key") ? code.slice(3).toLowerCase() : "";
  const arrow = target.closest("[data-row]") && { ArrowDown: 1, ArrowUp: -1 }[code];
  const isSecond = letter && Date.now() - goPressedAt < 1500;
  if (code !== "KeyG") goPressedAt = 0;
  if (arrow) moveSelection(arrow);
  else if (isSecond && code !== "KeyG") press(`g${letter}`);
  else if (acts[code]) acts[code](event);
  else if (!letter || !press(letter)) return;
  event.preventDefault();
});

// -- Dialogs and menus

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
  return dialog;
}

function closeMenus(except) {
  for (const menu of findAll("[data-menu][open]")) if (menu !== except) menu.open = false;
}

on("click", (event) => {
  const { target } = event;
  const opener = target.closest("[data-dialog]");
  if (opener && openDialog(opener.dataset.dialog)) event.preventDefault();
  closeMenus(target.closest("[data-menu]"));
  if (target.matches("dialog")) target.close();
  if (target.closest("[data-print]")) print();
});

// -- Toasts

function startToast(toast) {
  let left = 10;
  const timer = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    const figure = find("[data-toast-left]", toast);
    if (figure) figure.textContent = left;
    if (left > 0 && toast.isConnected) return;
    clearInterval(timer);
    toast.remove();
  }, 1000);
  on("click", () => toast.remove(), find("[data-toast-close]", toast));
}

// From the server: HX-Trigger: {"toast": {"text": "…", "undo": "/…/", "target": "#handoff-…"}}
on("toast", ({ detail: { text, undo, target } }) => {
  const toast = find("#toast-template").content.firstElementChild.cloneNode(true);
  find("[data-toast-text]", toast).textContent = text;
  const form = find("form", toast);
  if (!undo) form.remove();
  form.action = undo;
  if (target) form.setAttribute("hx-post", undo);
  if (target) form.setAttribute("hx-target", target);
  find("#toasts").append(toast);
  htmx.process(toast);
  startToast(toast);
});

// -- The connection

function setOnline(isOnline) {
  const banner = find("#offline");
  if (!banner || banner.hidden === isOnline) return;
  banner.hidden = isOnline;
  for (const button of findAll("[data-needs-connection]")) button.disabled = !isOnline;
}

on("offline", () => setOnline(false), window);
on("online", () => setOnline(true), window);
on("htmx:sendError", () => setOnline(false));
on("htmx:afterRequest", ({ detail: { xhr, successful, elt } }) => {
  if (xhr.status) setOnline(true);
  elt.closest("[data-toast]")?.remove();
  if (successful && elt.dataset.then) location.href = elt.dataset.then;
});

// -- htmx: polls rest unseen

on("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.matches("[data-poll]")) event.preventDefault();
});
on("visibilitychange", () => {
  for (const poll of findAll("[data-poll]")) if (!document.hidden) htmx.trigger(poll, "refresh");
});

function enliven(part) {
  if (part.id && part.id === selectedId) {
    part.classList.add("is-selected");
    if (document.activeElement === document.body) nameOf(part).focus();
  }
  part.closest?.("dialog:not([open])")?.showModal();
  find("[data-focus]", part)?.focus();
  for (const drop of findAll("[data-drop]", part)) watchDrop(drop);
  const count = Number(find("#pulse")?.dataset.count);
  document.title = (count ? `(${count}) ` : "") + document.title.replace(/^\(\d+\) /, "");
  tick();
}

function watchDrop(drop) {
  const input = find("input[type=file]", drop);
  const name = find("[data-drop-name]", drop);
  on("change", () => (name.textContent = input.files[0]?.name ?? ""), input);
  for (const kind of ["dragover", "dragleave", "drop"]) {
    on(kind, () => drop.classList.toggle("is-over", kind === "dragover"), drop);
  }
}

on("htmx:load", (event) => enliven(event.detail.elt));

// -- Light and dark: shown at once, kept by the server

on("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-form]")) return;
  event.preventDefault();
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  root.dataset.theme = (root.dataset.theme || system) === "dark" ? "light" : "dark";
  const body = new FormData(form);
  body.set("theme", root.dataset.theme);
  fetch(form.action, { method: "POST", body, redirect: "manual" });
});

for (const toast of findAll("[data-toast]")) startToast(toast);
setInterval(tick, 1000);
