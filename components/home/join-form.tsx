import { CODE_LENGTH } from '#lib/protocol/code.ts';

interface JoinFormProps {
  /** What was typed before, if it could not be a code. */
  readonly typed?: string | undefined;
  readonly problem?: string | undefined;
}

/** Plain HTML: `/join` tidies what was typed and leads on. */
export function JoinForm({ typed, problem }: JoinFormProps) {
  return (
    <form action="/join" method="get" className="join-form">
      <label htmlFor="code" className="join-title">
        Join by code
      </label>
      <div className="join-row">
        <input
          id="code"
          name="code"
          required
          defaultValue={typed}
          maxLength={32}
          autoComplete="off"
          autoCapitalize="characters"
          autoCorrect="off"
          spellCheck={false}
          enterKeyHint="go"
          placeholder={'•'.repeat(CODE_LENGTH)}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : 'code-problem'}
          className="join-code code"
        />
        <button type="submit" className="join-button">
          Join
        </button>
      </div>
      {problem !== undefined && (
        <p id="code-problem" role="alert" className="join-problem">
          {problem}
        </p>
      )}
    </form>
  );
}
