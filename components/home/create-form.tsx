'use client';

import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { SubmitEvent } from 'react';
import { LIMITS } from '#lib/protocol/limits.ts';
import { countGraphemes, parseName } from '#lib/protocol/name.ts';
import { keepDraft, keptDraft, type Draft } from './draft.ts';
import type { HomeProblem } from './problem-text.ts';
import { RosterLines } from './roster-lines.tsx';
import { emptyRoster, type Roster } from './roster.ts';

/** The counter speaks up when a name nears its limit. */
const COUNT_FROM = LIMITS.nameGraphemes - 10;

const hearNothing = () => () => {};

/** The form is the board to be. Plain HTML that posts to `/new`; scripts add lines, counters and earlier words. */
export function CreateForm({ problem }: { problem: HomeProblem | null }) {
  const kept = useSyncExternalStore(hearNothing, keptDraft, () => null);
  // Only a refused form begins with what was typed before.
  const draft = problem === null ? null : kept;
  return <CreateFields key={draft === null ? 'blank' : 'draft'} problem={problem} draft={draft} />;
}

interface CreateFieldsProps {
  readonly problem: HomeProblem | null;
  readonly draft: Draft | null;
}

function CreateFields({ problem: given, draft }: CreateFieldsProps) {
  const [name, setName] = useState(draft?.name ?? '');
  const [roster, setRoster] = useState<Roster>(() => emptyRoster(draft?.players));
  const [problem, setProblem] = useState(given);
  const [isSending, setIsSending] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    // A page that comes back by the Back button is not sending any more.
    const rest = () => setIsSending(false);
    window.addEventListener('pageshow', rest);
    return () => window.removeEventListener('pageshow', rest);
  }, []);

  const takeOver = (typed: Draft) => {
    setName(typed.name);
    setRoster(emptyRoster(typed.players));
  };
  useEffect(() => {
    // What was typed before the scripts ran is in the fields, and nobody was told of it.
    const typed = form.current === null ? null : readForm(form.current);
    if (typed !== null && (typed.name !== '' || typed.players.length > 0)) takeOver(typed);
  }, []);

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    // The fields are what is sent. A browser that fills them in by itself may not have told of it.
    const typed = readForm(event.currentTarget);
    const { name: typedName, players } = typed;
    const found = problemOf(typedName, players);
    setProblem(found);
    if (found !== null || isSending) {
      event.preventDefault();
      takeOver(typed);
      const field = found?.place === 'players' ? badLine(players) : 0;
      const selector = found?.place === 'players' ? '[name=players]' : '[name=name]';
      form.current?.querySelectorAll<HTMLElement>(selector)[field]?.focus();
      return;
    }
    keepDraft(typed);
    setIsSending(true);
  };

  const length = countGraphemes(name.trim());
  return (
    <form ref={form} action="/new" method="post" className="create-form" onSubmit={submit}>
      <div className="create-name">
        <label htmlFor="name" className="create-label">
          What is it for?
        </label>
        <input
          id="name"
          name="name"
          required
          dir="auto"
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            form.current?.querySelector<HTMLElement>('[name=players]')?.focus();
          }}
          autoComplete="off"
          enterKeyHint="next"
          placeholder="Quiz night"
          aria-invalid={problem?.place === 'name'}
          aria-describedby="name-problem"
          className="create-title poster"
        />
        {length >= COUNT_FROM && (
          <span className="create-count" data-over={length > LIMITS.nameGraphemes || undefined}>
            {length} of {LIMITS.nameGraphemes}
          </span>
        )}
      </div>
      <Problem id="name-problem" shown={problem?.place === 'name' ? problem.text : null} />

      <RosterLines roster={roster} hasProblem={problem?.place === 'players'} onChange={setRoster} />
      <Problem id="players-problem" shown={problem?.place === 'players' ? problem.text : null} />

      <div className="create-foot">
        <button
          type="submit"
          className="button button-solid create-button"
          aria-disabled={isSending}
        >
          {isSending ? 'Making the board…' : 'Make the board'}
        </button>
        <p className="create-hint">
          <span className="needs-scripts">Paste a list to add many. </span>
          <span className="without-scripts">Several names on a line? Put commas between. </span>
          You can add players later too.
        </p>
      </div>
      <Problem id="form-problem" shown={problem?.place === 'form' ? problem.text : null} />
    </form>
  );
}

function Problem({ id, shown }: { id: string; shown: string | null }) {
  return (
    <p id={id} role="alert" className="create-problem">
      {shown}
    </p>
  );
}

function problemOf(name: string, players: readonly string[]): HomeProblem | null {
  const parsed = parseName(name);
  if (!parsed.ok) return { place: 'name', text: parsed.error };
  if (players.length > LIMITS.players) {
    const text = `A board has at most ${LIMITS.players} players; these are ${players.length}.`;
    return { place: 'players', text };
  }
  for (const player of players) {
    const result = parseName(player);
    if (!result.ok) return { place: 'players', text: `${player.slice(0, 60)}: ${result.error}` };
  }
  return null;
}

function badLine(players: readonly string[]): number {
  return Math.max(
    0,
    players.findIndex((name) => !parseName(name).ok),
  );
}

function readForm(form: HTMLFormElement): Draft {
  const fields = new FormData(form);
  const text = (value: FormDataEntryValue | null) => (typeof value === 'string' ? value : '');
  const players = fields.getAll('players').map((name) => text(name).trim());
  return { name: text(fields.get('name')), players: players.filter((name) => name !== '') };
}
