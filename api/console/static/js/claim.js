// The queue: `c` claims or releases the incident that is chosen, `x` ticks it for what is done with several at once.
import { current, on } from "./keys.js";

const many = document.getElementById("many");

on("c", () => current()?.querySelector("[data-claim]")?.click());
on("x", () => current()?.querySelector("[name=incident]")?.click());

function ticked() {
  return document.querySelectorAll("[name=incident]:checked").length;
}

if (many) {
  const count = many.querySelector("[data-count]");
  const tell = () => {
    count.textContent = count.dataset.count.replace("{count}", ticked());
  };
  document.addEventListener("change", tell);
  document.addEventListener("htmx:afterSettle", tell);
  tell();
}
