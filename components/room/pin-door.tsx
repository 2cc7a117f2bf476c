import { LIMITS } from '#lib/protocol/limits.ts';
import { Door } from './door.tsx';

interface PinDoorProps {
  readonly code: string;
  /** What came of the last try. */
  readonly problem: string | null;
}

/** Asks for the room's PIN. A form of plain HTML. */
export function PinDoor({ code, problem }: PinDoorProps) {
  return (
    <Door code={code} title="This board has a PIN.">
      <p className="max-w-prose text-lg text-muted">
        The host says it aloud. This browser asks for it once.
      </p>
      <form action={`/r/${code}/pin`} method="post" className="pin-form">
        <label htmlFor="pin" className="sr-only">
          PIN
        </label>
        <input
          id="pin"
          name="pin"
          required
          // Not a password field: the PIN is said aloud, and a phone shows its digits for it.
          type="text"
          inputMode="numeric"
          pattern="[0-9 \-]*"
          maxLength={LIMITS.pinMaxLength * 2}
          autoComplete="off"
          enterKeyHint="go"
          placeholder={'•'.repeat(LIMITS.pinMinLength)}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : 'pin-problem'}
          className="input pin-input code"
        />
        <button type="submit" className="button button-solid pin-button">
          Enter
        </button>
      </form>
      {problem !== null && (
        <p id="pin-problem" role="alert" className="door-problem">
          {problem}
        </p>
      )}
    </Door>
  );
}
