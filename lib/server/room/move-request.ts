import type { ScoreroomError } from '#lib/protocol/errors.ts';
import { err, ok } from '#lib/shared/result.ts';
import type { Batch } from './batch.ts';
import type { Request, Settle } from './request.ts';

/** A device that goes by another id from now on: its claims follow it. Asked for by the server itself. */
export class MoveRequest implements Request {
  readonly lookUp = null;
  readonly #move: { readonly from: string; readonly to: string };
  readonly #settle: Settle<void>;

  constructor(move: { readonly from: string; readonly to: string }, settle: Settle<void>) {
    this.#move = move;
    this.#settle = settle;
  }

  decide(batch: Batch): () => void {
    batch.operate({ type: 'move-device', ...this.#move });
    return () => this.#settle(ok(undefined));
  }

  fail(error: ScoreroomError): void {
    this.#settle(err(error));
  }
}
