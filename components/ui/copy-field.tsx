'use client';

import { useId, useState } from 'react';

interface CopyFieldProps {
  readonly label: string;
  readonly text: string;
  /** What it is called where it is shared. */
  readonly title: string;
}

/** Something to hand out: to read, copy, or send by the device's own means. */
export function CopyField({ label, text, title }: CopyFieldProps) {
  const id = useId();
  const [outcome, setOutcome] = useState('');
  const canShare = 'share' in navigator;

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('Copied.');
    } catch {
      // There is no clipboard on plain http, as in most local networks.
      setOutcome('This browser does not let a page copy: mark the text and copy it.');
    }
  };
  const share = async () => {
    try {
      await navigator.share({ title, url: text });
    } catch {
      // Called off by the person, or not possible: the field still has it.
    }
  };

  return (
    <div className="copy-field">
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className="input"
        readOnly
        value={text}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="flex gap-2">
        <button type="button" className="button button-solid grow" onClick={() => void copy()}>
          Copy
        </button>
        {canShare && (
          <button type="button" className="button grow" onClick={() => void share()}>
            Send…
          </button>
        )}
      </div>
      <output className="hint">{outcome}</output>
    </div>
  );
}
