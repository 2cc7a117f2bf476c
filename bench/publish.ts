import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { CASES, type Case } from './publish/cases.ts';
import { CURVES, draw } from './publish/curves.ts';
import type { FigureLine } from './publish/figure-line.ts';
import { tables } from './publish/tables.ts';

// Measures what docs/PERFORMANCE.md shows, and writes it there: every run as a line of docs/performance/figures.jsonl, the
// curves as SVG beside it, and the tables between two marks of the page. With --cases only those are measured anew, and what
// else was measured stays; with --draw nothing is.

type Measured = Omit<FigureLine, 'case' | 'date' | 'machine'>;

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = join(ROOT, 'docs/performance');
const FIGURES = join(FOLDER, 'figures.jsonl');
const PAGE = join(ROOT, 'docs/PERFORMANCE.md');
const MARKS = ['<!-- figures -->', '<!-- end of figures -->'] as const;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: CASES.map(({ name }) => name).join(',') },
    /** Handed on to each run. */
    rounds: { type: 'string', default: '1' },
    warm: { type: 'string' },
    measure: { type: 'string' },
    wait: { type: 'string', default: '20' },
    data: { type: 'string' },
    draw: { type: 'boolean', default: false },
  },
});

function measured(): FigureLine[] {
  if (!existsSync(FIGURES)) return [];
  const lines = readFileSync(FIGURES, 'utf8').trim();
  return lines === '' ? [] : lines.split('\n').map((line) => JSON.parse(line) as FigureLine);
}

/** Runs one case in a process of its own, and returns its lines; it has failed only where there are none. */
function measure({ name, args }: Case): FigureLine[] {
  const script = join(ROOT, 'bench', args === null ? 'disk.ts' : 'bench.ts');
  const given = (['rounds', 'warm', 'measure', 'wait', 'data'] as const).flatMap((option) =>
    values[option] === undefined ? [] : [`--${option}`, values[option]],
  );
  const disk = values.data === undefined ? [] : [values.data];
  const options = args === null ? disk : [...args, ...given];
  console.log(`${new Date().toISOString()} ${name}`);
  const output = run(process.execPath, [script, '--json', ...options]);
  const place = { case: name, date: new Date().toISOString().slice(0, 10), machine: machine() };
  const printed = output.split('\n').filter((line) => line.startsWith('{'));
  return printed.map((line) => ({ ...place, ...(JSON.parse(line) as Measured) }) as FigureLine);
}

/** What it printed, although it ended with an error: a run that failed says so in its line. */
function run(file: string, args: readonly string[]): string {
  try {
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    return execFileSync(file, args, { encoding: 'utf8', stdio: [...stdio], cwd: ROOT });
  } catch (error) {
    const { stdout } = error as { readonly stdout?: string };
    return stdout ?? '';
  }
}

/** Stands in each line: figures that are drawn later, or elsewhere, are still those of the machine that made them. */
function machine(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const model = cpus()[0]?.model ?? 'unknown';
  return `${cpus().length} cores (${model}), ${gigabytes} GiB, Linux ${release()}, Node ${process.versions.node}`;
}

function measuredOn(lines: readonly FigureLine[]): string {
  const places = new Set(lines.map((line) => `${line.date}: ${line.machine}`));
  return Array.from(places, (place) => `- Measured ${place}.`)
    .toSorted()
    .join('\n');
}

async function writePage(lines: readonly FigureLine[]): Promise<void> {
  const page = readFileSync(PAGE, 'utf8');
  const [from, to] = MARKS.map((mark) => page.indexOf(mark));
  if (from === undefined || to === undefined || from < 0 || to < from) {
    throw new Error(`${PAGE} has lost the marks between which the tables stand.`);
  }
  const curves = CURVES.filter(({ name }) => existsSync(join(FOLDER, `${name}.svg`)))
    .map(({ name, title }) => `![${title}](performance/${name}.svg)`)
    .join('\n\n');
  const before = page.slice(0, from + MARKS[0].length);
  const text = [before, measuredOn(lines), curves, tables(lines), page.slice(to)].join('\n\n');
  const style = await resolveConfig(PAGE);
  writeFileSync(PAGE, await format(text, { ...style, filepath: PAGE }));
}

mkdirSync(FOLDER, { recursive: true });
let lines = measured();
if (!values.draw) {
  for (const name of values.cases.split(',')) {
    const one = CASES.find((candidate) => candidate.name === name);
    if (one === undefined) throw new Error(`There is no case "${name}".`);
    const fresh = measure(one);
    if (fresh.length === 0) throw new Error(`The case "${name}" measured nothing.`);
    lines = [...lines.filter((line) => line.case !== name), ...fresh];
    // After each case: an hour of figures must not be lost with the last one.
    writeFileSync(FIGURES, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}
for (const curve of CURVES) {
  const svg = draw(curve, lines);
  if (svg !== null) writeFileSync(join(FOLDER, `${curve.name}.svg`), svg);
}
await writePage(lines);
