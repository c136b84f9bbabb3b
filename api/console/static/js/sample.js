// One contact of a sample: `n` nothing found, `f` found (to the category), `u` unclear, arrows to the one before or behind.
import { on } from "./keys.js";

const press = (selector) => () => document.querySelector(selector)?.click();

on("n", press("[data-clean]"));
on("u", press("[data-unclear]"));
on("f", () => document.querySelector("[data-found]")?.focus());
on("ArrowLeft", press("[data-before]"));
on("ArrowRight", press("[data-behind]"));
