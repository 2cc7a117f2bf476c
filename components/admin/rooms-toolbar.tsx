'use client';

import { ADMIN_LIMITS, type OverviewOrder, type OverviewQuery } from '#lib/protocol/admin.ts';
import { plural } from './format.ts';

const ORDER_WORDS: Readonly<Record<OverviewOrder, string>> = {
  activity: 'Last activity',
  people: 'People',
  taps: 'Taps',
  players: 'Players',
  name: 'Name',
  code: 'Code',
  created: 'Made',
};

const DESCENDING_FIRST: ReadonlySet<OverviewOrder> = new Set([
  'activity',
  'people',
  'taps',
  'players',
  'created',
]);

/** The way round in which an order is of use at first. */
export function firstDirection(order: OverviewOrder): boolean {
  return DESCENDING_FIRST.has(order);
}

interface RoomsToolbarProps {
  readonly query: OverviewQuery;
  readonly total: number;
  readonly isLoading: boolean;
  readonly show: (change: Partial<OverviewQuery>, isTyping?: boolean) => void;
}

/** Which boards, in which order. */
export function RoomsToolbar({ query, total, isLoading, show }: RoomsToolbarProps) {
  return (
    <div className="rooms-tools">
      <search>
        <form
          action="/admin"
          onSubmit={(event) => {
            event.preventDefault();
            show({ text: query.text });
          }}
        >
          <input
            type="search"
            name="text"
            aria-label="Find a board by name or code"
            placeholder="Find a board by name or code"
            autoComplete="off"
            spellCheck={false}
            maxLength={ADMIN_LIMITS.textLength}
            className="rooms-text"
            value={query.text}
            onChange={(event) => show({ text: event.target.value }, true)}
          />
        </form>
      </search>
      <div className="rooms-row">
        <output className="rooms-total" data-loading={isLoading || undefined}>
          {plural(total, 'board')}
        </output>
        <label className="rooms-deleted">
          <input
            type="checkbox"
            checked={query.deleted}
            onChange={(event) => show({ deleted: event.target.checked })}
          />
          Deleted
        </label>
        <div className="rooms-order">
          <label htmlFor="rooms-order" className="sr-only">
            Order
          </label>
          <select
            id="rooms-order"
            className="input select"
            value={query.order}
            onChange={(event) => {
              const order = event.target.value as OverviewOrder;
              show({ order, descending: firstDirection(order) });
            }}
          >
            {Object.entries(ORDER_WORDS).map(([order, words]) => (
              <option key={order} value={order}>
                {words}
              </option>
            ))}
          </select>
        </div>
      </div>
    </div>
  );
}
