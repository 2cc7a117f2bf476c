'use client';

import { useId, useState } from 'react';
import type { SubmitEvent } from 'react';
import { Choice } from '#components/ui/choice.tsx';
import { SwitchRow } from '#components/ui/switch-row.tsx';
import { LIMITS } from '#lib/protocol/limits.ts';
import type { Settings } from '#lib/protocol/settings.ts';
import { parseSteps, writeSteps } from './steps-text.ts';
import { useSetting } from './use-setting.ts';

/** Settings that are on or off. */
type Toggle = 'selfJoin' | 'typed' | 'floor' | 'locked' | 'cheers';

/** The rules of the room. Each holds from the moment that it is chosen, on every screen. */
export function RoomRules() {
  const scoring = useSetting('scoring');
  const wins = useSetting('wins');
  const ties = useSetting('ties');
  return (
    <>
      <section className="host-block" aria-labelledby="doors-title">
        <h3 id="doors-title" className="block-title">
          Doors
        </h3>
        <Rule
          setting="locked"
          label="Lock the room"
          hint="Nobody new comes in. Who has been here comes back, and secret links still open."
        />
        <Rule
          setting="selfJoin"
          label="People may add themselves"
          hint="Whoever comes in can put a name on the board."
        />
        <Rule
          setting="cheers"
          label="Cheers"
          hint="Emoji that people send float over every board."
        />
      </section>
      <section className="host-block" aria-labelledby="scoring-title">
        <h3 id="scoring-title" className="block-title">
          Scoring
        </h3>
        <Choice
          legend="Who may score?"
          value={scoring.value}
          onChange={(value) => void scoring.set(value)}
          options={[
            { value: 'anyone', label: 'Anyone scores anyone' },
            {
              value: 'self',
              label: 'Each only themself',
              hint: 'By the name that they have claimed.',
            },
            { value: 'scorekeepers', label: 'Scorekeepers and hosts' },
            { value: 'host', label: 'Hosts only' },
          ]}
        />
        <StepsField />
        <Rule setting="typed" label="Any amount may be typed" hint="Besides the steps." />
        <Rule
          setting="floor"
          label="Never below zero"
          hint="A tap that would go lower is refused."
        />
        <UndoField />
      </section>
      <section className="host-block" aria-labelledby="standing-title">
        <h3 id="standing-title" className="block-title">
          Standings
        </h3>
        <Choice
          legend="Who wins?"
          layout="row"
          value={wins.value}
          onChange={(value) => void wins.set(value)}
          options={[
            { value: 'high', label: 'Most points' },
            { value: 'low', label: 'Fewest' },
          ]}
        />
        <Choice
          legend="Equal scores"
          value={ties.value}
          onChange={(value) => void ties.set(value)}
          options={[
            { value: 'shared', label: 'Share the rank: 1 2 2 4' },
            { value: 'dense', label: 'Share, without a gap: 1 2 2 3' },
            { value: 'first', label: 'First to score stands above: 1 2 3 4' },
          ]}
        />
      </section>
    </>
  );
}

interface RuleProps {
  readonly setting: Toggle;
  readonly label: string;
  readonly hint: string;
}

function Rule({ setting, label, hint }: RuleProps) {
  const { value, isBusy, set } = useSetting(setting);
  return (
    <SwitchRow
      label={label}
      hint={hint}
      isOn={value}
      isBusy={isBusy}
      onChange={(next) => void set(next)}
    />
  );
}

function StepsField() {
  const id = useId();
  const steps = useSetting('steps');
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (draft === null) return;
    const parsed = parseSteps(draft);
    setProblem(parsed.ok ? null : parsed.error);
    if (!parsed.ok) return;
    const isKept = await steps.set(parsed.value, 'The score buttons are changed on every screen.');
    if (isKept) setDraft(null);
  };
  return (
    <form onSubmit={(event) => void save(event)}>
      <label className="field-label" htmlFor={id}>
        Steps on the score buttons
      </label>
      <div className="inline-form">
        <input
          id={id}
          className="input"
          autoComplete="off"
          enterKeyHint="done"
          value={draft ?? writeSteps(steps.value)}
          aria-invalid={problem !== null}
          aria-describedby={`${id}-problem ${id}-hint`}
          onChange={(event) => setDraft(event.target.value)}
        />
        <button type="submit" className="button" aria-disabled={draft === null}>
          Save
        </button>
      </div>
      <p id={`${id}-problem`} role="alert" className="field-problem">
        {problem}
      </p>
      <p id={`${id}-hint`} className="hint">
        Up to {LIMITS.steps}, in the order of the buttons, such as −1, +1, +5.
      </p>
    </form>
  );
}

const UNDO_TIMES: readonly { readonly seconds: Settings['undoSeconds']; readonly label: string }[] =
  [
    { seconds: 0, label: 'Never' },
    { seconds: 5, label: '5 seconds' },
    { seconds: 10, label: '10 seconds' },
    { seconds: 30, label: '30 seconds' },
    { seconds: 60, label: '1 minute' },
    { seconds: 300, label: '5 minutes' },
    { seconds: 3_600, label: '1 hour' },
  ];

function UndoField() {
  const id = useId();
  const { value, set } = useSetting('undoSeconds');
  const isOther = UNDO_TIMES.every(({ seconds }) => seconds !== value);
  return (
    <div>
      <label className="field-label" htmlFor={id}>
        People may take back their own last tap for
      </label>
      <select
        id={id}
        className="input select"
        value={value}
        onChange={(event) => void set(Number(event.target.value))}
      >
        {isOther && <option value={value}>{value} seconds</option>}
        {UNDO_TIMES.map(({ seconds, label }) => (
          <option key={seconds} value={seconds}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
