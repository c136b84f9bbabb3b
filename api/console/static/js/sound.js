// The recording: playing from a second before a place, speeds, and a limiter that no shouting gets through.
import { say } from "./notice.js";

const box = document.getElementById("player");
export const audio = document.getElementById("sound");
export const told = box ? JSON.parse(box.dataset.player) : null;
//: Seconds before a place from which it is heard.
const BEFORE = 1;
const SPEEDS = [0.75, 1, 1.25, 1.5, 2];
const KEPT = "fairdial-limiter";
let context, source, limiter;

function wire() {
  if (context) return;
  context = new AudioContext();
  source = context.createMediaElementSource(audio);
  const squeeze = new DynamicsCompressorNode(context, { threshold: -30, knee: 6, ratio: 12, attack: 0.003, release: 0.25 });
  const cap = new GainNode(context, { gain: 0.8 });
  squeeze.connect(cap).connect(context.destination);
  limiter = squeeze;
  route();
}

function limited() {
  return localStorage.getItem(KEPT) !== "off";
}

function route() {
  const button = document.getElementById("limiter");
  button.setAttribute("aria-pressed", String(limited()));
  if (!context) return;
  source.disconnect();
  source.connect(limited() ? limiter : context.destination);
}

export async function play(second) {
  if (!audio) return;
  if (!audio.src) return say(box.dataset.silent);
  if (second !== undefined) audio.currentTime = Math.max(0, second - BEFORE);
  wire();
  context.resume(); // settles only once somebody has touched the page
  try {
    await audio.play();
  } catch (fault) {
    if (fault.name === "NotAllowedError") say(box.dataset.press); // all else: paused or changed meanwhile
  }
}

export function pause() {
  audio?.pause();
}

export function step(seconds) {
  if (audio?.src) audio.currentTime = Math.max(0, Math.min(audio.currentTime + seconds, audio.duration || told.duration || 0));
}

export function faster(by) {
  if (!audio) return;
  const at = SPEEDS.indexOf(audio.playbackRate);
  audio.playbackRate = SPEEDS[Math.max(0, Math.min((at < 0 ? 1 : at) + by, SPEEDS.length - 1))];
  document.getElementById("speed").textContent = `${audio.playbackRate}×`;
}

//: Once the quoted seconds were heard, the server is told: who decides on many must have heard some.
function watch() {
  const hits = told.hits.length ? told.hits : [{ at: 0, until: Math.min(told.duration ?? 0, 5) }];
  let begun;
  const heard = () => {
    if (audio.paused) return;
    const now = audio.currentTime;
    begun = hits.find((hit) => hit.at - BEFORE <= now && now < hit.until) ?? begun;
    if (!begun || now < begun.until) return;
    audio.removeEventListener("timeupdate", heard);
    fetch(box.dataset.played, { method: "POST", headers: { "x-csrf-token": box.dataset.csrf } });
  };
  audio.addEventListener("timeupdate", heard);
}

if (box) {
  watch();
  const speed = document.getElementById("speed");
  const limiterButton = document.getElementById("limiter");
  speed.hidden = limiterButton.hidden = false;
  speed.addEventListener("click", () => (audio.playbackRate >= 2 ? faster(-4) : faster(1)));
  limiterButton.addEventListener("click", () => {
    localStorage.setItem(KEPT, limited() ? "off" : "on");
    route();
  });
  audio.addEventListener("play", () => {
    wire();
    context.resume();
  });
  const original = document.getElementById("original");
  original?.addEventListener("click", (event) => {
    event.preventDefault(); // without scripts it is a link to the recording
    const at = audio.currentTime;
    const masked = audio.src.endsWith(told.original);
    if (masked && !told.masked) return;
    audio.src = masked ? told.masked : told.original;
    audio.currentTime = at;
    original.textContent = masked || !told.masked ? original.dataset.original : original.dataset.masked;
    play();
  });
  route();
}
