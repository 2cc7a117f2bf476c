'use client';

import type { AdminRoomsPage, OverviewOrder, OverviewQuery } from '#lib/protocol/admin.ts';
import { Icon } from '#components/ui/icon.tsx';
import { CheckBox } from './check-box.tsx';
import { formatCount } from './format.ts';
import type { RoomMenuHandle } from './room-menu.tsx';
import { RoomRow } from './room-row.tsx';
import { firstDirection } from './rooms-toolbar.tsx';
import type { Selection } from './use-selection.ts';

interface RoomsTableProps {
  readonly page: AdminRoomsPage;
  readonly query: OverviewQuery;
  readonly selection: Selection;
  readonly menu: RoomMenuHandle;
  readonly show: (change: Partial<OverviewQuery>) => void;
}

const COLUMNS: readonly { readonly order: OverviewOrder; readonly label: string }[] = [
  { order: 'name', label: 'Board' },
  { order: 'people', label: 'People' },
  { order: 'taps', label: 'Taps/s' },
  { order: 'players', label: 'Players' },
  { order: 'activity', label: 'Last activity' },
];

/** A table, and on a phone a list of the same rows. */
export function RoomsTable({ page, query, selection, menu, show }: RoomsTableProps) {
  return (
    <table className="rooms" aria-label="Boards">
      <thead className="rooms-head">
        <tr>
          <th className="room-check">
            <CheckBox
              label="Select all boards on this page"
              isChecked={selection.isWholePage}
              isMixed={selection.count > 0}
              onChange={selection.togglePage}
            />
          </th>
          {COLUMNS.map(({ order, label }) => (
            <Heading key={order} {...{ order, label, query, show }} />
          ))}
          <th className="room-more">
            <span className="sr-only">Menu</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {page.rooms.map((room) => (
          <RoomRow
            key={room.code}
            room={room}
            now={page.now}
            isSelected={selection.has(room.code)}
            menu={menu}
            onSelect={selection.toggle}
          />
        ))}
      </tbody>
    </table>
  );
}

interface HeadingProps {
  readonly order: OverviewOrder;
  readonly label: string;
  readonly query: OverviewQuery;
  readonly show: (change: Partial<OverviewQuery>) => void;
}

function Heading({ order, label, query, show }: HeadingProps) {
  const isSorted = query.order === order;
  const descending = isSorted ? !query.descending : firstDirection(order);
  const sorted = query.descending ? 'descending' : 'ascending';
  return (
    <th aria-sort={isSorted ? sorted : undefined} data-order={order}>
      <button type="button" className="rooms-heading" onClick={() => show({ order, descending })}>
        {label}
        {isSorted && <Icon name={query.descending ? 'down' : 'up'} className="size-4" />}
      </button>
    </th>
  );
}

interface PagerProps {
  readonly page: AdminRoomsPage;
  readonly show: (change: Partial<OverviewQuery>) => void;
}

export function Pager({ page: { page, pages }, show }: PagerProps) {
  if (pages === 1) return null;
  const go = (to: number) => {
    show({ page: to });
    document.querySelector('.rooms-tools')?.scrollIntoView({ block: 'start' });
  };
  return (
    <nav className="pager" aria-label="Pages">
      <button type="button" className="tool" disabled={page === 1} onClick={() => go(page - 1)}>
        Back
      </button>
      <span className="pager-place">
        Page {formatCount(page)} of {formatCount(pages)}
      </span>
      <button type="button" className="tool" disabled={page === pages} onClick={() => go(page + 1)}>
        Next
      </button>
    </nav>
  );
}
