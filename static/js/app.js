// The product's one script. Every page works without it; it adds the ticking clocks, the keys,
// the pane beside the queue, dialogs, toasts and what to do when the connection is lost.

const root = document.documentElement;
const find = (selector, within = document) => within.querySelector(selector);
const findAll = (selector, within = document) => [...within.querySelectorAll(selector)];
const words = find("#words")?.dataset ?? {};

function announce(text) {
  const place = find("#announce");
  if (place) place.textContent = text;
}

// -- Clocks: they follow the server's time, whatever the device believes ------------------------

const pageTime = Number(root.dataset.now) || Math.floor(Date.now() / 1000);
const skew = pageTime * 1000 - Date.now();
const serverNow = () => Math.floor((Date.now() + skew) / 1000);
const twoDigits = (number) => String(number).padStart(2, "0");

function clockText(secondsLeft) {
  const size = Math.abs(secondsLeft);
  const sign = secondsLeft < 0 ? "+" : "";
  const days = Math.floor(size / 86400);
  const hours = Math.floor((size % 86400) / 3600);
  const minutes = Math.floor((size % 3600) / 60);
  if (days) return sign + words.days.replace("%(days)s", days).replace("%(hours)s", hours);
  const rest = `${twoDigits(minutes)}:${twoDigits(size % 60)}`;
  return sign + (hours ? `${hours}:${twoDigits(minutes)}:${twoDigits(size % 60)}` : rest);
}

// Open seconds between the reckoning and now: until closing time, and again from the next opening.
function openSeconds({ at, closes, opens }, now) {
  const start = Number(at) || pageTime;
  if (!closes) return opens ? Math.max(0, now - Number(opens)) : now - start;
  const untilClosing = Math.max(0, Math.min(now, Number(closes)) - start);
  return untilClosing + (opens ? Math.max(0, now - Math.max(start, Number(opens))) : 0);
}

function isClosed({ closes, opens }, now) {
  return Boolean(opens) && now < Number(opens) && (!closes || now >= Number(closes));
}

function stateAt(data, now) {
  if (now >= Number(data.due)) return "breached";
  if (isClosed(data, now)) return "outside_hours";
  return data.warn && now >= Number(data.warn) ? "at_risk" : "on_track";
}

function tickOne(clock, now) {
  const data = clock.dataset;
  const left = data.left ? Number(data.left) - openSeconds(data, now) : Number(data.due) - now;
  const text = find("[data-clock-text]", clock) ?? clock;
  const wanted = clockText(left);
  if (text.textContent !== wanted) text.textContent = wanted;
  const share = left < 0 ? 100 : Math.min(100, Math.round((100 * left) / Number(data.total || left || 1)));
  find(".ring-bar", clock)?.setAttribute("stroke-dasharray", `${share} 100`);
  const state = stateAt(data, now);
  if (data.state !== state) changeState(clock, state);
}

function changeState(clock, state) {
  const row = clock.closest("[data-row]");
  for (const part of [clock, ...findAll("[data-state]", clock)]) part.dataset.state = state;
  if (row) row.dataset.state = state;
  for (const use of findAll("[data-state-icon]", clock)) use.setAttribute("href", `#state-${state}`);
  for (const word of findAll("[data-state-word]", clock)) word.textContent = words[state];
  const label = find("[data-clock-label]", clock);
  if (label) {
    const { running, overdue, closed } = label.dataset;
    label.textContent = state === "breached" ? overdue : (state === "outside_hours" && closed) || running;
  }
  const name = row && find("[data-row-name]", row)?.textContent.trim();
  if (name) announce(`${name}: ${words[state]}`);
}

function tick() {
  const now = serverNow();
  for (const clock of findAll("[data-clock]")) tickOne(clock, now);
}

// -- Rows: select with keys or pointer, show the selected one in the pane ------------------------

const wide = matchMedia("(min-width: 80.01rem)");
const rows = () => findAll("[data-row]");
const selectedRow = () => find("[data-row].is-selected");
let detailTimer;

function select(row, { focus = false } = {}) {
  if (!row) return;
  for (const other of rows()) other.classList.toggle("is-selected", other === row);
  const link = find("[data-row-name]", row);
  if (focus) {
    link.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }
  if (!wide.matches || !find("#detail") || !link.dataset.detail) return;
  clearTimeout(detailTimer);
  detailTimer = setTimeout(() => {
    htmx.ajax("GET", link.dataset.detail, { target: "#detail", swap: "innerHTML" });
  }, 120);
}

function moveSelection(step) {
  const all = rows();
  const index = all.indexOf(selectedRow());
  select(all[index + step] ?? (index < 0 ? all[0] : null), { focus: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-detail]");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (!link || !isPlain || !wide.matches || event.detail === 0) return;
  event.preventDefault();
  select(link.closest("[data-row]"));
});

// -- Keys: by their place on the keyboard, so that they work on an Arabic layout too --------------

let waitsForGo = 0;

// Whatever answers to a key, nearest first: the selected row, the pane, the page.
function press(key) {
  const places = [find("dialog[open]"), selectedRow(), find("#detail"), find("#main"), document];
  for (const place of places) {
    const target = place && find(`[data-key="${key}"]:not(:disabled)`, place);
    if (target) return target.click() ?? true;
  }
  return false;
}

const keys = {
  KeyJ: () => moveSelection(1),
  KeyK: () => moveSelection(-1),
  KeyT: () => find("[data-theme-form] button")?.click(),
  KeyG: () => (waitsForGo = Date.now()),
  Slash: (event) => (event.shiftKey ? openDialog("shortcuts") : find("#find")?.focus()),
};

document.addEventListener("keydown", (event) => {
  if (event.code === "Escape") return closeMenus();
  const isTyping = event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select");
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.body.dataset.singleKeys === "off" || find("dialog[open]")) return;
  if (event.target.closest("[data-row]") && /^Arrow(Up|Down)$/.test(event.code)) {
    event.preventDefault();
    return moveSelection(event.code === "ArrowDown" ? 1 : -1);
  }
  const letter = event.code.startsWith("Key") ? event.code.slice(3).toLowerCase() : "";
  const follows = letter && Date.now() - waitsForGo < 1500;
  waitsForGo = 0;
  if (follows ? press(`g${letter}`) : keys[event.code] ? (keys[event.code](event), true) : letter && press(letter)) {
    event.preventDefault();
  }
});

// -- Dialogs, menus, tooltips ----------------------------------------------------------------------

function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog && !dialog.open) dialog.showModal();
  return Boolean(dialog);
}

function closeMenus(except) {
  for (const menu of findAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener && openDialog(opener.dataset.dialog)) event.preventDefault();
  closeMenus(event.target.closest("details[data-menu]"));
  if (event.target.matches("dialog")) event.target.close();
  if (event.target.closest("[data-print]")) print();
});

const tip = find("#tip");

function showTip(event) {
  const target = event.target.closest?.("[data-tip]");
  if (!tip || !target) return tip && (tip.hidden = true);
  tip.textContent = target.dataset.tip;
  tip.hidden = false;
  const box = target.getBoundingClientRect();
  const middle = box.x + box.width / 2 - tip.offsetWidth / 2;
  const x = Math.max(8, Math.min(root.clientWidth - tip.offsetWidth - 8, middle));
  tip.style.left = `${x + scrollX}px`;
  tip.style.top = `${box.y + scrollY - tip.offsetHeight - 8}px`;
}

for (const name of ["pointerover", "focusin"]) document.addEventListener(name, showTip);

// -- Toasts ------------------------------------------------------------------------------------------

const TOAST_SECONDS = 10;

function startToast(toast) {
  let left = TOAST_SECONDS;
  const figure = find("[data-toast-left]", toast);
  const timer = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (figure) figure.textContent = left;
    if (left <= 0 || !toast.isConnected) {
      clearInterval(timer);
      toast.remove();
    }
  }, 1000);
  find("[data-toast-close]", toast).onclick = () => toast.remove();
}

function showToast({ text, undo }) {
  const toast = find("#toast-template").content.firstElementChild.cloneNode(true);
  find("[data-toast-text]", toast).textContent = text;
  const form = find("form", toast);
  if (undo) form.action = undo;
  else form.remove();
  find("#toasts").append(toast);
  startToast(toast);
}

// -- The connection ------------------------------------------------------------------------------------

function setOnline(isOnline) {
  const banner = find("#offline");
  if (!banner || banner.hidden === isOnline) return;
  banner.hidden = isOnline;
  for (const button of findAll("[data-needs-connection]")) button.disabled = !isOnline;
}

addEventListener("offline", () => setOnline(false));
addEventListener("online", () => setOnline(true));

// -- htmx: polls rest while nobody looks; what was swapped in is brought to life ------------------------

document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.matches("[data-poll]")) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) for (const poll of findAll("[data-poll]")) htmx.trigger(poll, "refresh");
});
document.addEventListener("htmx:sendError", () => setOnline(false));
document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, successful, elt } = event.detail;
  if (xhr.status) setOnline(true);
  if (successful && elt.dataset.then) location.href = elt.dataset.then;
});
document.addEventListener("toast", (event) => showToast(event.detail));

document.addEventListener("htmx:load", (event) => {
  const part = event.detail.elt;
  const sheet = part.closest("dialog");
  if (sheet && !sheet.open) sheet.showModal();
  enliven(part);
});

function enliven(part) {
  for (const drop of findAll("[data-drop]", part)) watchDrop(drop);
  find("[data-focus]", part)?.focus();
  const count = find("#pulse")?.dataset.count;
  if (count !== undefined) {
    const bare = document.title.replace(/^\(\d+\) /, "");
    document.title = Number(count) ? `(${count}) ${bare}` : bare;
  }
  tick();
}

function watchDrop(drop) {
  const input = find("input[type=file]", drop);
  input.onchange = () => (find("[data-drop-name]", drop).textContent = input.files[0]?.name ?? "");
  for (const name of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, () => drop.classList.toggle("is-over", name === "dragover"));
  }
}

// -- Light and dark: shown at once, kept by the server ---------------------------------------------------

for (const form of findAll("[data-theme-form]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const isDark = root.dataset.theme
      ? root.dataset.theme === "dark"
      : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    const body = new FormData(form);
    body.set("theme", root.dataset.theme);
    fetch(form.action, { method: "POST", body, redirect: "manual" });
  });
}

for (const toast of findAll("[data-toast]")) startToast(toast);
enliven(document);
setInterval(tick, 1000);
