import { LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TitleComponent,
} from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { groupsOf, type FigureLine } from './figure-line.ts';

use([LineChart, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, SVGRenderer]);

const SIZE = { width: 760, height: 440 };
/** Okabe and Ito's, which people with any colour vision tell apart. */
const COLOURS: Readonly<Record<string, string>> = {
  scoreroom: '#D55E00',
  naive: '#000000',
  'naive-delta': '#7F7F7F',
  'ws-per-tap': '#56B4E9',
  'ws-merged': '#0072B2',
  colyseus: '#009E73',
  bun: '#CC79A7',
};

export interface Curve {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly case: string;
  readonly title: string;
  readonly figure: string;
  readonly axis: string;
  /** A line across that the figure should stay below. */
  readonly limit?: number;
}

const visible = (viewers: number): Curve => ({
  name: `visible-${viewers}`,
  case: `hot-${viewers}`,
  title: `Tap → visible on another screen, p99, ${viewers} viewers`,
  figure: 'visibleP99Ms',
  axis: 'ms',
  limit: 100,
});

export const CURVES: readonly Curve[] = [
  ...[10, 200, 1_000, 3_000].map(visible),
  {
    name: 'cpu-200',
    case: 'hot-200',
    title: 'CPU of the server, 200 viewers',
    figure: 'cpuPercent',
    axis: '% of one core',
  },
  {
    name: 'bytes-200',
    case: 'hot-200',
    title: 'What one viewer is sent, 200 viewers',
    figure: 'bytesPerViewerPerSec',
    axis: 'bytes per second',
  },
];

/** The curve as SVG; null where nothing of it was measured. Hollow points had no valid run. */
export function draw(curve: Curve, lines: readonly FigureLine[]): string | null {
  const groups = groupsOf(lines.filter((line) => line.case === curve.case));
  if (groups.length === 0) return null;
  const servers = [...new Set(groups.map(({ first }) => first.server))];
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  chart.setOption({
    animation: false,
    backgroundColor: '#fff',
    title: { text: curve.title, left: 'center', textStyle: { fontSize: 15 } },
    legend: { bottom: 0, data: servers },
    grid: { left: 70, right: 30, top: 50, bottom: 80 },
    xAxis: { type: 'log', name: 'taps per second', nameLocation: 'middle', nameGap: 28 },
    yAxis: { type: 'log', name: curve.axis },
    series: servers.map((server) => ({
      type: 'line',
      name: server,
      symbolSize: 8,
      itemStyle: { color: COLOURS[server] ?? '#000' },
      data: groups
        .filter(({ first }) => first.server === server)
        .toSorted((a, b) => a.first.rate - b.first.rate)
        .map((group) => ({
          value: [group.first.rate, group.median(curve.figure)],
          symbol: group.validRuns > 0 ? 'circle' : 'emptyCircle',
        })),
      ...(curve.limit === undefined || server !== servers[0]
        ? {}
        : {
            markLine: {
              silent: true,
              symbol: 'none',
              lineStyle: { color: '#999', type: 'dashed' },
              data: [{ yAxis: curve.limit }],
            },
          }),
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
