'use client';

import { useState } from 'react';
import { Icon } from '#components/ui/icon.tsx';
import { useRoom } from '#lib/client/react/room-hooks.ts';
import type { BoardOrder } from './board-order.ts';
import { HostRow } from './host-row.tsx';
import { Reorder } from './reorder.tsx';
import { useMay } from './use-role.ts';

interface HostBoardProps {
  readonly ids: readonly number[];
  readonly order: BoardOrder;
  readonly chosen: number | null;
  readonly onOrder: (order: BoardOrder) => void;
  readonly onOpen: (id: number) => void;
  readonly onTap: () => void;
  readonly onAdd: () => void;
  readonly onReset: () => void;
}

/** The standings as the host needs them: compact, every player under the thumb. */
export function HostBoard(props: HostBoardProps) {
  const { ids, order, chosen, onOrder, onOpen, onTap, onAdd, onReset } = props;
  const isLocked = useRoom(({ board }) => board.settings.scoringLocked);
  const hasManySteps = useRoom(({ board }) => board.settings.steps.length > 3);
  const mayAdd = useMay('add-players');
  const mayReset = useMay('reset');
  const mayOrder = useMay('order-players');
  const [isReordering, setIsReordering] = useState(false);

  if (ids.length === 0) return <NobodyYet onAdd={mayAdd ? onAdd : null} />;
  if (isReordering && mayOrder) return <Reorder onDone={() => setIsReordering(false)} />;
  return (
    <>
      <div className="host-tools" role="toolbar" aria-label="Board">
        {mayAdd && (
          <button type="button" className="tool" onClick={onAdd}>
            <Icon name="add" className="size-5" />
            <span>
              Add<span className="host-tools-word"> players</span>
            </span>
          </button>
        )}
        <fieldset className="host-order" aria-label="Order of the rows">
          <OrderButton is="standings" order={order} onOrder={onOrder}>
            Standings
          </OrderButton>
          <OrderButton is="fixed" order={order} onOrder={onOrder}>
            Fixed
          </OrderButton>
        </fieldset>
        {mayOrder && order === 'fixed' && (
          <button type="button" className="tool" onClick={() => setIsReordering(true)}>
            Move…
          </button>
        )}
        {mayReset && (
          <button type="button" className="tool tool-danger" onClick={onReset}>
            Reset…
          </button>
        )}
      </div>
      {isLocked && (
        <p className="host-locked">
          <Icon name="locked" className="size-5" />
          Scoring is locked. Taps are refused on every screen; you can still set a score and undo.
        </p>
      )}
      <ol
        className="host-rows"
        aria-label="Players"
        data-many-steps={hasManySteps || undefined}
        data-keys={chosen !== null || undefined}
      >
        {ids.map((id) => (
          <HostRow key={id} id={id} isChosen={id === chosen} onOpen={onOpen} onTap={onTap} />
        ))}
      </ol>
    </>
  );
}

interface OrderButtonProps {
  readonly is: BoardOrder;
  readonly order: BoardOrder;
  readonly onOrder: (order: BoardOrder) => void;
  readonly children: string;
}

function OrderButton({ is, order, onOrder, children }: OrderButtonProps) {
  return (
    <button
      type="button"
      className="order-button"
      aria-pressed={is === order}
      onClick={() => onOrder(is)}
    >
      {children}
    </button>
  );
}

function NobodyYet({ onAdd }: { onAdd: (() => void) | null }) {
  return (
    <div className="host-empty">
      <p className="poster text-6xl">Nobody’s on the board yet.</p>
      {onAdd === null ? (
        <p className="text-lg text-muted">
          The host adds the players. They appear here by themselves.
        </p>
      ) : (
        <>
          <p className="text-lg text-muted">
            Type names or paste a whole list. Every screen follows.
          </p>
          <button type="button" className="button button-solid" onClick={onAdd}>
            <Icon name="add" className="size-5" />
            Add players
          </button>
        </>
      )}
    </div>
  );
}
