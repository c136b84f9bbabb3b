// One incident by keyboard: hits, sound in step with the words, verdicts, words that were missed or misheard.
import { on } from "./keys.js";
import { say } from "./notice.js";
import { audio, faster, pause, play, step } from "./sound.js";

const hits = [...document.querySelectorAll("[data-hit]")];
const turns = [...document.querySelectorAll("[data-start]")];
const form = document.getElementById("verdict");
const still = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
let at = 0;
let moved = false;

// Hits and places ---------------------------------------------------------------------------------
function choose(next, { first = false } = {}) {
  if (!hits.length) return;
  hits[at].classList.remove("current");
  at = Math.min(Math.max(next, 0), hits.length - 1);
  hits[at].classList.add("current");
  if (!first) hits[at].scrollIntoView({ block: "nearest" });
  document.querySelector(".turn.current")?.classList.remove("current");
  const turn = document.getElementById(`turn-${hits[at].dataset.turn}`);
  turn?.classList.add("current");
  turn?.scrollIntoView(first ? { block: "nearest" } : { block: "center", behavior: still });
  moved = false;
}

function listen() {
  const second = hits[at]?.dataset.at;
  play(moved || second === undefined ? undefined : Number(second));
}

on("j", () => choose(at + 1));
on("k", () => choose(at - 1));
on(" ", (event) => {
  if (!audio || event.target.closest("button, a, summary, audio")) return false;
  audio.paused ? listen() : pause();
});
for (const [key, sign] of [["ArrowLeft", -1], ["ArrowRight", 1]]) {
  on(key, (event) => {
    if (!audio) return false;
    moved = true;
    step(sign * (event.shiftKey ? 10 : 2));
  });
}
on("[", () => faster(-1));
on("]", () => faster(1));

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-seek]");
  if (!link || !audio) return;
  event.preventDefault();
  document.getElementById(link.hash.slice(1))?.scrollIntoView({ block: "nearest" });
  moved = true;
  play(Number(link.dataset.seek));
});

// A word that is clicked is heard; what is heard is lit ---------------------------------------------
function letters(said, node, offset) {
  const range = document.createRange();
  range.setStart(said, 0);
  range.setEnd(node, offset);
  return [...range.toString()].length; // the server counts characters, not halves of them
}

function secondAt(said, x, y) {
  const place = document.caretPositionFromPoint?.(x, y);
  const range = place ? null : document.caretRangeFromPoint?.(x, y);
  const node = place?.offsetNode ?? range?.startContainer;
  if (!node || !said.contains(node)) return undefined;
  const offset = letters(said, node, place?.offset ?? range.startOffset);
  return JSON.parse(said.dataset.times).findLast(([start]) => start <= offset)?.[1];
}

document.querySelector("[data-playable]")?.addEventListener("click", (event) => {
  const said = event.target.closest(".said[data-times]");
  if (!said || !getSelection().isCollapsed) return;
  const second = secondAt(said, event.clientX, event.clientY);
  if (second === undefined) return;
  moved = true;
  play(second);
});

audio?.addEventListener("timeupdate", () => {
  const now = audio.currentTime;
  const speaking = turns.findLast((turn) => Number(turn.dataset.start) <= now && now < Number(turn.dataset.end));
  for (const turn of turns) turn.classList.toggle("speaking", turn === speaking);
  if (speaking && !audio.paused) speaking.scrollIntoView({ block: "nearest" });
});

// Verdicts ----------------------------------------------------------------------------------------
function decide(value) {
  form?.querySelector(`[name=decision][value=${value}]`)?.click();
}

on("a", () => decide("true"));
on("r", () => decide("false"));
on("u", () => decide("unsure"));
on("z", () => document.querySelector("[data-undo]")?.click());
on("c", () => document.querySelector("[data-claim]")?.click());
on("n", () => document.querySelector("[data-following]")?.click());
on("q", () => document.querySelector("[data-queue]")?.click());

const whyNot = document.getElementById("why-not");
form?.querySelector("[value=false]")?.addEventListener("click", (event) => {
  if (form.elements.reason.value) return;
  event.preventDefault();
  whyNot.showModal();
});
function because(reason) {
  whyNot.close();
  form.elements.reason.value = reason;
  decide("false");
}
whyNot?.addEventListener("click", (event) => {
  const choice = event.target.closest(".choices button");
  if (choice) because(choice.value);
});
whyNot?.addEventListener("keydown", (event) => {
  const choice = whyNot.querySelectorAll(".choices button")[Number(event.key) - 1];
  if (choice) because(choice.value);
});

function unfold(id) {
  const part = document.getElementById(id);
  if (!part) return;
  part.open = true;
  part.querySelector("input:not([type=hidden]), textarea, select").focus();
}
on("e", () => unfold("escalate"));
on("x", () => unfold("unmask"));

// Words that no rule found, and words that were heard wrongly -----------------------------------------
const missed = document.getElementById("missed");
on("m", () => {
  if (!missed) return;
  const selection = getSelection();
  const range = selection.rangeCount ? selection.getRangeAt(0) : null;
  const said = range?.startContainer.parentElement?.closest(".said");
  if (!said || range.collapsed || !said.contains(range.endContainer)) return say(missed.dataset.select);
  const fields = missed.querySelector("form").elements;
  fields.turn.value = said.closest("[data-turn]").dataset.turn;
  fields.start.value = letters(said, range.startContainer, range.startOffset);
  fields.end.value = letters(said, range.endContainer, range.endOffset);
  missed.querySelector("blockquote").textContent = range.toString();
  missed.showModal();
  fields.category.focus();
});

const correction = document.getElementById("correction");
for (const button of correction ? document.querySelectorAll("[data-correct]") : []) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const turn = button.closest("[data-turn]");
    const said = turn.querySelector(".said");
    if (said.querySelector(".masked")) return say(correction.dataset.masked);
    const fields = correction.querySelector("form").elements;
    fields.turn.value = turn.dataset.turn;
    fields.text.value = said.textContent;
    correction.showModal();
    fields.text.focus();
  });
}
document.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest("dialog").close());

choose(0, { first: true });
if (document.querySelector("[data-autoplay]") && !document.documentElement.hasAttribute("data-text-first")) listen();
