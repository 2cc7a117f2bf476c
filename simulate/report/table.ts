import type { Figures } from '../scenarios/scenario.ts';

/** Figures for people, one in a line. */
export function table(figures: Figures): string {
  const width = Math.max(...Object.keys(figures).map(({ length }) => length));
  return Object.entries(figures)
    .map(([name, figure]) => `  ${name.padEnd(width)}  ${shown(figure)}`)
    .join('\n');
}

function shown(figure: number | string): string {
  if (typeof figure === 'string') return figure;
  const digits = Math.abs(figure) >= 100 ? 0 : Math.abs(figure) >= 1 ? 1 : 3;
  return figure.toLocaleString('en', { maximumFractionDigits: digits });
}
