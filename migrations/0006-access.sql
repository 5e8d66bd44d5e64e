-- Who may see and do what, held by the database itself: a statement of the application sees and changes only what is
-- theirs for whom it is asked. Each of its transactions begins with `enter`; without it there is nothing to see.
-- docs/decisions/0010-the-database-decides-who-sees.md has the rules in words; src/access has them for pages.

-- Who works with a family or may look into it, and why: worked out from its history, like every read table.
CREATE TABLE family_access (
  authority text NOT NULL,
  family text NOT NULL,
  worker text NOT NULL,
  why text NOT NULL CHECK (why IN ('holds', 'named', 'visits', 'listed', 'urgent')),
  -- `whole`; the `parts` that consent or a disclosure allows; nothing but their `own` records.
  sees text NOT NULL CHECK (sees IN ('whole', 'parts', 'own')),
  until timestamptz,
  PRIMARY KEY (authority, family, worker, why)
);
CREATE INDEX family_access_by_worker ON family_access (authority, worker);

-- How far a role of the council's own staff sees; a role that is not in it sees every family of the authority.
CREATE TABLE role_sight (
  authority text NOT NULL,
  role text NOT NULL,
  sees text NOT NULL CHECK (sees IN ('all', 'team', 'named')),
  PRIMARY KEY (authority, role)
);

ALTER TABLE family ADD COLUMN restricted boolean NOT NULL DEFAULT false;
CREATE INDEX family_restricted ON family (authority) WHERE restricted;
ALTER TABLE event ADD COLUMN by_worker text;
-- Not by reading it as JSON: a body may hold escapes that PostgreSQL's own text cannot.
UPDATE event SET by_worker = substring(body FROM '"by":\{"name":"(?:[^"\\]|\\.)*","roles":\[[^]]*\],"worker":"([^"]*)"');
CREATE INDEX event_by_worker ON event (authority, by_worker);
-- The name of Stile itself is nobody's.
ALTER TABLE worker ADD CONSTRAINT worker_not_stile CHECK (id <> 'stile');

INSERT INTO family_access (authority, family, worker, why, sees)
SELECT authority, family, worker, 'named', 'whole' FROM role_assignment WHERE worker IS NOT NULL
UNION SELECT authority, id, holder_worker, 'holds', 'whole' FROM family WHERE holder_worker IS NOT NULL
ON CONFLICT DO NOTHING;

-- Whose transaction this is. Where nothing was entered all of these are null, and nothing equals null.
CREATE FUNCTION viewer_authority() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('stile.authority', true), '') $$;
CREATE FUNCTION viewer_worker() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('stile.worker', true), '') $$;
CREATE FUNCTION viewer_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('stile.now', true), '')::timestamptz $$;
-- stile: Stile itself; all, team, named: staff of the council; partner; door: nobody has signed in yet; none.
CREATE FUNCTION viewer_sight() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('stile.sight', true), '') $$;
CREATE FUNCTION viewer_roles() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('stile.roles', true), '')::text[] $$;
CREATE FUNCTION viewer_team() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('stile.team', true), '') $$;

-- The roles that somebody holds at a moment.
CREATE FUNCTION roles_of(p_authority text, p_worker text, p_now timestamptz) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT roles FROM worker WHERE authority = p_authority AND id = p_worker AND active $$;

-- Until the transaction ends, everything in it is for this worker of this authority. What they may see is looked up
-- here and nowhere asserted: somebody who has left sees nothing from that moment on.
CREATE FUNCTION enter(p_authority text, p_worker text, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  found record;
  held text[] := '{}';
  sight text;
BEGIN
  IF p_worker = 'stile' THEN
    sight := 'stile';
  ELSIF p_worker = '' THEN
    sight := 'door';
  ELSE
    SELECT w.employer, w.team INTO found FROM worker w WHERE w.authority = p_authority AND w.id = p_worker AND w.active;
    held := coalesce(roles_of(p_authority, p_worker, p_now), '{}');
    sight := CASE
      WHEN found IS NULL THEN 'none'
      WHEN found.employer = 'partner' THEN 'partner'
      WHEN cardinality(held) = 0 THEN 'named'
      ELSE (
        SELECT CASE min(CASE coalesce(s.sees, 'all') WHEN 'all' THEN 1 WHEN 'team' THEN 2 ELSE 3 END)
          WHEN 1 THEN 'all' WHEN 2 THEN 'team' ELSE 'named' END
        FROM unnest(held) AS r (role)
        LEFT JOIN role_sight s ON s.authority = p_authority AND s.role = r.role)
    END;
    PERFORM set_config('stile.team', coalesce(found.team, ''), true);
  END IF;
  PERFORM set_config('stile.authority', p_authority, true), set_config('stile.worker', p_worker, true),
    set_config('stile.now', p_now::text, true), set_config('stile.sight', sight, true),
    set_config('stile.roles', held::text, true);
END
$$;

-- The families that somebody sees because of themselves: they are named in it, it waits for their role with nobody
-- named, or, with the sight of a team, it is their colleagues'.
CREATE FUNCTION families_of_viewer() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT a.family FROM family_access a
  WHERE a.authority = viewer_authority() AND a.worker = viewer_worker() AND a.sees <> 'own'
    AND viewer_sight() IN ('all', 'team', 'named', 'partner') AND (a.until IS NULL OR a.until > viewer_now())
  UNION ALL
  SELECT f.id FROM family f
  WHERE f.authority = viewer_authority() AND viewer_sight() IN ('all', 'team', 'named')
    AND f.holder_name IS NULL AND f.holder_role = ANY(viewer_roles())
    AND (f.holder_team IS NULL OR viewer_team() IS NULL OR f.holder_team = viewer_team())
  UNION ALL
  SELECT w.family FROM work w JOIN family f ON f.authority = w.authority AND f.id = w.family
  WHERE w.authority = viewer_authority() AND viewer_sight() IN ('team', 'named')
    AND w.name IS NULL AND w.role = ANY(viewer_roles()) AND NOT f.restricted
  UNION ALL
  SELECT a.family FROM worker c
    JOIN family_access a ON a.authority = c.authority AND a.worker = c.id
    JOIN family f ON f.authority = a.authority AND f.id = a.family
  WHERE c.authority = viewer_authority() AND viewer_sight() = 'team' AND c.team = viewer_team()
    AND a.why <> 'urgent' AND NOT f.restricted
  UNION ALL
  SELECT f.id FROM family f
  WHERE f.authority = viewer_authority() AND viewer_sight() = 'team' AND f.holder_team = viewer_team() AND NOT f.restricted
$$;

-- The restricted families that are not theirs.
CREATE FUNCTION families_closed_to_viewer() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT f.id FROM family f WHERE f.authority = viewer_authority() AND f.restricted
  EXCEPT SELECT families_of_viewer()
$$;

-- One family, for what is not a list.
CREATE FUNCTION viewer_sees(p_family text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT CASE viewer_sight()
    WHEN 'stile' THEN true
    WHEN 'all' THEN NOT EXISTS (SELECT FROM family f WHERE f.authority = viewer_authority() AND f.id = p_family AND f.restricted)
      OR p_family IN (SELECT families_of_viewer())
    WHEN 'door' THEN false
    WHEN 'none' THEN false
    ELSE p_family IN (SELECT families_of_viewer())
  END
$$;

-- Whether these events may be added by this person: in their own name, to a family they see or a new one.
CREATE FUNCTION may_append(p_authority text, p_family text, p_expected integer, p_doers text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT viewer_authority() = p_authority AND CASE viewer_sight()
    WHEN 'stile' THEN true
    WHEN 'door' THEN false
    WHEN 'none' THEN false
    ELSE (p_expected = 0 OR viewer_sees(p_family))
      AND NOT EXISTS (SELECT FROM unnest(p_doers) AS d (doer) WHERE d.doer IS DISTINCT FROM viewer_worker())
  END
$$;

-- As in 0002, with the rows of family_access.
CREATE OR REPLACE FUNCTION apply_rows(p_authority text, p_family text, p_rows jsonb) RETURNS void
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
    DELETE FROM family_access WHERE authority = p_authority AND family = p_family;
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
  IF gone ? 'family_access' THEN
    DELETE FROM family_access t USING jsonb_to_recordset(gone -> 'family_access') AS r (worker text, why text)
    WHERE t.authority = p_authority AND t.family = p_family AND t.worker = r.worker AND t.why = r.why;
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
  IF put ? 'family_access' THEN
    INSERT INTO family_access (authority, family, worker, why, sees, until)
    SELECT p_authority, p_family, r.worker, r.why, r.sees, r.until
    FROM jsonb_to_recordset(put -> 'family_access') AS r (worker text, why text, sees text, until timestamptz)
    ON CONFLICT (authority, family, worker, why) DO UPDATE SET sees = excluded.sees, until = excluded.until;
  END IF;
END
$$;

-- As in 0002, for whoever may, and in whose name.
DROP FUNCTION append_act(text, text, integer, bytea, text, text[], text[], timestamptz[], timestamptz, bytea[], jsonb, jsonb, jsonb, text, text);
DROP FUNCTION append_meeting(text, text, date, integer, bytea, text, text, timestamptz, timestamptz, bytea, jsonb, timestamptz);
CREATE FUNCTION append_act(
  p_authority text, p_family text, p_expected integer, p_previous bytea, p_projected_before text,
  p_bodies text[], p_doers text[], p_types text[], p_ats timestamptz[], p_recorded timestamptz, p_hashes bytea[],
  p_summary jsonb, p_rows jsonb, p_outbox jsonb, p_worker text, p_request text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  added integer := cardinality(p_bodies);
BEGIN
  IF NOT may_append(p_authority, p_family, p_expected, p_doers) THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
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
      holder_worker, holder_name, holder_team, holder_since, open_transfers, restricted, updated)
    SELECT p_authority, p_family, added, p_hashes[added], r.projected_with, r.reference, r.name, r.locality, r.holder_role,
      r.holder_stands_in_for, r.holder_worker, r.holder_name, r.holder_team, r.holder_since, r.open_transfers, coalesce(r.restricted, false), p_recorded
    FROM jsonb_to_record(p_summary) AS r (projected_with text, reference text, name text, locality text, holder_role text,
      holder_stands_in_for text, holder_worker text, holder_name text, holder_team text, holder_since timestamptz, open_transfers integer, restricted boolean)
    ON CONFLICT (authority, id) DO NOTHING;
  ELSE
    UPDATE family f
    SET version = p_expected + added, hash = p_hashes[added], projected_with = r.projected_with, reference = r.reference,
      name = r.name, locality = r.locality, holder_role = r.holder_role, holder_stands_in_for = r.holder_stands_in_for,
      holder_worker = r.holder_worker, holder_name = r.holder_name, holder_team = r.holder_team, holder_since = r.holder_since,
      open_transfers = r.open_transfers, restricted = coalesce(r.restricted, false), updated = p_recorded
    FROM jsonb_to_record(p_summary) AS r (projected_with text, reference text, name text, locality text, holder_role text,
      holder_stands_in_for text, holder_worker text, holder_name text, holder_team text, holder_since timestamptz, open_transfers integer, restricted boolean)
    WHERE f.authority = p_authority AND f.id = p_family AND f.version = p_expected AND f.hash = p_previous
      AND (p_projected_before IS NULL OR f.projected_with = p_projected_before);
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the family has changed' USING ERRCODE = 'ST001';
  END IF;
  INSERT INTO event (authority, family, version, type, at, recorded, body, hash, by_worker)
  SELECT p_authority, p_family, p_expected + n, p_types[n], p_ats[n], p_recorded, p_bodies[n], p_hashes[n],
    p_doers[n]
  FROM generate_series(1, added) AS n;
  PERFORM apply_rows(p_authority, p_family, p_rows);
  IF p_outbox IS NOT NULL THEN
    INSERT INTO outbox (authority, id, kind, family, payload, created, next_try)
    SELECT p_authority, r.id, r.kind, p_family, r.payload, p_recorded, p_recorded
    FROM jsonb_to_recordset(p_outbox) AS r (id text, kind text, payload jsonb);
  END IF;
END
$$;

CREATE FUNCTION append_meeting(
  p_authority text, p_forum text, p_sitting date, p_expected integer, p_previous bytea,
  p_body text, p_doer text, p_type text, p_at timestamptz, p_recorded timestamptz, p_hash bytea,
  p_attendance jsonb, p_minutes_sent timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  IF NOT (viewer_authority() = p_authority AND viewer_sight() IN ('stile', 'all', 'team', 'named')) THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
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
  INSERT INTO event (authority, family, version, type, at, recorded, body, hash, by_worker)
  VALUES (p_authority, 'meeting:' || p_forum || ':' || p_sitting, p_expected + 1, p_type, p_at, p_recorded, p_body, p_hash,
    p_doer);
END
$$;

ALTER TABLE family ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON family FOR SELECT USING (authority = (SELECT viewer_authority()) AND CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN NOT restricted OR id IN (SELECT families_of_viewer())
    ELSE id IN (SELECT families_of_viewer()) END);
-- Changed through append_act; directly by Stile itself alone.
CREATE POLICY work_out ON family USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
ALTER TABLE family_person ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON family_person FOR SELECT USING (authority = (SELECT viewer_authority()) AND CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END);
CREATE POLICY work_out ON family_person USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
ALTER TABLE transfer ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON transfer FOR SELECT USING (authority = (SELECT viewer_authority()) AND CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END);
CREATE POLICY work_out ON transfer USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
ALTER TABLE work ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON work FOR SELECT USING (authority = (SELECT viewer_authority()) AND CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END);
CREATE POLICY work_out ON work USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
ALTER TABLE agenda ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON agenda FOR SELECT USING (authority = (SELECT viewer_authority()) AND CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END);
CREATE POLICY work_out ON agenda USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
ALTER TABLE role_assignment ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON role_assignment FOR SELECT USING (authority = (SELECT viewer_authority()) AND CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END);
CREATE POLICY work_out ON role_assignment USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
ALTER TABLE family_access ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON family_access FOR SELECT USING (authority = (SELECT viewer_authority()) AND CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END);
CREATE POLICY work_out ON family_access USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');

-- What somebody recorded themselves stays theirs to see. Sittings of meetings have histories of their own.
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON event FOR SELECT USING (authority = (SELECT viewer_authority()) AND (
  by_worker = (SELECT viewer_worker())
  OR CASE WHEN starts_with(family, 'meeting:') THEN (SELECT viewer_sight()) IN ('stile', 'all', 'team', 'named')
    ELSE CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END END));

ALTER TABLE meeting ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON meeting FOR SELECT USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) IN ('stile', 'all', 'team', 'named'));
CREATE POLICY work_out ON meeting USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');

-- Looking is recorded in one's own name, by anybody who has an account.
ALTER TABLE view_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON view_log FOR SELECT USING (authority = (SELECT viewer_authority()) AND CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END);
CREATE POLICY look ON view_log FOR INSERT WITH CHECK (authority = (SELECT viewer_authority()) AND worker = (SELECT viewer_worker())
  AND (SELECT viewer_sight()) IN ('stile', 'all', 'team', 'named', 'partner'));

-- Messages on their way are Stile's; those of the council's staff who see the family can have one tried again.
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY deliver ON outbox USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
CREATE POLICY see ON outbox FOR SELECT USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) IN ('all', 'team', 'named')
  AND (family IS NULL OR CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END));
CREATE POLICY try_again ON outbox FOR UPDATE USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) IN ('all', 'team', 'named')
  AND (family IS NULL OR CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END));

-- What somebody was told stays theirs; what a role was told is for those in it who see the family.
ALTER TABLE notice ENABLE ROW LEVEL SECURITY;
CREATE POLICY deliver ON notice USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
CREATE POLICY read ON notice FOR SELECT USING (authority = (SELECT viewer_authority()) AND (to_worker = (SELECT viewer_worker())
  OR (to_role = ANY((SELECT viewer_roles())::text[]) AND (family IS NULL OR CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END))));
CREATE POLICY mark_read ON notice FOR UPDATE USING (authority = (SELECT viewer_authority()) AND (to_worker = (SELECT viewer_worker())
  OR (to_role = ANY((SELECT viewer_roles())::text[]) AND (family IS NULL OR CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END))));

ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON draft USING (authority = (SELECT viewer_authority()) AND worker = (SELECT viewer_worker()));
ALTER TABLE request ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON request FOR SELECT USING (authority = (SELECT viewer_authority()) AND (worker = (SELECT viewer_worker()) OR (SELECT viewer_sight()) = 'stile'));

-- Who works here, who is signed in, and the settings of access, are the authority's own.
ALTER TABLE worker ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON worker USING (authority = (SELECT viewer_authority()));
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON session USING (authority = (SELECT viewer_authority()));
ALTER TABLE role_sight ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON role_sight USING (authority = (SELECT viewer_authority()));
ALTER TABLE checkpoint ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON checkpoint USING (authority = (SELECT viewer_authority()));

-- Indexes by sound, by letters and by reference cannot be used below row-level security, because their operators are
-- not leakproof. These use them, and answer only with people of families that the viewer sees.
CREATE FUNCTION people_by_sound(p_name text, p_born date, p_one text[], p_other text[])
RETURNS TABLE (family text, person text, alike float8)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT p.family, p.person, similarity(p.full_name, fold_name(p_name))::float8 AS alike FROM family_person p
  WHERE p.authority = viewer_authority()
    AND (p.given_sounds && p_one AND p.family_sounds && p_other OR p.given_sounds && p_other AND p.family_sounds && p_one
      OR p_other IS NULL AND (p.given_sounds && p_one OR p.family_sounds && p_one))
    AND (p_born IS NULL OR p.born BETWEEN p_born - 366 AND p_born + 366)
    AND CASE (SELECT viewer_sight())
      WHEN 'stile' THEN true
      WHEN 'all' THEN p.family NOT IN (SELECT families_closed_to_viewer())
      ELSE p.family IN (SELECT families_of_viewer()) END
  ORDER BY (p.born = p_born) DESC NULLS LAST, alike DESC LIMIT 500
$$;
CREATE FUNCTION people_by_letters(p_name text, p_born date) RETURNS TABLE (family text, person text, alike float8)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT p.family, p.person, similarity(p.full_name, fold_name(p_name))::float8 AS alike FROM family_person p
  WHERE p.authority = viewer_authority() AND p.full_name % fold_name(p_name)
    AND (p_born IS NULL OR p.born BETWEEN p_born - 366 AND p_born + 366)
    AND CASE (SELECT viewer_sight())
      WHEN 'stile' THEN true
      WHEN 'all' THEN p.family NOT IN (SELECT families_closed_to_viewer())
      ELSE p.family IN (SELECT families_of_viewer()) END
  ORDER BY alike DESC LIMIT 500
$$;
CREATE FUNCTION families_by_reference(p_reference text) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT p.id FROM (SELECT f.id, f.id AS family FROM family f
    WHERE f.authority = viewer_authority() AND lower(f.reference) = lower(btrim(p_reference))) p
  WHERE CASE (SELECT viewer_sight())
      WHEN 'stile' THEN true
      WHEN 'all' THEN p.family NOT IN (SELECT families_closed_to_viewer())
      ELSE p.family IN (SELECT families_of_viewer()) END
$$;
REVOKE EXECUTE ON FUNCTION people_by_sound(text, date, text[], text[]), people_by_letters(text, date),
  families_by_reference(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION people_by_sound(text, date, text[], text[]), people_by_letters(text, date),
  families_by_reference(text) TO stile_app;

-- The application adds to the history through append_act and append_meeting, and in no other way.
REVOKE INSERT ON event, request FROM stile_app;
REVOKE EXECUTE ON FUNCTION append_act(text, text, integer, bytea, text, text[], text[], text[], timestamptz[], timestamptz, bytea[], jsonb, jsonb, jsonb, text, text),
  append_meeting(text, text, date, integer, bytea, text, text, text, timestamptz, timestamptz, bytea, jsonb, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_act(text, text, integer, bytea, text, text[], text[], text[], timestamptz[], timestamptz, bytea[], jsonb, jsonb, jsonb, text, text),
  append_meeting(text, text, date, integer, bytea, text, text, text, timestamptz, timestamptz, bytea, jsonb, timestamptz) TO stile_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON family_access, role_sight TO stile_app;
REVOKE EXECUTE ON FUNCTION enter(text, text, timestamptz), roles_of(text, text, timestamptz), families_of_viewer(),
  families_closed_to_viewer(), viewer_sees(text), may_append(text, text, integer, text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enter(text, text, timestamptz), families_of_viewer(), families_closed_to_viewer(),
  viewer_sees(text) TO stile_app;

-- Names of the authorities that the history knows: no personal data, and the way into each of them.
CREATE FUNCTION list_authorities() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT authority FROM event GROUP BY authority UNION SELECT authority FROM family GROUP BY authority
  UNION SELECT authority FROM checkpoint GROUP BY authority ORDER BY 1 $$;
-- Whether anything here is, or is not, of a demonstration, whose ids begin with the mark.
CREATE FUNCTION find_holdings(mark text, OUT demonstration boolean, OUT others boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM family WHERE starts_with(id, mark)) OR EXISTS (SELECT FROM worker WHERE starts_with(id, mark)),
    EXISTS (SELECT FROM event WHERE NOT starts_with(family, mark) AND NOT starts_with(family, 'meeting:'))
      OR EXISTS (SELECT FROM worker WHERE NOT starts_with(id, mark))
$$;
REVOKE EXECUTE ON FUNCTION list_authorities(), find_holdings(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION list_authorities(), find_holdings(text) TO stile_app;
