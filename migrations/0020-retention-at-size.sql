-- What the rules of retention look at of each family, worked out with each act: from it the preview is one statement. Which
-- rules there are and which day it is are asked with it, so that neither a new policy nor a passing day changes a row.
-- And restricted families are not named to those who look after the records and do not see them (docs/decisions/0014).

CREATE TABLE keeping (
  authority text NOT NULL,
  family text NOT NULL,
  -- Everything that it ever reached.
  levels text[] NOT NULL,
  pathways text[] NOT NULL,
  holders text[] NOT NULL,
  -- Of the children; without them where there is none, or one whose date of birth is not known.
  youngest date,
  oldest date,
  -- When the last of the children died, where all have.
  died date,
  -- When the last transfer ended.
  closed date,
  last_action date NOT NULL,
  -- The last day for which somebody has planned to see the family.
  visit date,
  PRIMARY KEY (authority, family)
);

ALTER TABLE keeping ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON keeping FOR SELECT USING (authority = (SELECT viewer_authority()) AND CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer())
    ELSE family IN (SELECT families_of_viewer()) END);
CREATE POLICY work_out ON keeping USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
GRANT SELECT, INSERT, UPDATE, DELETE ON keeping TO stile_app;

-- As in 0006, with the row of keeping.
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
    DELETE FROM keeping WHERE authority = p_authority AND family = p_family;
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
  IF put ? 'keeping' THEN
    INSERT INTO keeping (authority, family, levels, pathways, holders, youngest, oldest, died, closed, last_action, visit)
    SELECT p_authority, p_family, r.levels, r.pathways, r.holders, r.youngest, r.oldest, r.died, r.closed, r.last_action, r.visit
    FROM jsonb_to_recordset(put -> 'keeping') AS r (levels text[], pathways text[], holders text[], youngest date, oldest date, died date,
      closed date, last_action date, visit date)
    ON CONFLICT (authority, family) DO UPDATE SET levels = excluded.levels, pathways = excluded.pathways, holders = excluded.holders,
      youngest = excluded.youngest, oldest = excluded.oldest, died = excluded.died, closed = excluded.closed,
      last_action = excluded.last_action, visit = excluded.visit;
  END IF;
END
$$;

-- Which roles restrict families, as the policy in force says.
ALTER TABLE records_role DROP CONSTRAINT records_role_may_check;
ALTER TABLE records_role ADD CONSTRAINT records_role_may_check CHECK (may IN ('keep', 'confirm', 'set-sight', 'guard'));

-- The holds that have not ended: on everything, on a family, or on whatever has a reference, which nobody could look at.
CREATE FUNCTION open_holds(p_authority text) RETURNS TABLE (family text, reference text, everything boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT said ->> 'family', CASE WHEN said ->> 'family' IS NULL THEN lower(btrim(said ->> 'reference')) END,
    said ->> 'family' IS NULL AND said ->> 'reference' IS NULL
  FROM (SELECT h.body::jsonb -> 'event' AS said FROM event h
    WHERE h.authority = p_authority AND h.family = 'records:retention' AND h.type = 'HoldPlaced') AS placed
  WHERE NOT EXISTS (SELECT FROM event e WHERE e.authority = p_authority AND e.family = 'records:retention' AND e.type = 'HoldEnded'
    AND e.body::jsonb #>> '{event,hold}' = placed.said ->> 'hold')
$$;

-- As in 0014, also for holds on a reference.
CREATE OR REPLACE FUNCTION stops_disposal(p_authority text, p_family text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT CASE
    WHEN EXISTS (SELECT FROM open_holds(p_authority) h LEFT JOIN family f ON f.authority = p_authority AND f.id = p_family
      WHERE h.everything OR h.family = p_family OR h.reference = lower(f.reference)) THEN 'a hold'
    WHEN EXISTS (SELECT FROM transfer t WHERE t.authority = p_authority AND t.family = p_family AND t.state <> 'ended')
      OR EXISTS (SELECT FROM work w WHERE w.authority = p_authority AND w.family = p_family)
      OR EXISTS (SELECT FROM family f WHERE f.authority = p_authority AND f.id = p_family AND f.open_transfers > 0) THEN 'something open'
    WHEN EXISTS (SELECT FROM outbox o WHERE o.authority = p_authority AND o.family = p_family AND o.done_at IS NULL) THEN 'a message on its way'
    WHEN EXISTS (SELECT FROM export x WHERE x.authority = p_authority AND x.family = p_family AND x.released IS NULL) THEN 'a request that is not answered'
  END
$$;

-- Restricted families of which fewer than two of the people see anything who could decide that they go: none of them would
-- ever go. Urgent access does not count, since it ends tomorrow.
CREATE FUNCTION families_without_deciders() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  WITH deciding AS MATERIALIZED (
    SELECT w.id AS worker, w.team, own_roles_of(w.authority, w.id, coalesce(viewer_now(), now())) AS roles FROM worker w
    WHERE w.authority = viewer_authority() AND w.active AND w.employer = 'authority'
      AND EXISTS (SELECT FROM role_holding h JOIN records_role m ON m.authority = h.authority AND m.role = h.role AND m.may IN ('keep', 'confirm', 'guard')
        WHERE h.authority = w.authority AND h.worker = w.id
          AND (coalesce(viewer_now(), now()) AT TIME ZONE 'Europe/London')::date BETWEEN coalesce(h.from_day, '-infinity') AND coalesce(h.until_day, 'infinity')))
  SELECT f.id FROM family f
  WHERE f.authority = viewer_authority() AND f.restricted AND f.open_transfers = 0 AND (
    SELECT count(*) FROM deciding d
    WHERE NOT EXISTS (SELECT FROM family_access n WHERE n.authority = f.authority AND n.family = f.id AND n.worker = d.worker AND n.why = 'never')
      AND (EXISTS (SELECT FROM family_access a WHERE a.authority = f.authority AND a.family = f.id AND a.worker = d.worker
          AND a.sees IN ('whole', 'parts') AND a.why <> 'urgent' AND (a.until IS NULL OR a.until > coalesce(viewer_now(), now())))
        OR (f.holder_name IS NULL AND f.holder_role = ANY(d.roles)
          AND (f.holder_team IS NULL OR d.team IS NULL OR f.holder_team = d.team)))) < 2
$$;

-- Whether whoever asks may know, from what is kept and what goes, that there is this family: those who look after the
-- records know of every one that is not restricted; of a restricted one who sees it, or, once its time has run out and where
-- too few of those see it who could decide, who restricts families.
CREATE FUNCTION viewer_may_name(p_family text, p_run_out boolean) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT viewer_sight() IN ('all', 'team', 'named') AND coalesce((
    SELECT CASE WHEN NOT f.restricted THEN viewer_may('keep') OR viewer_may('confirm')
      ELSE f.id NOT IN (SELECT families_never_of_viewer()) AND (viewer_may('keep') OR viewer_may('confirm') OR viewer_may('guard'))
        AND (f.id IN (SELECT families_of_viewer()) OR (p_run_out AND viewer_may('guard') AND f.id IN (SELECT families_without_deciders()))) END
    FROM family f WHERE f.authority = viewer_authority() AND f.id = p_family), false)
$$;

-- Whether this list is theirs to propose, or to confirm: all of it may be named to them, and who does not look after the
-- records deals with restricted families only. What has gone meanwhile stops nobody.
CREATE FUNCTION viewer_may_list(p_proposed jsonb, p_may text DEFAULT 'keep') RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT (viewer_may('keep') OR viewer_may(p_may) OR viewer_may('guard')) AND NOT EXISTS (
    SELECT FROM jsonb_array_elements(p_proposed -> 'families') AS item
    JOIN family f ON f.authority = viewer_authority() AND f.id = item ->> 'family'
    WHERE NOT (viewer_may_name(f.id, true) AND (f.restricted OR viewer_may('keep') OR viewer_may(p_may))))
$$;

-- Which of these families may be named to whoever asks, and those of a reference that may.
CREATE FUNCTION families_that_may_be_named(p_families text[], p_run_out boolean) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT each FROM unnest(p_families) AS each WHERE viewer_may_name(each, p_run_out) $$;

CREATE FUNCTION family_that_may_be_named(p_reference text) RETURNS TABLE (id text, reference text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT f.id, f.reference FROM family f
  WHERE f.authority = viewer_authority() AND lower(f.reference) = lower(btrim(p_reference)) AND viewer_may_name(f.id, false) $$;

-- Every family that may be named, with what the rules say of it on a day, and until when it is kept. The rules are those of
-- the policy in force, each with its id, years, what it counts from, what must have been reached, and what it stands in
-- place of. Restricted families are told apart; those that have run out and may not be named have kind `unseen` and no
-- name, and neither a hold nor anything else changes their number, so that nobody learns by trying. Stile itself is told
-- of restricted ones as of those that may not be named.
CREATE FUNCTION what_is_kept(p_rules jsonb, p_today date) RETURNS TABLE (kind text, family text, reference text, until date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  WITH rule AS MATERIALIZED (
    SELECT r.* FROM jsonb_to_recordset(p_rules) AS r (id text, years integer, after text, everywhere boolean,
      levels text[], pathways text[], holders text[], in_place_of text[])),
  hold AS MATERIALIZED (SELECT h.* FROM open_holds(viewer_authority()) h),
  viewer AS MATERIALIZED (
    SELECT viewer_sight() = 'stile' OR viewer_may('keep') OR viewer_may('confirm') AS looks_after,
      viewer_sight() <> 'stile' AND (viewer_may('keep') OR viewer_may('confirm') OR viewer_may('guard')) AS decides),
  named AS MATERIALIZED (
    SELECT f.id, f.reference, f.restricted, f.open_transfers > 0 AS open,
      CASE WHEN f.restricted THEN v.decides AND f.id IN (SELECT families_of_viewer()) ELSE v.looks_after END AS may_be,
      f.restricted AND f.id IN (SELECT families_without_deciders() WHERE viewer_may('guard') EXCEPT SELECT families_never_of_viewer()) AS left_over
    FROM family f, viewer v WHERE f.authority = viewer_authority() AND (v.looks_after OR v.decides)),
  counted AS (
    SELECT n.id, n.reference, n.restricted, k.family IS NULL AS later, k.visit, kept.until, kept.rules = 0 OR kept.unknown AS unknown,
      n.may_be OR (n.left_over AND kept.rules > 0 AND NOT kept.unknown AND kept.until < p_today) AS may_be
    FROM named n
    LEFT JOIN keeping k ON k.authority = viewer_authority() AND k.family = n.id
    CROSS JOIN LATERAL (
      SELECT max(each.until + (extract(day FROM each.until) <> extract(day FROM each.since))::integer) AS until,
        coalesce(bool_or(each.until IS NULL), false) AS unknown, count(*) AS rules FROM (
        -- Of 29 February, where that year has none, 1 March: one day is added above.
        SELECT from_day.since, (from_day.since + r.years * interval '1 year')::date AS until
        FROM rule r CROSS JOIN LATERAL (SELECT CASE r.after
            WHEN 'youngest-child-born' THEN k.youngest
            WHEN 'oldest-child-born' THEN k.oldest
            WHEN 'case-closed' THEN coalesce(k.closed, k.last_action)
            WHEN 'last-action' THEN k.last_action
            WHEN 'financial-year-ended' THEN make_date(extract(year FROM k.last_action - interval '3 months')::integer + 1, 3, 31)
            WHEN 'death' THEN k.died END AS since) AS from_day
        WHERE (r.everywhere OR k.levels && r.levels OR k.pathways && r.pathways OR k.holders && r.holders)
          AND (r.after <> 'death' OR k.died IS NOT NULL)
          AND NOT (k.died IS NOT NULL AND EXISTS (SELECT FROM rule d WHERE d.after = 'death' AND r.id = ANY(d.in_place_of)
            AND (d.everywhere OR k.levels && d.levels OR k.pathways && d.pathways OR k.holders && d.holders)))) AS each) AS kept
    WHERE NOT n.open)
  SELECT CASE WHEN c.restricted THEN 'restricted-' ELSE '' END || CASE
      WHEN c.later THEN 'later'
      WHEN c.unknown THEN 'unknown'
      WHEN c.until >= p_today THEN 'kept'
      WHEN c.visit >= p_today
        OR EXISTS (SELECT FROM hold h WHERE h.everything OR h.family = c.id OR h.reference = lower(c.reference))
        OR EXISTS (SELECT FROM work w WHERE w.authority = viewer_authority() AND w.family = c.id)
        OR EXISTS (SELECT FROM outbox o WHERE o.authority = viewer_authority() AND o.family = c.id AND o.done_at IS NULL)
        OR EXISTS (SELECT FROM export x WHERE x.authority = viewer_authority() AND x.family = c.id AND x.released IS NULL) THEN 'held'
      ELSE 'due' END, c.id, c.reference, c.until
  FROM counted c WHERE c.may_be
  UNION ALL
  SELECT 'unseen', NULL, NULL, NULL FROM counted c, viewer v
  WHERE NOT c.may_be AND v.looks_after AND NOT c.later AND NOT c.unknown AND c.until < p_today
  UNION ALL
  SELECT 'open', NULL, NULL, NULL FROM named n, viewer v WHERE n.open AND NOT n.restricted AND v.looks_after
$$;

-- As in 0014, by whoever may know of every family that it is about.
CREATE OR REPLACE FUNCTION append_record(p_authority text, p_expected integer, p_previous bytea, p_body text, p_recorded timestamptz, p_hash bytea)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  said jsonb := p_body::jsonb -> 'event';
  proposed jsonb;
BEGIN
  IF NOT coalesce(viewer_authority() = p_authority AND said #>> '{by,worker}' = viewer_worker()
    AND CASE said ->> 'type'
      WHEN 'DisposalProposed' THEN viewer_may_list(said)
      WHEN 'DisposalConfirmed' THEN viewer_may_list(record_at(p_authority, (said ->> 'proposal')::integer, 'DisposalProposed'), 'confirm')
      -- Also by those to whom some of it was closed since: nothing goes by it.
      WHEN 'DisposalRefused' THEN viewer_may('keep') OR viewer_may('confirm') OR viewer_may('guard')
      WHEN 'HoldPlaced' THEN viewer_may('keep') AND (said ->> 'family' IS NULL OR viewer_may_name(said ->> 'family', false))
      WHEN 'HoldEnded' THEN viewer_may('keep')
      WHEN 'ExportReleased' THEN viewer_may('keep') AND viewer_sees(said ->> 'family') AND EXISTS (
        SELECT FROM export x WHERE x.authority = p_authority AND x.family = said ->> 'family' AND x.id = said ->> 'export'
          AND encode(sha256(convert_to(x.body, 'UTF8')), 'hex') = said ->> 'sha256')
      ELSE false END, false) THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  PERFORM add_record(p_authority, p_expected, p_previous, p_body, p_recorded, p_hash);
  IF said ->> 'type' IN ('DisposalConfirmed', 'DisposalRefused') THEN
    proposed := record_at(p_authority, (said ->> 'proposal')::integer, 'DisposalProposed');
    IF proposed IS NULL OR EXISTS (SELECT FROM event e WHERE e.authority = p_authority AND e.family = 'records:retention'
      AND e.version <= p_expected AND e.type IN ('DisposalConfirmed', 'DisposalRefused')
      AND e.body::jsonb #>> '{event,proposal}' = said ->> 'proposal') THEN
      RAISE EXCEPTION 'there is no such proposal to decide' USING ERRCODE = 'ST003';
    END IF;
    IF said ->> 'type' = 'DisposalConfirmed' AND (said ->> 'fingerprint' IS DISTINCT FROM proposed ->> 'fingerprint'
      OR said #>> '{by,worker}' = proposed #>> '{by,worker}') THEN
      RAISE EXCEPTION 'a second person confirms exactly what was proposed' USING ERRCODE = '42501';
    END IF;
  END IF;
END
$$;

-- As in 0010, by whoever may know of the family.
CREATE OR REPLACE FUNCTION dispose_family(p_authority text, p_family text, p_expected integer, p_previous bytea, p_body text, p_recorded timestamptz, p_hash bytea)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  said jsonb := p_body::jsonb -> 'event';
  confirmed jsonb;
  proposed jsonb;
  listed jsonb;
  head record;
  each record;
  before bytea := decode(repeat('00', 32), 'hex');
  counted integer := 0;
  lines text := '';
  stopped text;
BEGIN
  IF NOT coalesce(viewer_authority() = p_authority AND (viewer_may('keep') OR viewer_may('confirm') OR viewer_may('guard'))
    AND viewer_may_name(p_family, true) AND said ->> 'type' = 'FamilyDisposed' AND said ->> 'family' = p_family AND said #>> '{by,worker}' = viewer_worker(), false) THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  PERFORM add_record(p_authority, p_expected, p_previous, p_body, p_recorded, p_hash);
  -- Whatever is being done to the family is waited for; what comes after finds no family.
  SELECT version, hash, reference INTO head FROM family WHERE authority = p_authority AND id = p_family FOR UPDATE;
  confirmed := record_at(p_authority, (said ->> 'decision')::integer, 'DisposalConfirmed');
  proposed := record_at(p_authority, (confirmed ->> 'proposal')::integer, 'DisposalProposed');
  SELECT item INTO listed FROM jsonb_array_elements(proposed -> 'families') AS item WHERE item ->> 'family' = p_family;
  IF head IS NULL OR confirmed IS NULL OR listed IS NULL
    OR proposed #>> '{by,worker}' = confirmed #>> '{by,worker}' OR proposed ->> 'fingerprint' IS DISTINCT FROM confirmed ->> 'fingerprint' THEN
    RAISE EXCEPTION 'nobody has decided this' USING ERRCODE = 'ST003';
  END IF;
  IF (listed ->> 'version')::integer <> head.version OR listed ->> 'hash' <> encode(head.hash, 'hex') THEN
    RAISE EXCEPTION 'the family has changed since it was listed' USING ERRCODE = 'ST003';
  END IF;
  IF (listed ->> 'until')::date >= (viewer_now() AT TIME ZONE 'Europe/London')::date OR listed ->> 'until' <> said ->> 'until'
    OR listed -> 'rule' IS DISTINCT FROM said -> 'rule' THEN
    RAISE EXCEPTION 'its time has not run out' USING ERRCODE = 'ST003';
  END IF;
  stopped := stops_disposal(p_authority, p_family);
  IF stopped IS NOT NULL THEN
    RAISE EXCEPTION 'stopped by %', stopped USING ERRCODE = 'ST003';
  END IF;
  -- A history that is not as it was written is not taken away: that would hide it.
  FOR each IN SELECT version, body, hash FROM event WHERE authority = p_authority AND family = p_family ORDER BY version LOOP
    counted := counted + 1;
    IF each.version <> counted OR sha256(before || convert_to(each.body, 'UTF8')) <> each.hash THEN
      RAISE EXCEPTION 'the history of the family is not whole' USING ERRCODE = 'ST004';
    END IF;
    before := each.hash;
    lines := lines || each.version || E'\t' || encode(each.hash, 'hex') || E'\n';
  END LOOP;
  IF counted <> head.version OR before <> head.hash OR (said ->> 'events')::integer <> counted
    OR said ->> 'last' <> encode(before, 'hex') OR said ->> 'digest' <> encode(sha256(convert_to(lines, 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'the history of the family is not whole' USING ERRCODE = 'ST004';
  END IF;
  INSERT INTO tombstone (authority, family, version, hash)
  SELECT authority, family, version, hash FROM event WHERE authority = p_authority AND family = p_family;
  -- Every table that names a family, also one that is made later.
  FOR each IN
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute f ON f.attrelid = c.oid AND f.attname = 'family' AND NOT f.attisdropped
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'authority' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'tombstone'
  LOOP
    EXECUTE format('DELETE FROM public.%I WHERE authority = $1 AND family = $2', each.relname) USING p_authority, p_family;
  END LOOP;
  DELETE FROM family WHERE authority = p_authority AND id = p_family;
END
$$;

REVOKE EXECUTE ON FUNCTION open_holds(text), families_without_deciders(), viewer_may_name(text, boolean), viewer_may_list(jsonb, text),
  families_that_may_be_named(text[], boolean), family_that_may_be_named(text), what_is_kept(jsonb, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION families_that_may_be_named(text[], boolean), family_that_may_be_named(text), what_is_kept(jsonb, date) TO stile_app;
