-- One act, one statement, one transaction. Round trips decide how fast an act is, so everything
-- that it writes goes through one call.

-- Read-table rows of one family: {"replace": true|false, "put": {table: [row]}, "drop": {table: [key]}}.
CREATE FUNCTION apply_rows(p_authority text, p_family text, p_rows jsonb) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER
AS $$
DECLARE
  put jsonb := coalesce(p_rows -> 'put', '{}');
  gone jsonb := coalesce(p_rows -> 'drop', '{}');
BEGIN
  IF (p_rows ->> 'replace')::boolean THEN
    DELETE FROM family_person WHERE authority = p_authority AND family = p_family;
    DELETE FROM transfer WHERE authority = p_authority AND family = p_family;
    DELETE FROM work WHERE authority = p_authority AND family = p_family;
    DELETE FROM agenda WHERE authority = p_authority AND family = p_family;
    DELETE FROM role_assignment WHERE authority = p_authority AND family = p_family;
  END IF;
  IF gone ? 'transfer' THEN
    DELETE FROM transfer t USING jsonb_to_recordset(gone -> 'transfer') AS r (id text)
    WHERE t.authority = p_authority AND t.family = p_family AND t.id = r.id;
  END IF;
  IF gone ? 'family_person' THEN
    DELETE FROM family_person t USING jsonb_to_recordset(gone -> 'family_person') AS r (person text)
    WHERE t.authority = p_authority AND t.family = p_family AND t.person = r.person;
  END IF;
  IF gone ? 'work' THEN
    DELETE FROM work t USING jsonb_to_recordset(gone -> 'work') AS r (key text, role text)
    WHERE t.authority = p_authority AND t.family = p_family AND t.key = r.key AND t.role = r.role;
  END IF;
  IF gone ? 'agenda' THEN
    DELETE FROM agenda t USING jsonb_to_recordset(gone -> 'agenda') AS r (forum text, sitting date, transfer text, part text)
    WHERE t.authority = p_authority AND t.family = p_family
      AND t.forum = r.forum AND t.sitting = r.sitting AND t.transfer = r.transfer AND t.part = r.part;
  END IF;
  IF gone ? 'role_assignment' THEN
    DELETE FROM role_assignment t USING jsonb_to_recordset(gone -> 'role_assignment') AS r (role text)
    WHERE t.authority = p_authority AND t.family = p_family AND t.role = r.role;
  END IF;
  IF put ? 'family_person' THEN
    INSERT INTO family_person (authority, family, person, kind, given, family_name, born, relation)
    SELECT p_authority, p_family, r.person, r.kind, r.given, r.family_name, r.born, r.relation
    FROM jsonb_to_recordset(put -> 'family_person') AS r (person text, kind text, given text, family_name text, born date, relation text)
    ON CONFLICT (authority, family, person) DO UPDATE
    SET kind = excluded.kind, given = excluded.given, family_name = excluded.family_name, born = excluded.born, relation = excluded.relation;
  END IF;
  IF put ? 'transfer' THEN
    INSERT INTO transfer (authority, family, id, pathway, title, protocol, state, direction, stages, summary, children, started, ended)
    SELECT p_authority, p_family, r.id, r.pathway, r.title, r.protocol, r.state, r.direction, r.stages, r.summary, r.children, r.started, r.ended
    FROM jsonb_to_recordset(put -> 'transfer') AS r (id text, pathway text, title text, protocol text, state text, direction text,
      stages text[], summary text, children text[], started timestamptz, ended timestamptz)
    ON CONFLICT (authority, family, id) DO UPDATE
    SET pathway = excluded.pathway, title = excluded.title, protocol = excluded.protocol, state = excluded.state, direction = excluded.direction,
      stages = excluded.stages, summary = excluded.summary, children = excluded.children, started = excluded.started, ended = excluded.ended;
  END IF;
  IF put ? 'work' THEN
    INSERT INTO work (authority, family, key, role, kind, title, worker, name, transfer, stage, strength, since, due, overdue, next_look)
    SELECT p_authority, p_family, r.key, r.role, r.kind, r.title, r.worker, r.name, r.transfer, r.stage, r.strength, r.since, r.due, r.overdue, r.next_look
    FROM jsonb_to_recordset(put -> 'work') AS r (key text, role text, kind text, title text, worker text, name text, transfer text, stage text, strength text,
      since timestamptz, due timestamptz, overdue boolean, next_look timestamptz)
    ON CONFLICT (authority, family, key, role) DO UPDATE
    SET kind = excluded.kind, title = excluded.title, worker = excluded.worker, name = excluded.name, transfer = excluded.transfer, stage = excluded.stage,
      strength = excluded.strength, since = excluded.since, due = excluded.due, overdue = excluded.overdue, next_look = excluded.next_look,
      held_until = NULL;
  END IF;
  IF put ? 'agenda' THEN
    INSERT INTO agenda (authority, family, forum, sitting, transfer, part, children, listed, outcome, decided, rolled_over)
    SELECT p_authority, p_family, r.forum, r.sitting, r.transfer, r.part, r.children, r.listed, r.outcome, r.decided, r.rolled_over
    FROM jsonb_to_recordset(put -> 'agenda') AS r (forum text, sitting date, transfer text, part text, children text[], listed timestamptz,
      outcome text, decided timestamptz, rolled_over integer)
    ON CONFLICT (authority, forum, sitting, family, transfer, part) DO UPDATE
    SET children = excluded.children, listed = excluded.listed, outcome = excluded.outcome, decided = excluded.decided, rolled_over = excluded.rolled_over;
  END IF;
  IF put ? 'role_assignment' THEN
    INSERT INTO role_assignment (authority, family, role, worker, name, agency, since)
    SELECT p_authority, p_family, r.role, r.worker, r.name, r.agency, r.since
    FROM jsonb_to_recordset(put -> 'role_assignment') AS r (role text, worker text, name text, agency text, since timestamptz)
    ON CONFLICT (authority, family, role) DO UPDATE
    SET worker = excluded.worker, name = excluded.name, agency = excluded.agency, since = excluded.since;
  END IF;
END
$$;

-- Adds events to a family and everything that follows from them, or nothing at all.
-- ST001: the family is not at the version the act was decided on. ST002: this request was carried out before.
-- `p_projected_before` is null where every row of the family is replaced.
CREATE FUNCTION append_act(
  p_authority text, p_family text, p_expected integer, p_previous bytea, p_projected_before text,
  p_bodies text[], p_types text[], p_ats timestamptz[], p_recorded timestamptz, p_hashes bytea[],
  p_summary jsonb, p_rows jsonb, p_outbox jsonb, p_worker text, p_request text
) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER
AS $$
DECLARE
  added integer := cardinality(p_bodies);
BEGIN
  IF p_request IS NOT NULL THEN
    INSERT INTO request (authority, worker, key, family, from_version, version, recorded)
    VALUES (p_authority, p_worker, p_request, p_family, p_expected, p_expected + added, p_recorded)
    ON CONFLICT (authority, worker, key) DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'this request was carried out before' USING ERRCODE = 'ST002';
    END IF;
  END IF;
  IF p_expected = 0 THEN
    INSERT INTO family (authority, id, version, hash, projected_with, reference, name, locality, holder_role, holder_stands_in_for,
      holder_worker, holder_name, holder_team, holder_since, open_transfers, updated)
    SELECT p_authority, p_family, added, p_hashes[added], r.projected_with, r.reference, r.name, r.locality, r.holder_role,
      r.holder_stands_in_for, r.holder_worker, r.holder_name, r.holder_team, r.holder_since, r.open_transfers, p_recorded
    FROM jsonb_to_record(p_summary) AS r (projected_with text, reference text, name text, locality text, holder_role text,
      holder_stands_in_for text, holder_worker text, holder_name text, holder_team text, holder_since timestamptz, open_transfers integer)
    ON CONFLICT (authority, id) DO NOTHING;
  ELSE
    UPDATE family f
    SET version = p_expected + added, hash = p_hashes[added], projected_with = r.projected_with, reference = r.reference,
      name = r.name, locality = r.locality, holder_role = r.holder_role, holder_stands_in_for = r.holder_stands_in_for,
      holder_worker = r.holder_worker, holder_name = r.holder_name, holder_team = r.holder_team, holder_since = r.holder_since,
      open_transfers = r.open_transfers, updated = p_recorded
    FROM jsonb_to_record(p_summary) AS r (projected_with text, reference text, name text, locality text, holder_role text,
      holder_stands_in_for text, holder_worker text, holder_name text, holder_team text, holder_since timestamptz, open_transfers integer)
    WHERE f.authority = p_authority AND f.id = p_family AND f.version = p_expected AND f.hash = p_previous
      AND (p_projected_before IS NULL OR f.projected_with = p_projected_before);
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the family has changed' USING ERRCODE = 'ST001';
  END IF;
  INSERT INTO event (authority, family, version, type, at, recorded, body, hash)
  SELECT p_authority, p_family, p_expected + n, p_types[n], p_ats[n], p_recorded, p_bodies[n], p_hashes[n]
  FROM generate_series(1, added) AS n;
  PERFORM apply_rows(p_authority, p_family, p_rows);
  IF p_outbox IS NOT NULL THEN
    INSERT INTO outbox (authority, id, kind, family, payload, created, next_try)
    SELECT p_authority, r.id, r.kind, p_family, r.payload, p_recorded, p_recorded
    FROM jsonb_to_recordset(p_outbox) AS r (id text, kind text, payload jsonb);
  END IF;
END
$$;

-- The same for a sitting of a forum, whose row is small.
CREATE FUNCTION append_meeting(
  p_authority text, p_forum text, p_sitting date, p_expected integer, p_previous bytea,
  p_body text, p_type text, p_at timestamptz, p_recorded timestamptz, p_hash bytea,
  p_attendance jsonb, p_minutes_sent timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY INVOKER
AS $$
BEGIN
  IF p_expected = 0 THEN
    INSERT INTO meeting (authority, forum, sitting, version, hash, attendance, minutes_sent, updated)
    VALUES (p_authority, p_forum, p_sitting, 1, p_hash, p_attendance, p_minutes_sent, p_recorded)
    ON CONFLICT (authority, forum, sitting) DO NOTHING;
  ELSE
    UPDATE meeting SET version = p_expected + 1, hash = p_hash, attendance = p_attendance, minutes_sent = p_minutes_sent, updated = p_recorded
    WHERE authority = p_authority AND forum = p_forum AND sitting = p_sitting AND version = p_expected AND hash = p_previous;
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the sitting has changed' USING ERRCODE = 'ST001';
  END IF;
  INSERT INTO event (authority, family, version, type, at, recorded, body, hash)
  VALUES (p_authority, 'meeting:' || p_forum || ':' || p_sitting, p_expected + 1, p_type, p_at, p_recorded, p_body, p_hash);
END
$$;
