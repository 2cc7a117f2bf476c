'use client';

import { useEffect, useRef } from 'react';

interface CheckBoxProps {
  readonly label: string;
  readonly isChecked: boolean;
  /** Some of what it stands for is checked. */
  readonly isMixed?: boolean;
  readonly onChange: (isChecked: boolean, isRange: boolean) => void;
}

/** The platform's own check box, in our ink, with a field that a finger finds. */
export function CheckBox({ label, isChecked, isMixed = false, onChange }: CheckBoxProps) {
  const input = useRef<HTMLInputElement>(null);
  const isShift = useRef(false);
  useEffect(() => {
    if (input.current !== null) input.current.indeterminate = isMixed && !isChecked;
  }, [isMixed, isChecked]);
  return (
    <label className="check-box">
      <input
        ref={input}
        type="checkbox"
        aria-label={label}
        checked={isChecked}
        onClick={(event) => {
          isShift.current = event.shiftKey;
        }}
        onChange={(event) => onChange(event.target.checked, isShift.current)}
      />
    </label>
  );
}
