import { expect, type Locator, type Page } from '@playwright/test';
import type { Actor } from '../fixtures/actors.ts';
import type { CreatedBoard } from './board-page.ts';
import type { ServerProcess } from './server-process.ts';

/** What a host sees and does on a room's host page. */
export class HostPage {
  readonly page: Page;

  constructor({ page }: Pick<Actor, 'page'>) {
    this.page = page;
  }

  /** Comes in by the host's secret link, as on a phone that has never been there. */
  static async enter(actor: Actor, { code, hostKey }: CreatedBoard): Promise<HostPage> {
    await actor.open(`/r/${code}#key=${hostKey}`);
    await actor.page.waitForURL(`**/r/${code}/host`);
    const host = new HostPage(actor);
    await host.expectLive();
    return host;
  }

  row(name: string): Locator {
    return this.page
      .getByRole('list', { name: 'Players' })
      .getByRole('listitem')
      .filter({
        has: this.page.getByRole('group', { name: `Score ${name}`, exact: true }),
      });
  }

  async expectLive(): Promise<void> {
    await expect(this.page.getByText(/^Live/)).toBeVisible({ timeout: 20_000 });
  }

  /** Goes to a part of the page. */
  async part(name: 'Board' | 'Log' | 'People' | 'Room'): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Parts of this page' })
      .getByRole('button', { name, exact: true })
      .click();
  }

  async tap(name: string, points: number): Promise<void> {
    await this.row(name)
      .getByRole('button', { name: `Add ${points} to ${name}` })
      .click();
  }
}

/** One action in a room over REST, as whoever holds the key. */
export async function act(
  server: ServerProcess,
  { code, hostKey }: CreatedBoard,
  action: Record<string, unknown>,
): Promise<void> {
  const response = await fetch(`${server.url}/api/v1/rooms/${code}/actions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hostKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(action),
  });
  expect(response.status, await response.text()).toBe(200);
}

interface MadeLink {
  readonly id: number;
  readonly key: string;
}

/** A secret link of the room. */
export async function createLink(
  server: ServerProcess,
  { code, hostKey }: CreatedBoard,
  link: { readonly role: string; readonly label: string },
): Promise<MadeLink> {
  const response = await fetch(`${server.url}/api/v1/rooms/${code}/links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hostKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(link),
  });
  expect(response.status).toBe(201);
  return (await response.json()) as MadeLink;
}
