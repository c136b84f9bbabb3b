// One contact of a sample: `n` nothing found, `f` found (to the category), `u` unclear, arrows to the one before or behind.
// A click on a turn fills in its number: in the violation that was touched last, else in the first.
import { on } from "./keys.js";

const press = (selector) => () => document.querySelector(selector)?.click();

on("n", press("[data-clean]"));
on("u", press("[data-unclear]"));
on("f", () => document.querySelector("[data-found]")?.focus());
on("ArrowLeft", press("[data-before]"));
on("ArrowRight", press("[data-behind]"));

const fields = [...document.querySelectorAll("[data-turn]")];
let wanted = fields[0];
for (const field of fields) {
  for (const touched of ["focusin", "change"]) {
    field.closest("fieldset").addEventListener(touched, () => { wanted = field; });
  }
}
document.querySelectorAll(".numbered .turn").forEach((turn, place) => {
  turn.addEventListener("click", () => {
    if (!wanted || !window.getSelection().isCollapsed) return;
    wanted.value = place + 1;
  });
});
