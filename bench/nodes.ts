import { parseArgs } from 'node:util';
import { scoreroom } from './peers/scoreroom.ts';
import { measureAcross, type Across } from './nodes/across.ts';
import { measureNodeDeath } from './nodes/node-death.ts';
import { startTwoNodes } from './nodes/two-nodes.ts';
import { sleep } from './load/sleep.ts';

// Two nodes on one PostgreSQL and one Redis: how long a tap at one takes to a screen at the other, with Redis and without; and
// how fast people come back whose node was killed. All of it shares this machine's cores, the load too.
// `npm run bench:nodes -- [--rate 2000] [--rooms 50] [--clients 2000] [--seconds 10] [--json]`

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '2000' },
    rooms: { type: 'string', default: '50' },
    players: { type: 'string', default: '10' },
    clients: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});
const ratePerSec = Number(values.rate);
const measureMs = Number(values.seconds) * 1_000;

const nodes = await startTwoNodes();
try {
  const boards = async () => {
    const made = [];
    for (let room = 0; room < Number(values.rooms); room += 1) {
      made.push(await scoreroom.createBoard(nodes.a.url, Number(values.players)));
    }
    return made;
  };
  const across = async (name: string) => {
    const targets = await boards();
    const { a, b } = nodes;
    const places = { targets, from: a.url, to: b.url };
    say(name, await measureAcross({ ...places, ratePerSec, warmMs: 3_000, measureMs }));
  };
  await across('with Redis');
  await nodes.redis.kill();
  await across('without Redis');
  await nodes.redis.start();
  await sleep(5_000);
  const death = await measureNodeDeath(nodes, await boards(), Number(values.clients));
  if (values.json) console.log(JSON.stringify({ scenario: 'node death', ...death }));
  else {
    console.log(
      `a node killed under ${death.clients} connections: half back after ${ms(death.back50Ms)}, 99 % after ` +
        `${ms(death.back99Ms)}, all after ${ms(death.allBackMs)}; lost ${death.lost}`,
    );
  }
} finally {
  await nodes.close();
}

function say(name: string, across: Across): void {
  if (values.json) {
    console.log(JSON.stringify({ scenario: name, ...across }));
    return;
  }
  const { rooms, visible, ack, unseen, refused } = across;
  console.log(
    `${name}, ${across.ratePerSec} taps/s in ${rooms} rooms: visible at the other node p50 ${ms(visible?.p50Ms)}, ` +
      `p99 ${ms(visible?.p99Ms)}, longest ${ms(visible?.maxMs)}; acknowledged p50 ${ms(ack?.p50Ms)}, p99 ` +
      `${ms(ack?.p99Ms)}; not seen in the end ${unseen}, refused ${refused}`,
  );
}

function ms(value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}
