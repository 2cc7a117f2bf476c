import { ScoreroomError, toWireError } from '#lib/protocol/errors.ts';
import { unreachable } from '#lib/shared/assert.ts';
import type { Answers, Ask, ToRenderer } from './messages.ts';
import type { PageSource } from './page-source.ts';

export interface AskAnswerer {
  readonly source: PageSource;
  readonly onBug: (error: unknown) => void;
}

/** Answers the renderer. What is no expected failure is told here, and there it is one of the server. */
export async function answerAsk(
  id: number,
  ask: Ask,
  { source, onBug }: AskAnswerer,
): Promise<ToRenderer> {
  try {
    return { type: 'answer', id, value: await call(source, ask) };
  } catch (error) {
    if (!(error instanceof ScoreroomError)) onBug(error);
    return { type: 'failure', id, error: toWireError(error) };
  }
}

function call(source: PageSource, ask: Ask): Promise<Answers[keyof Answers]> {
  switch (ask.what) {
    case 'room':
      return source.room(ask.code, ask.asker);
    case 'admin':
      return source.admin(ask.query, ask.asker);
    default:
      return unreachable(ask);
  }
}
