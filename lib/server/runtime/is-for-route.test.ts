import { globSync } from 'node:fs';
import { expect, it } from 'vitest';
import { isForRoute } from './is-for-route.ts';

/** Routes that need nothing of the running server, and are as good in the renderer. */
const NEEDS_NOTHING = ['/join'];

const asked = (file: string) =>
  file
    .replaceAll('\\', '/')
    .replace(/^app/, '')
    .replace(/\/(?:route|page)\.tsx?$/, '')
    .replace('/[[...rest]]', '')
    .replaceAll(/\[\w+\]/g, 'ABCDEF') || '/';

const routes = globSync('app/**/route.ts').map(asked);
const pages = globSync('app/**/page.tsx').map(asked);

it('knows all routes there are', () => {
  expect(routes.length).toBeGreaterThan(10);
  expect(routes.filter((route) => !isForRoute(route))).toEqual(NEEDS_NOTHING);
  expect(isForRoute('/api/v1/rooms?x=/r/ABCDEF')).toBe(true);
  expect(isForRoute('/api/v1')).toBe(true);
});

it('takes no page for one', () => {
  expect(pages.length).toBeGreaterThan(3);
  expect(pages.filter((page) => isForRoute(page))).toEqual([]);
  for (const path of ['/newer', '/api', '/api/v2/rooms', '/r/pin', '/r/A/pinned', '/x/api/v1/a']) {
    expect(isForRoute(path)).toBe(false);
  }
});
