// Clocks go by the server's time, whatever the device believes.

import { find, findAll, on, root, say, words } from "./page.js";

const pageTime = Number(root.dataset.now) || Math.floor(Date.now() / 1000);
let skew = pageTime * 1000 - Date.now();
let changes = [];

const serverNow = () => Math.floor((Date.now() + skew) / 1000);
const pad = (number) => `${number}`.padStart(2, "0");

// Takes the date of an answer; a device's clock may be put right, or wrong, while a page is open.
export function heedTime(date) {
  const found = Date.parse(date) - Date.now();
  if (Math.abs(found - skew) > 2000) skew = found;
  tick();
}

// Of working time a day and more are hours: a day of it is no day.
function clockText(left, isWork) {
  const size = Math.abs(left);
  const sign = left < 0 ? "+" : "";
  const days = Math.floor(size / 86400);
  const hours = Math.floor(size / 3600) - (isWork ? 0 : days * 24);
  const text = words[isWork ? "hours" : "days"];
  if (days) return sign + text.replace("%(days)s", days).replace("%(hours)s", hours);
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
  const shown = clockText(left, data.opens);
  if (text.textContent !== shown) text.textContent = shown;
  const share = left < 0 ? 100 : Math.min(100, Math.floor((100 * left) / data.total));
  find(".ring-bar", clock)?.setAttribute("stroke-dasharray", `${share} 100`);
  const state = stateAt(data, now);
  if (data.state !== state) changeState(clock, state);
}

// The clock's own parts, its row, and the verdict beside it on the page of a lead.
function changeState(clock, state) {
  const row = clock.closest("[data-row]");
  const whole = clock.closest("[data-promise]") ?? clock;
  for (const part of [row ?? whole, whole, ...findAll("[data-state]", whole)]) part.dataset.state = state;
  for (const icon of findAll("[data-state-icon]", whole)) icon.setAttribute("href", `#state-${state}`);
  for (const word of findAll("[data-state-word]", whole)) word.textContent = words[state];
  const label = find("[data-clock-label]", clock);
  const { running, overdue, closed } = label.dataset;
  label.textContent = { breached: overdue, outside_hours: closed }[state] || running;
  const name = find("[data-row-name]", row ?? whole)?.textContent.trim();
  if (name) changes.push(`${name}: ${words[state]}`);
}

export function tick() {
  for (const clock of findAll("[data-clock]")) tickOne(clock, serverNow());
  if (changes.length) say(changes.slice(0, 3).join(". "));
  changes = [];
}

on("visibilitychange", tick);
setInterval(tick, 1000);
