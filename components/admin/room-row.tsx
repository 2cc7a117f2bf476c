'use client';

import { Menu } from '@base-ui/react/menu';
import { memo } from 'react';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { DELETED_GRACE_DAYS, type AdminRoom } from '#lib/protocol/admin.ts';
import { CheckBox } from './check-box.tsx';
import { formatAge, formatCount, formatRate } from './format.ts';
import { roomBib } from './room-bib.ts';
import type { RoomMenuHandle } from './room-menu.tsx';

/** Taps per second at which a board's bar is full. */
const FULL_BAR = 10;
const DAY_MS = 24 * 60 * 60_000;

interface RoomRowProps {
  readonly room: AdminRoom;
  /** The server's clock when these figures were true. */
  readonly now: number;
  readonly isSelected: boolean;
  readonly menu: RoomMenuHandle;
  readonly onSelect: (code: string, isSelected: boolean, isRange: boolean) => void;
}

function Row({ room, now, isSelected, menu, onSelect }: RoomRowProps) {
  const { code, name, here, tapsPerSecond, players, deletedAt, closedAt } = room;
  const { colour, shape } = roomBib(code);
  const isOpen = deletedAt === null && closedAt === null;
  return (
    <tr className="room-row" data-selected={isSelected || undefined}>
      <td className="room-check">
        <CheckBox
          label={`Select ${name}`}
          isChecked={isSelected}
          onChange={(checked, isRange) => onSelect(code, checked, isRange)}
        />
      </td>
      <td className="room-title">
        <span
          className="room-bib"
          data-bib={colour}
          data-lit={here > 0 || undefined}
          data-shut={!isOpen || undefined}
          aria-hidden="true"
        >
          <BibShape shape={shape} className="size-5" />
        </span>
        <span className="room-words">
          {isOpen ? (
            <a href={`/r/${code}/host`} className="admin-room-name" dir="auto" title={name}>
              {name}
            </a>
          ) : (
            <span className="admin-room-name" dir="auto" title={name}>
              {name}
            </span>
          )}
          <span className="room-line">
            <span className="code">{code}</span>
            <Tags room={room} now={now} />
          </span>
        </span>
      </td>
      <td className="room-figure" data-label="people" data-zero={here === 0 || undefined}>
        <span className="numeral">{formatCount(here)}</span>
      </td>
      <td className="room-figure" data-label="taps/s" data-zero={tapsPerSecond <= 0 || undefined}>
        <span className="numeral">{formatRate(tapsPerSecond)}</span>
        {tapsPerSecond > 0 && (
          <span
            className="room-bar"
            data-bib={colour}
            aria-hidden="true"
            style={{ inlineSize: `${Math.min(1, tapsPerSecond / FULL_BAR) * 100}%` }}
          />
        )}
      </td>
      <td
        className="room-figure room-players"
        data-label="players"
        data-zero={players === 0 || undefined}
      >
        <span className="numeral">{formatCount(players)}</span>
      </td>
      <td className="room-age" title={new Date(room.activeAt).toISOString()}>
        <span suppressHydrationWarning>{formatAge(now - room.activeAt)}</span>
      </td>
      <td className="room-more">
        <Menu.Trigger
          handle={menu}
          payload={room}
          className="icon-button"
          aria-label={`What to do with ${name}`}
        >
          <Icon name="more" className="size-5" />
        </Menu.Trigger>
      </td>
    </tr>
  );
}

export const RoomRow = memo(Row);

function Tags({ room, now }: { room: AdminRoom; now: number }) {
  const { deletedAt, closedAt, scoringLocked, hasPin } = room;
  if (deletedAt !== null) {
    const left = Math.ceil((deletedAt + DELETED_GRACE_DAYS * DAY_MS - now) / DAY_MS);
    const when = left <= 0 ? 'within the hour' : left === 1 ? 'within a day' : `in ${left} days`;
    return <span className="room-tag">Erased {when}</span>;
  }
  return (
    <>
      {closedAt !== null && <span className="room-tag">Closed</span>}
      {scoringLocked && <span className="room-tag">Scoring locked</span>}
      {hasPin && <span className="room-tag">PIN</span>}
    </>
  );
}
