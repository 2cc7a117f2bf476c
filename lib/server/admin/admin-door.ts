import { ScoreroomError } from '#lib/protocol/errors.ts';
import type { Clock } from '#lib/shared/clock.ts';
import type { Rights } from '../access/rights.ts';
import { deviceIdOf } from '../access/secret.ts';
import type { AuditEntry, Directory } from '../directory/directory.ts';
import { type AdminPassword, linkIsSpent, passwordProblem } from './admin-password.ts';
import type { AdminSessions } from './admin-sessions.ts';
import type { SignInGate } from './sign-in-gate.ts';

export interface AdminDoorOptions {
  readonly password: AdminPassword;
  readonly sessions: AdminSessions;
  readonly gate: SignInGate;
  readonly rights: Rights;
  readonly directory: Pick<Directory, 'record'>;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  readonly onBug: (error: unknown) => void;
}

/** Wrong passwords are recorded at most once per this long, with their number: a flood of them should not fill the record. */
const FAILURES_EVERY_MS = 60_000;

const MAX_DEVICES = 100;

/** Who asks, as far as it is known before they are signed in. */
export interface Caller {
  readonly address: string;
  /** The secret of the browser's device, if any. */
  readonly device: string | null;
  /** The session that the browser brought along, if any. */
  readonly admin: string | null;
}

/** In and out of the admin page. */
export class AdminDoor {
  readonly #options: AdminDoorOptions;
  /** Wrong passwords that are not recorded yet, and when the last record was. */
  #failures = 0;
  #recordedAt = -Infinity;
  /** Devices from which somebody has signed in: behind a proxy all the world has one address, and these need not share it. */
  readonly #provenDevices = new Set<string>();

  constructor(options: AdminDoorOptions) {
    this.#options = options;
  }

  /** @returns the secret of the session. Throws `unauthorized` and `rate_limited`. */
  async signIn(password: string, caller: Caller): Promise<string> {
    const { address, admin } = caller;
    const { password: known, gate, sessions } = this.#options;
    const isRight = await gate.run(
      this.#lane(caller),
      async () => (await known.matches(password)) || null,
    );
    if (isRight === null) {
      await this.#recordFailure(address);
      throw new ScoreroomError('unauthorized', { message: 'That is not the password.' });
    }
    this.#prove(caller);
    const secret = await sessions.begin(admin);
    await this.#record('sign-in', address);
    return secret;
  }

  /** Sets the first password by the link that the server printed, and signs in. Throws `unauthorized`, `invalid_message`. */
  async setFirstPassword(token: string, password: string, caller: Caller): Promise<string> {
    const { password: known, gate, sessions } = this.#options;
    const problem = passwordProblem(password);
    if (problem !== null) throw new ScoreroomError('invalid_message', { message: problem });
    const isSet = await gate.run(caller.address, async () => {
      if (!known.isSetupToken(token)) return null;
      await known.setFirst(token, password);
      return true;
    });
    if (isSet === null) throw linkIsSpent();
    const secret = await sessions.begin(caller.admin);
    await this.#record('set-password', caller.address);
    return secret;
  }

  async signOut({ address, admin }: Caller): Promise<void> {
    const { sessions, rights } = this.#options;
    // Anybody can send any cookie: only who was in leaves, is recorded, and has connections looked at again.
    if (admin === null || (await sessions.peek(admin)) === null) return;
    await sessions.end(admin);
    rights.tell({ kind: 'admin-signed-out' });
    await this.#record('sign-out', address);
  }

  async signOutEverywhere({ address }: Caller): Promise<void> {
    const { sessions, rights } = this.#options;
    await sessions.endAll();
    rights.tell({ kind: 'admin-signed-out' });
    await this.#record('sign-out-everywhere', address);
  }

  /** By what somebody queues: their device where it is proven, and else where they come from. */
  #lane({ address, device }: Caller): string {
    const id = device === null ? null : deviceIdOf(device);
    return id !== null && this.#provenDevices.has(id) ? id : address;
  }

  #prove({ device }: Caller): void {
    if (device === null) return;
    this.#provenDevices.add(deviceIdOf(device));
    const [oldest] = this.#provenDevices;
    if (this.#provenDevices.size > MAX_DEVICES && oldest !== undefined) {
      this.#provenDevices.delete(oldest);
    }
  }

  async #recordFailure(address: string): Promise<void> {
    this.#failures += 1;
    const now = this.#options.clock.monotonic();
    if (now - this.#recordedAt < FAILURES_EVERY_MS) return;
    const times = this.#failures;
    this.#failures = 0;
    this.#recordedAt = now;
    await this.#record('sign-in-failed', address, { times });
  }

  async #record(action: string, who: string, detail: AuditEntry['detail'] = {}): Promise<void> {
    const { directory, clock, onBug } = this.#options;
    const entry: AuditEntry = {
      at: clock.now(),
      roomId: null,
      code: null,
      by: 'admin',
      who,
      action,
      detail,
    };
    await directory.record(entry).catch(onBug);
  }
}
