import { seededRandom } from '#lib/testing/seeded-random.ts';
import type { LatencySummary } from '../measure/latency-histogram.ts';
import type { DeskOptions } from './options.ts';
import { ADMIN_PASSWORD, timed, type DeskServer } from './server.ts';

const AT_ONCE = 32;
const ORDERS = ['activity', 'name', 'code', 'players', 'created'];
const PAGE = 50;

export interface OverviewResult {
  readonly rooms: number;
  readonly page: LatencySummary;
  readonly list: LatencySummary;
}

/** Makes many rooms, signs in as the admin, and opens the page and its list. */
export async function measureOverview(
  { url }: DeskServer,
  { rooms, samples, seed }: DeskOptions,
): Promise<OverviewResult> {
  let next = 0;
  const makeRooms = async (): Promise<void> => {
    while (next < rooms) {
      next += 1;
      const made = await postJson(`${url}/api/v1/rooms`, {
        name: `Board ${next}`,
        players: ['Ada', 'Grace', 'Linus'],
      });
      if (!made.ok) throw new Error(`No room: ${made.status} ${await made.text()}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, makeRooms));

  const signedIn = await postJson(`${url}/api/v1/admin/session`, { password: ADMIN_PASSWORD });
  if (!signedIn.ok) throw new Error(`Not signed in: ${signedIn.status} ${await signedIn.text()}`);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((set) => set.split(';', 1)[0])
    .join('; ');
  const headers = { cookie };
  const draws = seededRandom(seed);
  const page = await timed(Math.ceil(samples / 10), () => fetch(`${url}/admin`, { headers }));
  const list = await timed(samples, (index) => {
    const query = new URLSearchParams({
      order: ORDERS[index % ORDERS.length] ?? 'activity',
      descending: String(index % 2 === 0),
      page: String(1 + Math.floor((draws.random() * rooms) / PAGE)),
    });
    return fetch(`${url}/api/v1/admin/rooms?${query.toString()}`, { headers });
  });
  return { rooms, page, list };
}

function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
