// Charts: the words in data-tip, beside the part that is pointed at or focused; and figures that
// stay open while a poll renews their card. A page that has them loads this module itself, in its
// block "head".

const tip = document.getElementById("tip");
const edge = 8;

function show({ target }) {
  const owner = target.closest("[data-tip]");
  tip.hidden = !owner;
  if (!owner) return;
  tip.textContent = owner.dataset.tip;
  const box = owner.getBoundingClientRect();
  const middle = box.x + (box.width - tip.offsetWidth) / 2;
  const farthest = document.documentElement.clientWidth - tip.offsetWidth - edge;
  tip.style.left = `${Math.max(edge, Math.min(farthest, middle)) + scrollX}px`;
  tip.style.top = `${box.y + scrollY - tip.offsetHeight - edge}px`;
}

document.addEventListener("pointerover", show);
document.addEventListener("focusin", show);
document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  const figures = target.querySelector(".data[open]") && fragment.querySelector(".data");
  if (figures) figures.open = true;
});
