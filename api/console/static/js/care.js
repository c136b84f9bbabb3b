// Care for those who listen all day: words before sound, and a count of hard ones that never leaves this browser.
import { on } from "./keys.js";

const care = document.getElementById("care");
const button = document.getElementById("text-first");
//: After so many hard ones of a day a break is suggested, again and again.
const MANY = 8;
const HARD = "4";
const TEXT_FIRST = "fairdial-text-first";

function count() {
  const today = new Date().toLocaleDateString("sv");
  const key = `fairdial-hard-${care.dataset.account}`;
  const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
  const seen = new Set(kept.day === today ? kept.seen : []);
  if (care.dataset.severity === HARD) seen.add(care.dataset.incident);
  localStorage.setItem(key, JSON.stringify({ day: today, seen: [...seen] }));
  if (!seen.size) return;
  const rest = seen.size % MANY === 0;
  care.textContent = (rest ? care.dataset.break : care.dataset.count).replace("{count}", seen.size);
  care.classList.toggle("alert", rest);
  care.hidden = false;
}

function show() {
  const first = localStorage.getItem(TEXT_FIRST) === "on";
  document.documentElement.toggleAttribute("data-text-first", first);
  button.setAttribute("aria-pressed", String(first));
}

button.hidden = false;
button.addEventListener("click", () => {
  localStorage.setItem(TEXT_FIRST, localStorage.getItem(TEXT_FIRST) === "on" ? "off" : "on");
  show();
});
on("t", () => button.click());
show();
count();
