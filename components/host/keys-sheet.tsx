'use client';

import { Sheet } from '#components/ui/sheet.tsx';
import { SwitchRow } from '#components/ui/switch-row.tsx';
import { SHORTCUTS } from './shortcuts.ts';

interface KeysSheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly areOn: boolean;
  readonly onTurn: (areOn: boolean) => void;
}

export function KeysSheet({ isOpen, onClose, areOn, onTurn }: KeysSheetProps) {
  return (
    <Sheet isOpen={isOpen} onClose={onClose} title="Keyboard shortcuts" size="wide">
      <SwitchRow
        label="Use shortcuts"
        hint="They rest while you type. Turn them off if single keys get in your way."
        isOn={areOn}
        onChange={onTurn}
      />
      <dl className="keys" data-off={!areOn || undefined}>
        {SHORTCUTS.map(({ keys, does }) => (
          <div key={does} className="keys-row">
            <dt>{keys.map((key) => (key === '…' ? ' … ' : <kbd key={key}>{key}</kbd>))}</dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}
