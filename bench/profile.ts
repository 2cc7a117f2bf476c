import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

// npm run bench:profile -- DIR: where the processor's time went, by the parts of the program, from what `--profile DIR` wrote.

/** As V8 writes it: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
}

const ROOT = `file://${resolve('.')}/`;
const SHOWN = 25;
/** Of ours, by the folder. */
const DEPTH = 3;

function placeOf({ functionName, url }: ProfileNode['callFrame']): string {
  if (url === '') return functionName === '' ? '(native)' : functionName;
  if (url.startsWith('node:')) return url.replace('node:internal/', 'node:').split('/', 1)[0] ?? '';
  const path = url.startsWith(ROOT) ? url.slice(ROOT.length) : url;
  const inPackage = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
  return inPackage ?? path.split('/').slice(0, DEPTH).join('/');
}

/** Microseconds by place. */
function timeByPlace({ nodes, samples, timeDeltas }: CpuProfile): Map<string, number> {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const times = new Map<string, number>();
  samples.forEach((id, index) => {
    const place = places.get(id) ?? '';
    times.set(place, (times.get(place) ?? 0) + (timeDeltas[index] ?? 0));
  });
  return times;
}

const directory = process.argv[2];
if (directory === undefined) {
  console.error('Usage: npm run bench:profile -- DIR');
  process.exit(2);
}
for (const name of readdirSync(directory).filter((file) => file.endsWith('.cpuprofile'))) {
  const times = timeByPlace(JSON.parse(readFileSync(join(directory, name), 'utf8')) as CpuProfile);
  const idle = times.get('(idle)') ?? 0;
  times.delete('(idle)');
  const busy = times.values().reduce((sum, time) => sum + time, 0);
  const share = (time: number, of: number) => `${((time / of) * 100).toFixed(1).padStart(5)} %`;
  console.log(`${name}: busy ${share(busy, busy + idle)}, of which`);
  const ordered = Array.from(times).toSorted(([, a], [, b]) => b - a);
  for (const [place, time] of ordered.slice(0, SHOWN))
    console.log(`${share(time, busy)}  ${place}`);
}
