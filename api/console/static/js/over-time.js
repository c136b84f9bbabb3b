// Draws the table that `data-over-time` names; a bar leads where its row leads. Without this script the table is all there is.
const WIDEST = 72; // pixels of one bar with what lies beside it
const holder = document.querySelector("[data-over-time]");
const table = document.getElementById(holder.dataset.overTime);
const values = [...table.tBodies[0].rows].map(({ cells: [time, count] }) => ({
  time: time.textContent,
  count: Number(count.textContent),
  href: time.querySelector("a").href,
}));
const [timeTitle, countTitle] = [...table.tHead.rows[0].cells].map((cell) => cell.textContent);
const colour = (element) => getComputedStyle(element).color;
const [quiet, accent] = [colour(table.tHead.rows[0].cells[0]), colour(table.querySelector("tbody a"))];
const axis = { labelColor: quiet, titleColor: quiet, domainColor: quiet, tickColor: quiet, labelFontSize: 11, grid: false, title: null };

const chart = {
  data: { values },
  width: "container",
  height: 90,
  background: null,
  mark: { type: "bar", color: accent, cursor: "pointer", tooltip: false },
  encoding: {
    x: { field: "time", type: "ordinal", axis: { ...axis, labelAngle: 0, labelOverlap: "greedy", title: null } },
    y: { field: "count", type: "quantitative", axis: { ...axis, tickCount: 3, tickMinStep: 1, format: "d" } },
    description: { field: "count", title: countTitle },
  },
  config: { view: { stroke: null }, bar: { discreteBandSize: { band: 0.8 } }, axis: { labelFont: "inherit" } },
};

if (values.length > 1 && window.vegaEmbed) {
  holder.hidden = false;
  holder.style.maxWidth = `${values.length * WIDEST + 60}px`;
  const { view } = await vegaEmbed(holder, chart, {
    ast: true,
    defaultStyle: false,
    actions: false,
    renderer: "svg",
    tooltip: false,
  });
  view.addEventListener("click", (_, item) => {
    if (item?.datum?.href) location.href = item.datum.href;
  });
  holder.title = `${timeTitle} × ${countTitle}`;
}
