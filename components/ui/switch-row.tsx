'use client';

import { Switch } from '@base-ui/react/switch';
import { useId } from 'react';

interface SwitchRowProps {
  readonly label: string;
  readonly hint?: string;
  readonly isOn: boolean;
  readonly isBusy?: boolean;
  readonly onChange: (isOn: boolean) => void;
}

/** One thing that is on or off. The whole row is the target. */
export function SwitchRow({ label, hint, isOn, isBusy = false, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <label className="switch-row">
      <span className="switch-words">
        <span id={id} className="switch-label">
          {label}
        </span>
        {hint !== undefined && (
          <span id={`${id}-hint`} className="hint">
            {hint}
          </span>
        )}
      </span>
      <Switch.Root
        className="switch"
        checked={isOn}
        readOnly={isBusy}
        aria-labelledby={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onCheckedChange={onChange}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
    </label>
  );
}
