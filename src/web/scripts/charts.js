// Charts beside the tables of a page: <div class="chart" data-chart="bar" data-table="ID">.
//
// The table is the source: the first column names the categories, a column whose heading has
// data-series is drawn.  A page that changes its table says so with the event "sudui:changed" on it.
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

echarts.use([AriaComponent, BarChart, CanvasRenderer, GridComponent, LegendComponent, LineChart, TooltipComponent]);

const plain = (cell) => (cell?.textContent ?? '').trim();
const numberOf = (cell) => Number((cell?.dataset.value ?? plain(cell)).replaceAll(',', ''));
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function optionOf(table, kind) {
  const headings = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const drawn = headings.map((cell, index) => [cell, index]).filter(([cell]) => 'series' in cell.dataset);
  return {
    animation: false,
    aria: { enabled: true },
    color: [color('--link'), color('--brand'), color('--good'), color('--warn')],
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: 8, top: 32, bottom: 8, containLabel: true },
    legend: { top: 0, textStyle: { color: color('--ink') } },
    // Canvas text: the page's policy allows no inline styles in boxes of HTML.
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    xAxis: { type: 'category', data: rows.map((row) => plain(row.cells[0])), axisLabel: { color: color('--quiet'), hideOverlap: true } },
    yAxis: { type: 'value', axisLabel: { color: color('--quiet') }, splitLine: { lineStyle: { color: color('--line') } } },
    series: drawn.map(([cell, index]) => ({
      name: plain(cell), type: kind, data: rows.map((row) => numberOf(row.cells[index])),
    })),
  };
}

function show(place) {
  const table = document.getElementById(place.dataset.table);
  if (table === null) return;
  const chart = echarts.init(place);
  const draw = () => chart.setOption(optionOf(table, place.dataset.chart), true);
  table.addEventListener('sudui:changed', draw);
  new ResizeObserver(() => chart.resize()).observe(place);
  draw();
}

document.querySelectorAll('.chart[data-table]').forEach(show);
