// Two lanes of a recording, drawn from heights that the server worked out, with what was found on them.
import { audio, play, told } from "./sound.js";

const box = document.getElementById("player");
const wave = document.getElementById("wave");

//: Pairs of lowest and highest, channels side by side, become one row of heights for each lane.
function heights(drawn, lanes) {
  const rows = lanes.map(() => new Float32Array(drawn.length));
  for (let at = 0; at < drawn.length; at++) {
    lanes.forEach(({ channel }, lane) => {
      const first = (at * drawn.channels + channel) * 2;
      rows[lane][at] = Math.max(Math.abs(drawn.data[first]), Math.abs(drawn.data[first + 1])) / 127;
    });
  }
  return rows;
}

function colour(name) {
  wave.style.color = `var(${name})`;
  return getComputedStyle(wave).color;
}

function bands(regions) {
  for (const mark of told.marks) {
    regions.addRegion({ start: mark.at, end: mark.until, color: `var(--band-${mark.kind})`, drag: false, resize: false });
  }
  for (const hit of told.hits) {
    const region = regions.addRegion({
      start: hit.at, end: hit.until, color: `var(--band-${hit.severity})`, content: hit.label, drag: false, resize: false,
    });
    region.on("click", (event) => {
      event.stopPropagation();
      play(hit.at);
    });
  }
}

async function draw() {
  if (!told?.waves || !told.lanes.length || !box.dataset.wave) return;
  const [{ default: WaveSurfer }, { default: Regions }, answer] = await Promise.all([
    import(box.dataset.wave), import(box.dataset.regions), fetch(told.waves),
  ]);
  if (!answer.ok) return;
  const drawn = await answer.json();
  const lanes = told.lanes.filter(({ channel }) => channel < drawn.channels);
  const seconds = told.duration ?? (drawn.length * drawn.samples_per_pixel) / drawn.sample_rate;
  const lane = (name) => ({ waveColor: colour(name), progressColor: colour("--accent"), overlay: false });
  const regions = Regions.create();
  WaveSurfer.create({
    container: wave,
    media: audio,
    peaks: heights(drawn, lanes),
    duration: seconds,
    height: 44,
    barWidth: 2,
    barGap: 1,
    barRadius: 1,
    normalize: false,
    cursorColor: colour("--ink"),
    splitChannels: lanes.map((_, at) => lane(at ? "--lane-other" : "--lane-agent")),
    cspNonce: box.dataset.nonce,
    plugins: [regions],
  }).on("ready", () => {
    regions.clearRegions();
    bands(regions);
    wave.dataset.ready = "";
  });
  wave.style.color = "";
}

draw();
