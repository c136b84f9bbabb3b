// Draws every `[data-chart]`: a Vega-Lite spec in no colours, given those of the page. Expressions are interpreted, never evaluated.
import { say } from "./notice.js";

function colour(name) {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

function config() {
  const [ink, quiet, line, accent, paper] = ["--ink", "--quiet", "--rule", "--accent", "--raised"].map(colour);
  const font = getComputedStyle(document.body).fontFamily;
  const axis = { labelColor: quiet, titleColor: quiet, gridColor: line, domainColor: line, tickColor: line, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" };
  return { font, axis, text: { color: ink }, view: { stroke: null, fill: paper }, mark: { color: accent }, rule: { color: quiet } };
}

async function draw(place, look) {
  const spec = { ...JSON.parse(place.dataset.chart), config: look };
  spec.description = place.dataset.label;
  await window.vegaEmbed(place, spec, { ast: true, defaultStyle: false, actions: false, renderer: "svg", tooltip: { disableDefaultStyle: true } });
}

if (window.vegaEmbed) {
  const look = config();
  for (const place of document.querySelectorAll("[data-chart]")) draw(place, look).catch((fault) => say(String(fault)));
}
