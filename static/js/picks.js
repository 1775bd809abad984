// Ticked rows of a list: all of a page at once, a range with Shift, and how many are ticked.

const of = (form) => [...form.querySelectorAll("td.cell-check input")];
let last;

function tell(form) {
  const boxes = of(form);
  const picked = boxes.filter((box) => box.checked).length;
  const page = form.querySelector("[data-pick-page]");
  const all = form.querySelector("[data-pick-all]");
  page.hidden = false;
  page.checked = picked === boxes.length;
  page.indeterminate = picked > 0 && picked < boxes.length;
  form.querySelector("[data-picked]").hidden = false;
  form.querySelector("[data-picked-count]").textContent = all.checked ? all.dataset.count : picked;
}

function pick(form, box, isRange) {
  const boxes = of(form);
  if (box.matches("[data-pick-page]")) for (const one of boxes) one.checked = box.checked;
  const ends = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
  if (isRange && ends[0] >= 0) {
    for (const one of boxes.slice(ends[0], ends[1])) one.checked = box.checked;
  }
  if (boxes.includes(box)) last = box;
  tell(form);
}

document.addEventListener("click", (event) => {
  const form = event.target.closest(".picks");
  if (form && event.target.matches("[type=checkbox]")) pick(form, event.target, event.shiftKey);
});
document.addEventListener("htmx:load", ({ detail: { elt } }) => {
  const form = elt.querySelector(".picks:has(.bulk-bar)");
  if (form) tell(form);
});
