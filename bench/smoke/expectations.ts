import { jsonLine } from '../report/json-line.ts';
import { failuresOf, type RunResult } from '../report/run-result.ts';

/** What programs read in each line of `--json`; all are numbers where something was tapped and acknowledged. */
const FIELDS = [
  'server',
  'viewers',
  'rooms',
  'rate',
  'acked',
  'visibleP50Ms',
  'visibleP99Ms',
  'ackP99Ms',
  'cpuPercent',
  'cpuPerTapUs',
  'bytesPerViewerPerSec',
  'rssPerConnKb',
  'lost',
  'doubled',
] as const;

/** Bytes of one message of Scoreroom, with its header, where at most four players scored: a delta or an acknowledgement. */
const MESSAGE_BYTES = 64;

/** What a run should have measured and did not; empty where all is well. Says nothing of times. */
export function wrongIn(run: RunResult): string[] {
  const { plan, load, tally, figures } = run;
  const wrong = failuresOf(run);
  const expect = (holds: boolean, what: string) => void (holds || wrong.push(what));

  const line = JSON.parse(jsonLine(run)) as Record<string, unknown>;
  for (const field of FIELDS) expect(line[field] !== undefined, `--json lacks ${field}`);
  expect(line['lost'] === 0 && line['doubled'] === 0, 'not every tap counted once');
  expect(tally.acked === tally.scores, `${tally.acked} taps made ${tally.scores} points`);
  if (plan.ratePerSec > 0) expect(tally.acked > 0, 'nobody tapped');
  for (const [name, value] of Object.entries(figures)) {
    expect(value !== null && Number.isFinite(value), `${name} is unknown`);
  }

  const figure = (name: string) => figures[name] ?? 0;
  switch (plan.side.kind) {
    case 'none':
      break;
    case 'joins':
      expect(figure('joins') === plan.side.count, `${figure('joins')} joined`);
      break;
    case 'pages':
      expect(figure('pages') > 0, 'no page was loaded');
      break;
    case 'slow-readers':
      expect(figure('slowReaders') === plan.side.count, 'not every slow reader came');
      break;
    case 'restart':
      // One that lost its connection twice came back twice.
      expect(figure('returned') >= plan.viewers, `only ${figure('returned')} came back`);
      expect(figure('snapshotQueriesPerRoom') === 1, 'a room was not read just once');
      break;
    case 'browser':
      expect(figure('framesPerSec') > 0, 'the page drew nothing');
      break;
  }
  if (plan.scenario === 'hot' && plan.server === 'scoreroom') {
    const bytes = load.bytes / (load.eventFrames + load.ackFrames);
    expect(bytes <= MESSAGE_BYTES, `${bytes.toFixed(0)} bytes per message, not ${MESSAGE_BYTES}`);
  }
  return wrong;
}
