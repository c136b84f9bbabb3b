// Keys of every page: j/k walk through `[data-row]`s, Enter opens the row's first link, `?` shows the keys, `/` searches.
// A page adds its own by `on(key, act)`; keys never work while somebody types.
const actions = new Map();

export function on(key, act) {
  actions.set(key, act);
}

export function current() {
  return document.querySelector("[data-row].current");
}

export function walk(step) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (!rows.length) return;
  const at = rows.indexOf(current());
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  current()?.classList.remove("current");
  next.classList.add("current");
  next.querySelector("a")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function typing(target) {
  return target.closest?.("input:not([type=checkbox]), select, textarea, [contenteditable]");
}

on("j", () => walk(1));
on("k", () => walk(-1));
on("/", () => document.querySelector("nav a[href='/search']")?.click());
on("?", () => {
  const keys = document.getElementById("keys");
  keys.open ? keys.close() : keys.showModal();
});
on("Enter", (event) => {
  if (event.target.closest("a, button, summary")) return false;
  current()?.querySelector("a")?.click();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key !== "?" && document.querySelector("dialog[open]")) return; // a dialog has keys of its own
  const act = actions.get(event.key);
  if (act && act(event) !== false) event.preventDefault();
});
