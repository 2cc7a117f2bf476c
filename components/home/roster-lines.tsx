'use client';

import { useRef } from 'react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import { LIMITS } from '#lib/protocol/limits.ts';
import { filledNames, idsOf, writeLine, type Roster } from './roster.ts';

interface RosterLinesProps {
  readonly roster: Roster;
  readonly hasProblem: boolean;
  readonly onChange: (roster: Roster) => void;
}

/** The players-to-be as lanes, each with the bib that it will wear. */
export function RosterLines({ roster, hasProblem, onChange }: RosterLinesProps) {
  const list = useRef<HTMLOListElement>(null);
  const focusLine = (index: number) =>
    list.current?.querySelectorAll<HTMLInputElement>('input')[index]?.focus();

  const keyDown = (event: KeyboardEvent<HTMLInputElement>, index: number) => {
    if (event.nativeEvent.isComposing) return;
    const isEmpty = event.currentTarget.value === '';
    // Enter goes on to the next name; on an empty line there is no next one, and the form is sent.
    if (event.key === 'Enter' && !isEmpty && index + 1 < roster.length) {
      event.preventDefault();
      focusLine(index + 1);
    } else if (event.key === 'Backspace' && isEmpty && index > 0) {
      event.preventDefault();
      focusLine(index - 1);
    }
  };
  const paste = (event: ClipboardEvent, index: number) => {
    const text = event.clipboardData.getData('text');
    // A single-line field would swallow the line breaks.
    if (!/[\r\n,;]/.test(text.trim())) return;
    event.preventDefault();
    onChange(writeLine(roster, index, `${roster[index]?.name ?? ''}${text}`));
  };

  const count = filledNames(roster).length;
  const ids = idsOf(roster);
  return (
    <fieldset className="roster">
      <legend className="roster-title">
        Players or teams
        {count > 0 && (
          <span className="roster-count" data-over={count > LIMITS.players || undefined}>
            {count}
            {count > LIMITS.players - 50 && ` of ${LIMITS.players}`}
          </span>
        )}
      </legend>
      <ol ref={list} className="roster-lines">
        {roster.map(({ key, name }, index) => {
          const { colour, shape } = bibOf(ids[index] ?? 1);
          return (
            <li key={key} className="roster-line" data-bib={colour}>
              <span className="roster-bib">
                <BibShape shape={shape} className="size-5" />
              </span>
              <input
                name="players"
                value={name}
                dir="auto"
                aria-label={`Player ${index + 1}`}
                aria-describedby={hasProblem ? 'players-problem' : undefined}
                placeholder={index === 0 ? 'Name' : ' '}
                autoComplete="off"
                enterKeyHint="next"
                onChange={(event) => onChange(writeLine(roster, index, event.target.value))}
                onKeyDown={(event) => keyDown(event, index)}
                onPaste={(event) => paste(event, index)}
                className="roster-name"
              />
              <span aria-hidden="true" className="roster-zero numeral">
                0
              </span>
            </li>
          );
        })}
      </ol>
    </fieldset>
  );
}
