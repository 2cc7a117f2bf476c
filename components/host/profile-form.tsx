'use client';

import { useId, useRef, useState } from 'react';
import type { SubmitEvent } from 'react';
import { BIB_SHAPES, bibOf } from '#components/bib/bib.ts';
import { BibShape } from '#components/bib/bib-shape.tsx';
import type { WirePlayer } from '#lib/protocol/messages.ts';
import { parseName } from '#lib/protocol/name.ts';
import { BibPicker } from './bib-picker.tsx';
import { useAct } from './use-act.ts';

/** Name, colour and shape of one player, kept together. */
export function ProfileForm({ player, onDone }: { player: WirePlayer; onDone: () => void }) {
  const fieldId = useId();
  const input = useRef<HTMLInputElement>(null);
  const act = useAct();
  const [name, setName] = useState(player.name);
  const [bib, setBib] = useState(() => bibOf(player.id, player));
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy) return;
    const parsed = parseName(name);
    if (!parsed.ok) {
      setProblem(parsed.error);
      input.current?.focus();
      return;
    }
    const old = bibOf(player.id, player);
    // Only what was changed here: what another host changes meanwhile stays.
    const changes = {
      ...(parsed.value === player.name ? {} : { name: parsed.value }),
      ...(bib.colour === old.colour ? {} : { colour: bib.colour }),
      ...(bib.shape === old.shape ? {} : { shape: BIB_SHAPES.indexOf(bib.shape) }),
    };
    if (Object.keys(changes).length === 0) return onDone();
    setIsBusy(true);
    const outcome = await act(
      { type: 'change-player', player: player.id, ...changes },
      `${parsed.value} is changed on every screen.`,
    );
    setIsBusy(false);
    if (outcome.ok) onDone();
    else setProblem(outcome.error.message);
  };

  return (
    <form className="sheet-form" onSubmit={(event) => void save(event)}>
      <div className="profile-preview" data-bib={bib.colour}>
        <span className="host-bib">
          <BibShape shape={bib.shape} className="size-6" />
        </span>
        <label className="sr-only" htmlFor={fieldId}>
          Name
        </label>
        <input
          ref={input}
          id={fieldId}
          className="profile-name"
          dir="auto"
          autoComplete="off"
          enterKeyHint="done"
          value={name}
          aria-invalid={problem !== null}
          aria-describedby={`${fieldId}-problem`}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <p id={`${fieldId}-problem`} role="alert" className="field-problem">
        {problem}
      </p>
      <BibPicker
        colour={bib.colour}
        shape={bib.shape}
        onColour={(colour) => setBib({ ...bib, colour })}
        onShape={(shape) => setBib({ ...bib, shape: BIB_SHAPES[shape] ?? bib.shape })}
      />
      <button type="submit" className="button button-solid" aria-disabled={isBusy}>
        Keep
      </button>
    </form>
  );
}
