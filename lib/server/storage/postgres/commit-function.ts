/** What a commit raises that contradicts what is kept. */
export const IMPOSSIBLE_STATE = 'SR001';

/** How long a commit waits for others that hold its rows. */
export const LOCK_TIMEOUT_MS = 3_000;

/**
 * The hot commit, as one statement and so one round trip. `postgres-commit.ts` packs what it takes.
 *
 * Locks are taken in a fixed order: the room, then its clients by their ids, then players. Everything is looked at before
 * anything is written, so a conflict leaves nothing to undo. `head`: epoch, version, generation, next player, changed at,
 * milliseconds. `scores`: 4 numbers each; `taps`: 8 numbers each, as in `packed-rows.ts`. For each client: its new mark (null
 * where none moves), and the lowest of its mutations that has its verdict in this commit (null where none has).
 *
 * Plans are made once and kept: to make them anew each time, as PostgreSQL does where it knows little of the tables, took half
 * of a commit's time. They are made when tables are small, or not yet counted; so they may only look rows up one by one, by
 * their keys: what is right for ten clients would read all of a room's ten thousand at each tap.
 *
 * A room that somebody else holds is a conflict at once: its commit may share a transaction with others, which must not wait.
 *
 * What it sets holds for its transaction only, so that it is the same behind a pool of connections such as PgBouncer.
 */
export const COMMIT_FUNCTION = `
CREATE FUNCTION scoreroom_commit_1(
  room bigint, expected_epoch bigint, expected_version bigint, head bigint[],
  client_ids text[], marks bigint[], lowest_ids bigint[],
  scores bigint[], taps bigint[], rare jsonb
) RETURNS text LANGUAGE plpgsql
  SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off
  SET enable_material = off SET plan_cache_mode = force_generic_plan
AS $commit$
DECLARE
  clients_of bigint[];
  known integer;
  is_stale boolean;
  written integer;
BEGIN
  PERFORM set_config('lock_timeout', '${LOCK_TIMEOUT_MS}', true);
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;

  PERFORM FROM rooms r
    WHERE r.id = room AND r.epoch = expected_epoch AND r.version = expected_version AND r.erased_at IS NULL
    FOR NO KEY UPDATE SKIP LOCKED;
  IF NOT FOUND THEN RETURN 'conflict'; END IF;

  IF cardinality(client_ids) > 0 THEN
    -- Through another node a client may have had verdicts that leave the version as it is, or that whoever decided this
    -- commit has not heard of.
    SELECT array_agg(k.id ORDER BY n.place), count(k.id),
        coalesce(bool_or(n.lowest_id <= k.last_id OR n.mark < k.last_id), false)
      INTO clients_of, known, is_stale
      FROM (
        SELECT * FROM unnest(client_ids, marks, lowest_ids) WITH ORDINALITY AS u (client_id, mark, lowest_id, place)
        ORDER BY u.client_id COLLATE "C"
      ) AS n
      LEFT JOIN LATERAL (
        SELECT c.id, c.last_id FROM clients c
        WHERE c.room_id = room AND c.client_id = n.client_id
        FOR NO KEY UPDATE
      ) AS k ON true;
    IF is_stale THEN RETURN 'conflict'; END IF;

    IF known > 0 THEN
      UPDATE clients c SET last_id = greatest(c.last_id, n.mark), seen_at = head[6]
        FROM unnest(clients_of, marks) AS n (id, mark)
        WHERE c.id = n.id AND n.mark IS NOT NULL;
    END IF;
    IF known < cardinality(client_ids) THEN
      WITH made AS (
        INSERT INTO clients (room_id, client_id, last_id, seen_at)
          SELECT room, n.client_id, coalesce(n.mark, 0), head[6]
          FROM unnest(client_ids, marks, clients_of) WITH ORDINALITY AS n (client_id, mark, id, place)
          WHERE n.id IS NULL ORDER BY n.place
          RETURNING clients.id, clients.client_id
      )
      SELECT array_agg(coalesce(n.id, made.id) ORDER BY n.place) INTO clients_of
        FROM unnest(client_ids, clients_of) WITH ORDINALITY AS n (client_id, id, place)
        LEFT JOIN made ON made.client_id = n.client_id;
    END IF;
  END IF;

  UPDATE rooms r SET epoch = head[1], version = head[2], generation = head[3], next_player_id = head[4],
      changed_at = head[5], updated_at = head[6]
    WHERE r.id = room;

  IF cardinality(scores) > 0 THEN
    UPDATE players p SET score = scores[i], changed_at = scores[i + 1], scored_at = scores[i + 2], written_at = head[2]
      FROM generate_series(1, cardinality(scores), 4) AS i
      WHERE p.room_id = room AND p.id = scores[i + 3];
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> cardinality(scores) / 4 THEN
      RAISE EXCEPTION 'there is no such player' USING ERRCODE = '${IMPOSSIBLE_STATE}';
    END IF;
  END IF;

  IF cardinality(taps) > 0 THEN
    INSERT INTO score_events (room_id, client, mutation_id, version, generation, kind, player, delta, score, at)
      SELECT room, clients_of[taps[i] + 1], taps[i + 1], taps[i + 2], taps[i + 3], 'tap', taps[i + 4], taps[i + 5],
        taps[i + 6], taps[i + 7]
      FROM generate_series(1, cardinality(taps), 8) AS i;
  END IF;

  IF rare IS NOT NULL THEN
    PERFORM scoreroom_commit_rare_1(room, head, clients_of, rare);
  END IF;
  RETURN 'committed';
END $commit$;

CREATE FUNCTION scoreroom_commit_rare_1(room bigint, head bigint[], clients_of bigint[], rare jsonb)
RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $rare$
DECLARE
  written integer;
BEGIN
  IF rare ? 'profile' THEN
    UPDATE rooms r SET name = f.name, name_key = f.name_key, settings = f.settings, player_count = f.player_count
      FROM jsonb_to_record(rare -> 'profile') AS f (name text, name_key text, settings text, player_count integer)
      WHERE r.id = room;
  END IF;
  IF rare ? 'players' THEN
    PERFORM scoreroom_put_players_1(room, head[2], rare -> 'players');
  END IF;
  IF rare ? 'identities' THEN
    UPDATE clients c SET device = f.device, device_name = f.device_name, role = f.role, label = f.label,
        search_key = f.search_key
      FROM jsonb_to_recordset(rare -> 'identities') AS f (client integer, device text, device_name text, role text,
        label text, search_key text)
      WHERE c.id = clients_of[f.client + 1];
  END IF;
  IF rare ? 'events' THEN
    INSERT INTO score_events (room_id, version, generation, kind, player, delta, score, client, mutation_id, at, about,
        reason, reason_key)
      SELECT room, f.version, f.generation, f.kind, f.player, f.delta, f.score, clients_of[f.client + 1], f.mutation_id,
        f.at, f.about, f.reason, f.reason_key
      FROM jsonb_to_recordset(rare -> 'events') AS f (version bigint, generation bigint, kind text, player bigint,
        delta bigint, score bigint, client integer, mutation_id bigint, at bigint, about bigint, reason text,
        reason_key text);
  END IF;
  IF rare ? 'undone' THEN
    UPDATE score_events e SET undone_by = f.by
      FROM jsonb_to_recordset(rare -> 'undone') AS f (event bigint, by bigint)
      WHERE e.room_id = room AND e.version = f.event;
    GET DIAGNOSTICS written = ROW_COUNT;
    IF written <> jsonb_array_length(rare -> 'undone') THEN
      RAISE EXCEPTION 'there is no such event' USING ERRCODE = '${IMPOSSIBLE_STATE}';
    END IF;
  END IF;
  IF rare ? 'verdicts' THEN
    INSERT INTO verdicts (client, mutation_id, version, refusal)
      SELECT clients_of[f.client + 1], f.mutation_id, f.version, f.refusal
      FROM jsonb_to_recordset(rare -> 'verdicts') AS f (client integer, mutation_id bigint, version bigint, refusal text);
  END IF;
  IF rare ? 'archives' THEN
    INSERT INTO archives (room_id, generation, ended_at, version, players)
      SELECT room, f.generation, f.ended_at, f.version, f.players
      FROM jsonb_to_recordset(rare -> 'archives') AS f (generation bigint, ended_at bigint, version bigint, players text);
  END IF;
END $rare$;

CREATE FUNCTION scoreroom_put_players_1(room bigint, at_version bigint, players jsonb)
RETURNS void LANGUAGE sql AS $players$
  INSERT INTO players (room_id, id, name, score, position, colour, shape, claimed_by, claim_blocked, changed_at,
      scored_at, profiled_at, written_at, removed_at, merged_into, merged_score)
    SELECT room, f.id, f.name, f.score, f.position, f.colour, f.shape, f.claimed_by, f.claim_blocked, f.changed_at,
      f.scored_at, f.profiled_at, at_version, f.removed_at, f.merged_into, f.merged_score
    FROM jsonb_to_recordset(players) AS f (id bigint, name text, score bigint, position bigint, colour integer,
      shape integer, claimed_by text, claim_blocked integer, changed_at bigint, scored_at bigint, profiled_at bigint,
      removed_at bigint, merged_into bigint, merged_score bigint)
    ORDER BY f.id
  ON CONFLICT (room_id, id) DO UPDATE SET name = excluded.name, score = excluded.score,
    position = excluded.position, colour = excluded.colour, shape = excluded.shape,
    claimed_by = excluded.claimed_by, claim_blocked = excluded.claim_blocked, changed_at = excluded.changed_at,
    scored_at = excluded.scored_at, profiled_at = excluded.profiled_at, written_at = excluded.written_at,
    removed_at = excluded.removed_at, merged_into = excluded.merged_into, merged_score = excluded.merged_score;
$players$;

-- A new room with its first link; null where the code is taken. "room": the columns, as JSON.
CREATE FUNCTION scoreroom_create_1(room jsonb, players jsonb, key_hash bytea, label text)
RETURNS bigint LANGUAGE plpgsql AS $create$
DECLARE
  made bigint;
BEGIN
  PERFORM set_config('lock_timeout', '${LOCK_TIMEOUT_MS}', true);
  IF current_setting('synchronous_commit') = 'off' THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  INSERT INTO rooms (code, name, name_key, settings, player_count, epoch, version, generation, next_player_id, changed_at,
      created_at, updated_at)
    SELECT f.code, f.name, f.name_key, f.settings, f.player_count, f.epoch, f.version, f.generation, f.next_player_id,
      f.changed_at, f.created_at, f.created_at
    FROM jsonb_to_record(room) AS f (code text, name text, name_key text, settings text, player_count integer,
      epoch bigint, version bigint, generation bigint, next_player_id bigint, changed_at bigint, created_at bigint)
    ON CONFLICT (code) DO NOTHING RETURNING id INTO made;
  IF made IS NULL THEN RETURN NULL; END IF;
  INSERT INTO links (room_id, role, label, key_hash, created_at)
    VALUES (made, 'host', label, key_hash, (room ->> 'created_at')::bigint);
  PERFORM scoreroom_put_players_1(made, (room ->> 'version')::bigint, players);
  RETURN made;
END $create$;
`;
