import { expect, type Locator, type Page } from '@playwright/test';
import type { Actor } from '../fixtures/actors.ts';
import type { ServerProcess } from './server-process.ts';

export interface CreatedBoard {
  readonly code: string;
  readonly hostKey: string;
}

/** A board made over REST, for tests that are not about making one. */
export async function createBoard(
  server: ServerProcess,
  players: readonly string[] = ['Ada', 'Grace', 'Linus'],
  name = 'Quiz night',
): Promise<CreatedBoard> {
  const response = await fetch(`${server.url}/api/v1/rooms`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, players }),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as CreatedBoard;
}

interface RoomAnswer {
  readonly version: number;
  readonly generation: number;
  readonly players: readonly {
    readonly id: number;
    readonly name: string;
    readonly score: number;
  }[];
}

/** The board as the server holds it. */
export async function readBoard(server: ServerProcess, code: string): Promise<RoomAnswer> {
  const response = await fetch(`${server.url}/api/v1/rooms/${code}`);
  expect(response.status).toBe(200);
  return (await response.json()) as RoomAnswer;
}

/** Types as a person does, key by key: `fill` over WebDriver BiDi does not reach a page's own listeners. */
export async function typeInto(field: Locator, text: string): Promise<void> {
  await field.click();
  await field.press('ControlOrMeta+a');
  await field.pressSequentially(text);
}

/** What a person sees and does on a room's page. */
export class BoardPage {
  readonly page: Page;

  constructor({ page }: Pick<Actor, 'page'>) {
    this.page = page;
  }

  lane(name: string): Locator {
    return this.page
      .getByRole('list', { name: 'Standings' })
      .getByRole('listitem')
      .filter({ hasText: name });
  }

  plus(name: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^Add [\\d,. ]+ to ${name}$`) });
  }

  minus(name: string): Locator {
    return this.page.getByRole('button', { name: new RegExp(`^Take [\\d,. ]+ from ${name}$`) });
  }

  async expectScore(name: string, score: number): Promise<void> {
    await expect(this.lane(name).locator('data')).toHaveAttribute('value', String(score));
  }

  /** The names from the first to the last, as a person reads them. */
  async expectOrder(...names: readonly string[]): Promise<void> {
    const lanes = this.page.getByRole('list', { name: 'Standings' }).getByRole('listitem');
    await expect(lanes.locator('.lane-name')).toHaveText([...names]);
  }

  async expectLive(): Promise<void> {
    await expect(this.page.getByText('Live', { exact: true })).toBeVisible({ timeout: 20_000 });
  }

  /** Taps as fast as the driver goes. */
  async tap(name: string, times = 1): Promise<void> {
    for (let count = 0; count < times; count += 1) await this.plus(name).click();
  }
}
