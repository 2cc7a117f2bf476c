import type { Generated } from 'kysely';
import type { Role } from '#lib/protocol/roles.ts';

// The tables as the directory's queries see them. What they are for is written where they are made: the migrations of the
// engine. Times are milliseconds since the Unix epoch; booleans are 0 and 1, which every database knows.

export interface Tables {
  readonly rooms: RoomsTable;
  readonly players: { readonly room_id: number };
  readonly clients: ClientsTable;
  readonly verdicts: VerdictsTable;
  readonly score_events: ScoreEventsTable;
  readonly links: LinksTable;
  readonly grants: GrantsTable;
  readonly visitors: VisitorsTable;
  readonly audit: AuditTable;
  readonly admin: AdminTable;
  readonly admin_sessions: AdminSessionsTable;
}

interface RoomsTable {
  readonly id: Generated<number>;
  readonly code: string;
  readonly name: string;
  readonly name_key: string;
  readonly player_count: number;
  readonly version: number;
  readonly generation: number;
  /** JSON. */
  readonly settings: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly pin: string | null;
  readonly closed_at: number | null;
  readonly deleted_at: number | null;
  /** Parts of it are gone already. */
  readonly erased_at: number | null;
}

interface ClientsTable {
  readonly id: Generated<number>;
  readonly room_id: number;
  readonly device: string | null;
}

interface VerdictsTable {
  readonly client: number;
  readonly mutation_id: number;
}

interface ScoreEventsTable {
  readonly room_id: number;
  readonly version: number;
}

interface LinksTable {
  readonly id: Generated<number>;
  readonly room_id: number;
  readonly role: Role;
  readonly label: string;
  readonly key_hash: Uint8Array;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly last_used_at: number | null;
}

interface GrantsTable {
  readonly device: string;
  readonly link_id: number;
  readonly granted_at: number;
}

interface VisitorsTable {
  readonly room_id: number;
  readonly device: string;
  readonly name: string | null;
  readonly first_seen_at: number;
  readonly last_seen_at: number;
  readonly has_pin: number;
}

interface AuditTable {
  readonly id: Generated<number>;
  readonly at: number;
  readonly room_id: number | null;
  readonly code: string | null;
  readonly by_role: 'admin' | Role;
  readonly who: string | null;
  readonly action: string;
  /** JSON. */
  readonly detail: string;
  readonly search_key: string;
}

interface AdminTable {
  readonly id: number;
  readonly password: string;
}

interface AdminSessionsTable {
  readonly id_hash: Uint8Array;
  readonly created_at: number;
  readonly seen_at: number;
}
