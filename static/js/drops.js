// Files dropped on a field: the field says which, and shows that it may be dropped there.
// A page that has such a field loads this module itself, in its block "head".

for (const drop of document.querySelectorAll("[data-drop]")) {
  const input = drop.querySelector("input[type=file]");
  const name = drop.querySelector("[data-drop-name]");
  input.addEventListener("change", () => (name.textContent = input.files[0]?.name ?? ""));
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, () => drop.classList.toggle("is-over", kind === "dragover"));
  }
}
