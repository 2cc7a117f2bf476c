'use client';

import { useId, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { Sheet } from '#components/ui/sheet.tsx';
import { LIMITS } from '#lib/protocol/limits.ts';
import { countGraphemes } from '#lib/protocol/name.ts';
import { useAct } from './use-act.ts';

/** What hosts say all evening. */
const USUAL = ['Last round!', 'Five minutes left', 'Short break', 'Scores are final'];
/** The counter speaks up near the limit. */
const COUNT_FROM = LIMITS.announcementGraphemes - 30;

interface AnnounceSheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function AnnounceSheet({ isOpen, onClose }: AnnounceSheetProps) {
  const fieldId = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const act = useAct();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const length = countGraphemes(text.trim());
  const isTooLong = length > LIMITS.announcementGraphemes;

  const announce = async () => {
    const words = text.trim();
    if (isBusy || words === '' || isTooLong) return;
    setIsBusy(true);
    const outcome = await act({ type: 'announce', text: words }, 'It is on every screen.');
    setIsBusy(false);
    setProblem(outcome.ok ? null : outcome.error.message);
    if (!outcome.ok) return;
    setText('');
    onClose();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void announce();
  };

  return (
    <Sheet
      isOpen={isOpen}
      onClose={onClose}
      title="Announce to all screens"
      description="It shows at once, in large type, and is kept nowhere."
      initialFocus={field}
    >
      <form className="sheet-form" onSubmit={submit}>
        <label className="sr-only" htmlFor={fieldId}>
          What to say
        </label>
        <textarea
          ref={field}
          id={fieldId}
          className="input announce-text"
          dir="auto"
          rows={3}
          enterKeyHint="send"
          placeholder="Dinner is ready"
          value={text}
          aria-invalid={problem !== null || isTooLong}
          aria-describedby={`${fieldId}-problem`}
          onChange={(event) => setText(event.target.value.replaceAll('\n', ' '))}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            void announce();
          }}
        />
        {length >= COUNT_FROM && (
          <p className="hint" data-over={isTooLong || undefined}>
            {length} of {LIMITS.announcementGraphemes}
          </p>
        )}
        <fieldset className="usual" aria-label="Usual words">
          {USUAL.map((words) => (
            <button key={words} type="button" className="tool" onClick={() => setText(words)}>
              {words}
            </button>
          ))}
        </fieldset>
        <p id={`${fieldId}-problem`} role="alert" className="field-problem">
          {problem}
        </p>
        <button
          type="submit"
          className="button button-solid sheet-foot"
          aria-disabled={isBusy || length === 0 || isTooLong}
        >
          Say it
        </button>
      </form>
    </Sheet>
  );
}
