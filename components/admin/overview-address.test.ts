import { expect, it } from 'vitest';
import * as v from 'valibot';
import {
  FIRST_OVERVIEW,
  overviewOf,
  overviewSearch,
  type OverviewQuery,
} from '#lib/protocol/admin.ts';
import { overviewQuerySchema } from '#lib/protocol/admin-requests.ts';

const queries: readonly OverviewQuery[] = [
  FIRST_OVERVIEW,
  { text: 'quiz & co', order: 'people', descending: true, deleted: false, page: 3 },
  { text: '', order: 'name', descending: false, deleted: true, page: 1 },
];

it.each(queries)('an address keeps %j, for the page and for the server', (query) => {
  const search = overviewSearch(query);
  expect(overviewOf(search)).toEqual(query);
  expect(v.parse(overviewQuerySchema, Object.fromEntries(search))).toEqual(query);
});

it('an address that somebody changed by hand is as at first', () => {
  expect(overviewOf(new URLSearchParams('order=luck&page=-2'))).toEqual(FIRST_OVERVIEW);
});
