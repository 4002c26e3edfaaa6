// Charts beside the tables of a page: <div class="chart" data-chart="bar" data-table="ID">.
//
// data-chart is bar, bar-across (lying bars, for long names) or line.  The table is the source: the
// first column names the categories, a column whose heading has data-series is drawn, rows with
// data-skip are not.  A page that changes its table says so with the event "sudui:changed" on it.
// A link with the class js-save, data-table and data-kind (svg, png) saves the chart of its table.
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';

echarts.use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, LineChart, SVGRenderer, TooltipComponent]);

const plain = (cell) => (cell?.textContent ?? '').trim();
const numberOf = (cell) => Number((cell?.dataset.value ?? plain(cell)).replaceAll(',', ''));
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const short = new Intl.NumberFormat(document.documentElement.lang, { notation: 'compact', maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
const charts = new Map(); // id of a table -> its place

function seriesOf(headings, rows, kind) {
  const drawn = headings.map((cell, index) => [cell, index]).filter(([cell]) => 'series' in cell.dataset);
  return drawn.map(([cell, index]) => ({
    name: plain(cell), type: kind, data: rows.map((row) => numberOf(row.cells[index])), barMaxWidth: 28,
  }));
}

// On a phone bars lie when there are more of them than their names have room for.
const NARROW = 500;
const NAMES_BESIDE_EACH_OTHER = 4;
const liesAcross = (kind, rows, width) => kind === 'bar-across' || (kind === 'bar' && width < NARROW && rows > NAMES_BESIDE_EACH_OTHER);

function optionOf(table, kind, width) {
  const narrow = width < NARROW;
  const rows = [...table.tBodies[0].rows].filter((row) => !('skip' in row.dataset));
  const across = liesAcross(kind, rows.length, width);
  const series = seriesOf([...table.tHead.rows[0].cells], rows, kind === 'line' ? kind : 'bar');
  const categories = {
    type: 'category', inverse: across, data: rows.map((row) => plain(row.cells[0])),
    axisLabel: { color: color('--quiet'), hideOverlap: !across, interval: across ? 0 : undefined, width: across ? (narrow ? 108 : 190) : undefined, overflow: across && narrow ? 'breakAll' : 'truncate', lineHeight: 14 },
    axisLine: { lineStyle: { color: color('--line') } },
  };
  const values = {
    type: 'value', axisLabel: { color: color('--quiet'), formatter: (value) => short.format(value), hideOverlap: true },
    splitLine: { lineStyle: { color: color('--line') } },
  };
  return {
    animation: false,
    aria: { enabled: true },
    color: ['--chart-2', '--chart-4', '--chart-1', '--chart-3', '--chart-5'].map(color),
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 24, top: narrow ? 60 : 32, bottom: 8, containLabel: true },
    legend: { top: 0, textStyle: { color: color('--ink') } },
    // Canvas text: the page's policy allows no inline styles in boxes of HTML.
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' }, renderMode: 'richText', valueFormatter: (value) => whole.format(value) },
    xAxis: across ? values : categories,
    yAxis: across ? categories : values,
    series,
  };
}

// Lying bars need room for each of them, whatever their number.
function fitHeight(place, table) {
  const rows = [...table.tBodies[0].rows].filter((row) => !('skip' in row.dataset)).length;
  const series = table.tHead.querySelectorAll('[data-series]').length;
  if (liesAcross(place.dataset.chart, rows, place.clientWidth)) place.style.height = `${90 + rows * Math.max(30, 13 * series + 8)}px`;
}

function show(place) {
  const table = document.getElementById(place.dataset.table);
  if (table === null) return;
  place.classList.add('drawn');
  fitHeight(place, table);
  const chart = echarts.init(place);
  const draw = () => chart.setOption(optionOf(table, place.dataset.chart, place.clientWidth), true);
  charts.set(table.id, { place, chart, table });
  table.addEventListener('sudui:changed', draw);
  new ResizeObserver(() => chart.resize()).observe(place);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  draw();
}

// The chart as the address of a file: a picture of what is shown, or the same drawn anew as SVG.
function addressOf({ place, chart, table }, kind) {
  if (kind === 'png') return chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: color('--paper') });
  const drawn = echarts.init(null, null, { renderer: 'svg', ssr: true, width: place.clientWidth, height: place.clientHeight });
  drawn.setOption(optionOf(table, place.dataset.chart, place.clientWidth));
  const source = drawn.renderToSVGString();
  drawn.dispose();
  return URL.createObjectURL(new Blob([source], { type: 'image/svg+xml' }));
}

function offerSaving(link) {
  const known = charts.get(link.dataset.table);
  if (known === undefined) return;
  link.hidden = false;
  link.addEventListener('click', (event) => {
    event.preventDefault();
    const saved = document.createElement('a');
    saved.href = addressOf(known, link.dataset.kind);
    saved.download = `${link.dataset.table}.${link.dataset.kind}`;
    saved.click();
    if (saved.href.startsWith('blob:')) setTimeout(() => URL.revokeObjectURL(saved.href), 10000);
  });
}

document.querySelectorAll('.chart[data-table]').forEach(show);
document.querySelectorAll('.js-save').forEach(offerSaving);
