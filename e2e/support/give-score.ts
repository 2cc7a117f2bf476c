import { expect } from '@playwright/test';
import type { ServerProcess } from './server-process.ts';

interface Gift {
  readonly code: string;
  readonly player: number;
  readonly delta: number;
}

let count = 0;

/** Scores as a program does, over REST. */
export async function giveScore(
  server: ServerProcess,
  { code, player, delta }: Gift,
): Promise<void> {
  count += 1;
  const response = await fetch(`${server.url}/api/v1/rooms/${code}/scores`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `gift ${count}` },
    body: JSON.stringify({ player, delta }),
  });
  expect(response.status).toBe(200);
}
