// `c` claims or releases the incident that is chosen in the queue.
import { current, on } from "./keys.js";

on("c", () => current()?.querySelector("[data-claim]")?.click());
