'use client';

import { useId } from 'react';

interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly options: readonly {
    readonly value: T;
    readonly label: string;
    readonly hint?: string;
  }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** `row`: side by side, for a few short words. */
  readonly layout?: 'list' | 'row';
}

/** One of a few, all in sight. Native radio buttons. */
export function Choice<T extends string>({
  legend,
  options,
  value,
  onChange,
  layout = 'list',
}: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset className="choice" data-layout={layout}>
      <legend className="field-label">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className="choice-option">
          <input
            type="radio"
            name={name}
            className="choice-radio"
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>
            {option.label}
            {option.hint !== undefined && <span className="hint">{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
