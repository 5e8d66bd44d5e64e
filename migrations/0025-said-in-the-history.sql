-- What is added to a history is read from the history itself, not from what is told of it: who did it and when, where it
-- belongs, who holds the family, who is told. And nobody writes anywhere in another's name. docs/decisions/0010.

CREATE FUNCTION viewer_name() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT w.name FROM worker w WHERE w.authority = viewer_authority() AND w.id = viewer_worker() $$;

-- A body as PostgreSQL can read it: its text knows neither the character NUL nor half a surrogate pair, which a paste can
-- bring. The history keeps both, escaped; here each is the sign for what cannot be read, as in the read tables.
CREATE FUNCTION body_as_jsonb(p_body text) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN strpos(p_body, '\u') = 0 THEN p_body ELSE regexp_replace(p_body, '\\u(0000|d[89a-f][0-9a-f]{2})', '\\ufffd', 'g') END::jsonb;

-- Who did something, as an event tells it, is whoever asks: their own account, name and roles of today, and nothing else.
-- Stile itself tells what others did, a concern above all, which nothing here may hold up.
CREATE FUNCTION is_viewer(p_by jsonb) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT viewer_sight() = 'stile' OR coalesce(p_by ->> 'worker' = viewer_worker()
    AND p_by -> 'name' = body_as_jsonb(to_json(viewer_name())::text)
    AND jsonb_typeof(p_by -> 'roles') = 'array' AND p_by -> 'roles' <@ to_jsonb(viewer_roles())
    AND p_by - '{worker,name,roles}'::text[] = '{}', false)
$$;

-- The event of a body, which must say itself that it belongs in this place of this history, who did what and when.
CREATE FUNCTION event_in(p_authority text, p_stream text, p_version integer, p_body text) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE
AS $$
DECLARE
  body jsonb := body_as_jsonb(p_body);
BEGIN
  IF body ->> 'authority' IS DISTINCT FROM p_authority OR body ->> 'family' IS DISTINCT FROM p_stream
    OR (body ->> 'version')::integer IS DISTINCT FROM p_version OR jsonb_typeof(body #> '{event,by}') IS DISTINCT FROM 'object'
    OR NOT coalesce(body -> 'event' ?& '{type,at,recorded}', false) THEN
    RAISE EXCEPTION 'this does not follow in the history' USING ERRCODE = 'ST003';
  END IF;
  RETURN body -> 'event';
END
$$;

-- Whether everybody whom the read table lets see the family is let by its history, and everybody barred by it is barred.
CREATE FUNCTION sight_follows(p_authority text, p_family text) RETURNS boolean
LANGUAGE sql STABLE
AS $$
  WITH told AS MATERIALIZED (
    SELECT e.version, e.type, body_as_jsonb(e.body) -> 'event' AS said FROM event e
    WHERE e.authority = p_authority AND e.family = p_family AND e.type IN ('HolderChanged', 'PersonAssigned', 'PersonReleased',
      'VisitPlanned', 'VisitCancelled', 'AccessRestricted', 'AccessListChanged', 'RestrictionLifted', 'UrgentAccessTaken')
  ),
  -- The lists of the restriction, while there is one.
  guarded AS (
    SELECT t.said FROM told t WHERE t.type IN ('AccessRestricted', 'AccessListChanged') AND EXISTS (
      SELECT FROM told r WHERE r.type = 'AccessRestricted' AND r.version <= t.version
        AND NOT EXISTS (SELECT FROM told l WHERE l.type = 'RestrictionLifted' AND l.version > r.version))
    ORDER BY t.version DESC LIMIT 1
  ),
  let (why, worker, employer, until) AS MATERIALIZED (
    (SELECT 'holds', said #>> '{to,practitioner,worker}', said #>> '{to,practitioner,employer}', NULL::timestamptz
      FROM told WHERE type = 'HolderChanged' ORDER BY version DESC LIMIT 1)
    UNION ALL
    SELECT 'named', n.said #>> '{practitioner,worker}', n.said #>> '{practitioner,employer}', NULL FROM (
      SELECT DISTINCT ON (said ->> 'role') type, said FROM told
      WHERE type IN ('PersonAssigned', 'PersonReleased') ORDER BY said ->> 'role', version DESC) AS n
    WHERE n.type = 'PersonAssigned'
    UNION ALL
    SELECT 'visits', v.said #>> '{who,worker}', v.said #>> '{who,employer}', NULL FROM told v
    WHERE v.type = 'VisitPlanned'
      AND NOT EXISTS (SELECT FROM told c WHERE c.type = 'VisitCancelled' AND c.said ->> 'visit' = v.said ->> 'visit')
    UNION ALL
    SELECT 'listed', p ->> 'worker', 'authority', NULL FROM guarded, jsonb_array_elements(said -> 'people') AS p
    UNION ALL
    SELECT 'urgent', said #>> '{by,worker}', 'authority', max((said ->> 'until')::timestamptz) FROM told
    WHERE type = 'UrgentAccessTaken' GROUP BY said #>> '{by,worker}'
  )
  -- Nobody sees it, or is barred from it, whom the history does not name so; nobody whom it names is missing.
  SELECT NOT EXISTS (
    SELECT FROM family_access a WHERE a.authority = p_authority AND a.family = p_family AND CASE a.why
      WHEN 'never' THEN NOT EXISTS (SELECT FROM guarded, jsonb_array_elements(said -> 'never') AS p WHERE p ->> 'worker' = a.worker)
      WHEN 'concern' THEN NOT EXISTS (SELECT FROM guarded)
      ELSE NOT EXISTS (SELECT FROM let WHERE let.why = a.why AND let.worker = a.worker
        AND (a.sees <> 'whole' OR let.employer = 'authority') AND (a.why <> 'urgent' OR a.until <= let.until)) END)
    AND NOT EXISTS (
    SELECT FROM (
      SELECT why, worker FROM let
      UNION ALL SELECT 'never', p ->> 'worker' FROM guarded, jsonb_array_elements(said -> 'never') AS p) AS due
    WHERE due.worker IS NOT NULL AND NOT EXISTS (SELECT FROM family_access a
      WHERE a.authority = p_authority AND a.family = p_family AND a.worker = due.worker AND a.why = due.why))
$$;

-- Whether an event names nobody of a partner as one of the council's own: of the council's people it shows the whole. What
-- an earlier naming said stays as it was said.
CREATE FUNCTION names_truly(p_authority text, p_family text, p_said jsonb) RETURNS boolean
LANGUAGE sql STABLE
AS $$
  SELECT NOT EXISTS (
    SELECT FROM (SELECT CASE p_said ->> 'type' WHEN 'HolderChanged' THEN p_said #> '{to,practitioner}'
      WHEN 'PersonAssigned' THEN p_said -> 'practitioner' WHEN 'VisitPlanned' THEN p_said -> 'who' END AS who) AS n
    JOIN worker w ON w.authority = p_authority AND w.id = n.who ->> 'worker' AND w.employer = 'partner'
    WHERE n.who ->> 'employer' = 'authority' AND NOT EXISTS (
      SELECT FROM event e WHERE e.authority = p_authority AND e.family = p_family AND e.type = 'PersonAssigned'
        AND body_as_jsonb(e.body) #> '{event,practitioner}' = n.who))
$$;

-- As in 0009, of whatever was typed.
CREATE OR REPLACE FUNCTION families_not_shared_with_viewer()
RETURNS TABLE (family text, reference text, holder jsonb, why text[], until timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT f.id, f.reference, h.seat, a.why, a.until
  FROM (
    SELECT o.family, array_agg(DISTINCT o.why ORDER BY o.why) AS why, max(o.until) AS until FROM (
      SELECT a.family, a.why, a.until FROM family_access a
      WHERE a.authority = viewer_authority() AND a.worker = viewer_worker() AND a.why IN ('holds', 'named', 'visits')
      UNION ALL
      SELECT e.family, 'recorded', NULL FROM event e
      WHERE e.authority = viewer_authority() AND e.by_worker = viewer_worker() AND NOT starts_with(e.family, 'meeting:')
    ) AS o GROUP BY o.family
  ) AS a
  JOIN family f ON f.authority = viewer_authority() AND f.id = a.family
  CROSS JOIN LATERAL (
    SELECT body_as_jsonb(e.body) #> '{event,to}' AS seat FROM event e
    WHERE e.authority = f.authority AND e.family = f.id AND e.type = 'HolderChanged' ORDER BY e.version DESC LIMIT 1
  ) AS h
  WHERE viewer_sight() = 'partner' AND f.id NOT IN (SELECT families_of_viewer())
    -- Of a restricted family nothing is said to those who are only in its past, nor to those who never see it.
    AND (NOT f.restricted OR a.why && '{holds,named,visits}')
    AND NOT EXISTS (SELECT FROM family_access n WHERE n.authority = f.authority AND n.family = f.id
      AND n.worker = viewer_worker() AND n.why = 'never')
$$;

CREATE FUNCTION may_append(p_authority text, p_family text, p_expected integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT coalesce(viewer_authority() = p_authority AND NOT starts_with(p_family, 'meeting:') AND NOT starts_with(p_family, 'records:')
    AND CASE viewer_sight()
      WHEN 'stile' THEN true
      WHEN 'door' THEN false
      WHEN 'none' THEN false
      ELSE p_expected = 0 OR viewer_sees(p_family) END, false)
$$;

-- Adds events to a family and all that follows from them. The hashes are made here; `p_previous` is that of the last event
-- before. `p_projected_before` is what the read rows were worked out with, null where `p_rows` replaces them all.
-- 42501: not theirs. ST001: somebody else was first. ST002: this request was carried out before. ST003: it does not follow,
-- or the read rows do not. ST005: not in the name and roles of whoever asks.
CREATE FUNCTION append_to_family(
  p_authority text, p_family text, p_expected integer, p_previous bytea, p_projected_before text,
  p_bodies text[], p_summary jsonb, p_rows jsonb, p_worker text, p_request text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  added integer := cardinality(p_bodies);
  said jsonb;
  events jsonb[] := '{}';
  chained bytea := p_previous;
  hashes bytea[] := '{}';
  doer jsonb;
  latest timestamptz;
  seat jsonb;
  since timestamptz;
  guarded boolean;
  tells boolean := false;
  seen boolean := false;
  before timestamptz;
  itself boolean := viewer_sight() = 'stile';
BEGIN
  IF NOT may_append(p_authority, p_family, p_expected) OR NOT (p_request IS NULL OR itself OR coalesce(p_worker = viewer_worker(), false)) THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  FOR n IN 1..added LOOP
    said := event_in(p_authority, p_family, p_expected + n, p_bodies[n]);
    IF n = 1 OR said -> 'by' IS DISTINCT FROM doer THEN
      doer := said -> 'by';
      IF NOT is_viewer(doer) THEN
        RAISE EXCEPTION 'not in this person''s name' USING ERRCODE = 'ST005';
      END IF;
    END IF;
    -- A family begins with being registered, and never again.
    IF (said ->> 'type' = 'FamilyRegistered') <> (p_expected + n = 1)
      OR (p_expected + n = 1 AND (said ->> 'authority' IS DISTINCT FROM p_authority OR said ->> 'family' IS DISTINCT FROM p_family)) THEN
      RAISE EXCEPTION 'a history begins with a registration' USING ERRCODE = 'ST003';
    END IF;
    IF n > 1 AND (said ->> 'recorded')::timestamptz IS DISTINCT FROM latest THEN
      RAISE EXCEPTION 'one act is recorded at one time' USING ERRCODE = 'ST003';
    END IF;
    latest := (said ->> 'recorded')::timestamptz;
    CASE said ->> 'type'
      WHEN 'HolderChanged' THEN
        seat := said -> 'to';
        since := (said ->> 'at')::timestamptz;
        seen := true;
      WHEN 'AccessRestricted' THEN guarded := true;
      WHEN 'RestrictionLifted' THEN guarded := false;
      WHEN 'PersonAssigned', 'PersonReleased', 'VisitPlanned', 'VisitCancelled', 'AccessListChanged', 'UrgentAccessTaken' THEN seen := true;
      WHEN 'PeopleTold' THEN tells := true;
      ELSE NULL;
    END CASE;
    IF NOT itself AND said ->> 'type' IN ('HolderChanged', 'PersonAssigned', 'VisitPlanned') AND NOT names_truly(p_authority, p_family, said)
      OR viewer_sight() = 'partner' AND said ->> 'type' IN ('AccessRestricted', 'AccessListChanged', 'RestrictionLifted', 'UrgentAccessTaken', 'UrgentAccessReviewed') THEN
      RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
    END IF;
    chained := sha256(chained || convert_to(p_bodies[n], 'UTF8'));
    hashes := hashes || chained;
    events := events || said;
  END LOOP;
  IF p_request IS NOT NULL THEN
    INSERT INTO request (authority, worker, key, family, from_version, version, recorded)
    VALUES (p_authority, p_worker, p_request, p_family, p_expected, p_expected + added, latest)
    ON CONFLICT (authority, worker, key) DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'this request was carried out before' USING ERRCODE = 'ST002';
    END IF;
  END IF;
  IF p_expected = 0 THEN
    IF p_previous <> decode(repeat('00', 32), 'hex') OR EXISTS (SELECT FROM tombstone t WHERE t.authority = p_authority AND t.family = p_family) THEN
      RAISE EXCEPTION 'a history begins once, after nothing' USING ERRCODE = 'ST003';
    END IF;
    INSERT INTO family (authority, id, version, hash, projected_with, reference, name, locality, holder_role, holder_since,
      open_transfers, restricted, updated)
    SELECT p_authority, p_family, added, chained, r.projected_with, r.reference, r.name, r.locality,
      coalesce(events[1] #>> '{by,roles,0}', ''), (events[1] ->> 'at')::timestamptz, r.open_transfers, false, latest
    FROM jsonb_to_record(p_summary) AS r (projected_with text, reference text, name text, locality text, open_transfers integer)
    ON CONFLICT (authority, id) DO NOTHING;
  ELSE
    SELECT f.updated INTO before FROM family f WHERE f.authority = p_authority AND f.id = p_family;
    UPDATE family f
    SET version = p_expected + added, hash = chained, projected_with = r.projected_with, reference = r.reference,
      name = r.name, locality = r.locality, open_transfers = r.open_transfers, updated = latest
    FROM jsonb_to_record(p_summary) AS r (projected_with text, reference text, name text, locality text, open_transfers integer)
    WHERE f.authority = p_authority AND f.id = p_family AND f.version = p_expected AND f.hash = p_previous
      AND (p_projected_before IS NULL OR f.projected_with = p_projected_before);
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the family has changed' USING ERRCODE = 'ST001';
  END IF;
  -- Times recorded never go back (docs/decisions/0009), and are those of whoever asks. Asked once nobody else was first.
  IF NOT itself AND (latest < before OR latest > greatest(viewer_now(), before) + interval '10 minutes') THEN
    RAISE EXCEPTION 'not recorded now' USING ERRCODE = 'ST003';
  END IF;
  IF seat IS NOT NULL OR guarded IS NOT NULL THEN
    UPDATE family f
    SET restricted = coalesce(guarded, f.restricted),
      holder_role = CASE WHEN seat IS NULL THEN f.holder_role ELSE seat ->> 'role' END,
      holder_stands_in_for = CASE WHEN seat IS NULL THEN f.holder_stands_in_for ELSE seat ->> 'standsInFor' END,
      holder_worker = CASE WHEN seat IS NULL THEN f.holder_worker ELSE seat #>> '{practitioner,worker}' END,
      holder_name = CASE WHEN seat IS NULL THEN f.holder_name ELSE seat #>> '{practitioner,name}' END,
      holder_team = CASE WHEN seat IS NULL THEN f.holder_team ELSE seat ->> 'team' END,
      holder_since = coalesce(since, f.holder_since)
    WHERE f.authority = p_authority AND f.id = p_family;
  END IF;
  INSERT INTO event (authority, family, version, type, at, recorded, body, hash, by_worker)
  SELECT p_authority, p_family, p_expected + n, events[n] ->> 'type', (events[n] ->> 'at')::timestamptz, latest, p_bodies[n],
    hashes[n], events[n] #>> '{by,worker}'
  FROM generate_series(1, added) AS n;
  PERFORM apply_rows(p_authority, p_family, p_rows);
  IF NOT itself AND (seen OR guarded IS NOT NULL OR (p_rows ->> 'replace')::boolean OR p_rows -> 'put' ? 'family_access' OR p_rows -> 'drop' ? 'family_access')
    AND NOT sight_follows(p_authority, p_family) THEN
    RAISE EXCEPTION 'who sees the family does not follow from its history' USING ERRCODE = 'ST003';
  END IF;
  IF tells THEN
    -- One message for each person that Stile is to tell. The same event always makes the same message: it cannot be sent
    -- twice by mistake. What was said by hand has been said, and the family is always told by a person.
    INSERT INTO outbox (authority, id, kind, family, payload, created, next_try)
    SELECT p_authority, p_family || '/' || (p_expected + n) || '/' || t.number, 'notice', p_family,
      jsonb_build_object('to', t.recipient, 'what', events[n] -> 'what', 'transfer', events[n] -> 'transfer', 'at', events[n] -> 'recorded'),
      latest, latest
    FROM generate_series(1, added) AS n
    CROSS JOIN LATERAL (
      SELECT r.value AS recipient, row_number() OVER (ORDER BY r.ordinality) AS number
      FROM jsonb_array_elements(CASE WHEN events[n] ->> 'type' = 'PeopleTold' THEN events[n] -> 'to' END) WITH ORDINALITY AS r WHERE r.value ->> 'role' <> 'family') AS t
    WHERE events[n] ->> 'type' = 'PeopleTold' AND events[n] ->> 'how' = 'stile';
  END IF;
END
$$;

-- For the version before this one, while it is still at work: what it tells besides the bodies is not looked at.
CREATE OR REPLACE FUNCTION append_act(
  p_authority text, p_family text, p_expected integer, p_previous bytea, p_projected_before text,
  p_bodies text[], p_doers text[], p_types text[], p_ats timestamptz[], p_recorded timestamptz, p_hashes bytea[],
  p_summary jsonb, p_rows jsonb, p_outbox jsonb, p_worker text, p_request text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  PERFORM append_to_family(p_authority, p_family, p_expected, p_previous, p_projected_before, p_bodies, p_summary, p_rows, p_worker, p_request);
END
$$;
DROP FUNCTION may_append(text, text, integer, text[]);

-- Adds an event to a sitting of a forum.
CREATE FUNCTION append_to_sitting(
  p_authority text, p_forum text, p_sitting date, p_expected integer, p_previous bytea, p_body text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  stream text := 'meeting:' || p_forum || ':' || to_char(p_sitting, 'YYYY-MM-DD');
  said jsonb := event_in(p_authority, stream, p_expected + 1, p_body);
  chained bytea := sha256(p_previous || convert_to(p_body, 'UTF8'));
  latest timestamptz := said ->> 'recorded';
  came jsonb;
  sent timestamptz;
BEGIN
  IF NOT coalesce(viewer_authority() = p_authority AND viewer_sight() IN ('stile', 'all', 'team', 'named') AND strpos(p_forum, ':') = 0, false) THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  IF NOT is_viewer(said -> 'by') THEN
    RAISE EXCEPTION 'not in this person''s name' USING ERRCODE = 'ST005';
  END IF;
  IF viewer_sight() <> 'stile' AND latest > viewer_now() + interval '10 minutes' THEN
    RAISE EXCEPTION 'not recorded now' USING ERRCODE = 'ST003';
  END IF;
  CASE said ->> 'type'
    WHEN 'AttendanceRecorded' THEN came := said -> 'attendance';
    WHEN 'MinutesSent' THEN sent := said ->> 'at';
    ELSE RAISE EXCEPTION 'nothing that happens to a sitting' USING ERRCODE = 'ST003';
  END CASE;
  IF jsonb_typeof(came) <> 'array' THEN
    RAISE EXCEPTION 'attendance is a list' USING ERRCODE = 'ST003';
  END IF;
  IF p_expected = 0 THEN
    IF p_previous <> decode(repeat('00', 32), 'hex') THEN
      RAISE EXCEPTION 'a history begins after nothing' USING ERRCODE = 'ST003';
    END IF;
    INSERT INTO meeting (authority, forum, sitting, version, hash, attendance, minutes_sent, updated)
    VALUES (p_authority, p_forum, p_sitting, 1, chained, coalesce(came, '[]'), sent, latest)
    ON CONFLICT (authority, forum, sitting) DO NOTHING;
  ELSE
    UPDATE meeting m SET version = p_expected + 1, hash = chained, attendance = coalesce(came, m.attendance),
      minutes_sent = coalesce(sent, m.minutes_sent), updated = latest
    WHERE m.authority = p_authority AND m.forum = p_forum AND m.sitting = p_sitting AND m.version = p_expected AND m.hash = p_previous;
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the sitting has changed' USING ERRCODE = 'ST001';
  END IF;
  INSERT INTO event (authority, family, version, type, at, recorded, body, hash, by_worker)
  VALUES (p_authority, stream, p_expected + 1, said ->> 'type', (said ->> 'at')::timestamptz, latest, p_body, chained, said #>> '{by,worker}');
END
$$;

-- For the version before this one.
CREATE OR REPLACE FUNCTION append_meeting(
  p_authority text, p_forum text, p_sitting date, p_expected integer, p_previous bytea,
  p_body text, p_doer text, p_type text, p_at timestamptz, p_recorded timestamptz, p_hash bytea,
  p_attendance jsonb, p_minutes_sent timestamptz
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
  PERFORM append_to_sitting(p_authority, p_forum, p_sitting, p_expected, p_previous, p_body);
END
$$;

REVOKE EXECUTE ON FUNCTION append_to_family(text, text, integer, bytea, text, text[], jsonb, jsonb, text, text),
  append_to_sitting(text, text, date, integer, bytea, text), is_viewer(jsonb), viewer_name(),
  body_as_jsonb(text), event_in(text, text, integer, text), sight_follows(text, text), names_truly(text, text, jsonb), may_append(text, text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_to_family(text, text, integer, bytea, text, text[], jsonb, jsonb, text, text),
  append_to_sitting(text, text, date, integer, bytea, text), viewer_name() TO stile_app;

-- Policies and bank holidays are put in force by Stile itself, at the operator's command, and by no page. Who is signed in
-- to whom is not asked of what is in force: it is for everybody to read.
ALTER TABLE protocol_published ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON protocol_published FOR SELECT USING (true);
CREATE POLICY publish ON protocol_published FOR INSERT
  WITH CHECK (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
ALTER TABLE calendar_published ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON calendar_published FOR SELECT USING (true);
CREATE POLICY publish ON calendar_published FOR INSERT WITH CHECK ((SELECT viewer_sight()) = 'stile');

-- Checkpoints are Stile's own; who tried to come in is written down at the door, by Stile, or by themselves.
CREATE POLICY make ON checkpoint AS RESTRICTIVE FOR INSERT WITH CHECK ((SELECT viewer_sight()) = 'stile');
CREATE POLICY own ON sign_in_log AS RESTRICTIVE FOR INSERT
  WITH CHECK ((SELECT viewer_sight()) IN ('stile', 'door') OR worker = (SELECT viewer_worker()));

-- In nobody else's name.
CREATE POLICY own_name ON people_log AS RESTRICTIVE FOR INSERT
  WITH CHECK ((SELECT viewer_sight()) = 'stile' OR by_name = (SELECT viewer_name()));
CREATE POLICY own_name ON hand_over AS RESTRICTIVE FOR INSERT
  WITH CHECK ((SELECT viewer_sight()) = 'stile' OR (decided_by = (SELECT viewer_worker()) AND decided_by_name = (SELECT viewer_name())));
CREATE POLICY own_name ON role_holding AS RESTRICTIVE FOR INSERT
  WITH CHECK ((SELECT viewer_sight()) = 'stile' OR given_by = (SELECT viewer_worker()));
CREATE POLICY own_name ON cover AS RESTRICTIVE FOR INSERT
  WITH CHECK ((SELECT viewer_sight()) = 'stile' OR given_by = (SELECT viewer_worker()));
CREATE POLICY own_name ON export AS RESTRICTIVE FOR INSERT WITH CHECK (made_name = (SELECT viewer_name()));
CREATE POLICY own_name ON export_decision AS RESTRICTIVE FOR INSERT WITH CHECK (by_name = (SELECT viewer_name()));
CREATE POLICY own_name_again ON export_decision AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (by_name = (SELECT viewer_name()));
CREATE POLICY own_name_released ON export AS RESTRICTIVE FOR UPDATE USING (true)
  WITH CHECK (released_name IS NULL OR released_name = (SELECT viewer_name()));
CREATE POLICY own_name ON view_log AS RESTRICTIVE FOR INSERT
  WITH CHECK ((SELECT viewer_sight()) = 'stile' OR name = (SELECT viewer_name()));
CREATE POLICY own_name ON urgent_try AS RESTRICTIVE FOR INSERT
  WITH CHECK ((SELECT viewer_sight()) = 'stile' OR name = (SELECT viewer_name()));
CREATE POLICY own_name ON registration_search AS RESTRICTIVE FOR INSERT WITH CHECK (name = (SELECT viewer_name()));
CREATE POLICY own_name ON notice AS RESTRICTIVE FOR UPDATE USING (true)
  WITH CHECK ((SELECT viewer_sight()) = 'stile' OR read_by IS NULL OR read_by = (SELECT viewer_worker()));
-- People have a message tried again; that it has arrived is Stile's to say.
CREATE POLICY not_arrived ON outbox AS RESTRICTIVE FOR UPDATE USING (true)
  WITH CHECK ((SELECT viewer_sight()) = 'stile' OR (done_at IS NULL AND not_sent IS NULL AND next_try IS NOT NULL));
-- To whom families are handed over is decided once, in the name of whoever decides.
REVOKE UPDATE (successor, chosen) ON hand_over FROM stile_app;
CREATE POLICY own_name ON family_comparison AS RESTRICTIVE FOR INSERT
  WITH CHECK ((SELECT viewer_sight()) = 'stile' OR name = (SELECT viewer_name()));

-- As in 0011, in the name of the directory.
CREATE OR REPLACE FUNCTION set_role_sight(p_id text, p_role text, p_sees text, p_asks boolean, p_name text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  present role_sight;
BEGIN
  IF NOT coalesce(viewer_may('set-sight') AND p_name = viewer_name(), false) THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  SELECT * INTO present FROM role_sight s WHERE s.authority = viewer_authority() AND s.role = p_role;
  INSERT INTO role_sight_change (authority, id, at, worker, name, role, sees_before, sees_after, asks_before, asks_after, reason)
  VALUES (viewer_authority(), p_id, viewer_now(), viewer_worker(), p_name, p_role, coalesce(present.sees, 'all'), p_sees,
    coalesce(present.asks_purpose, false), p_asks, p_reason);
  INSERT INTO role_sight (authority, role, sees, asks_purpose) VALUES (viewer_authority(), p_role, p_sees, p_asks)
  ON CONFLICT (authority, role) DO UPDATE SET sees = excluded.sees, asks_purpose = excluded.asks_purpose;
END
$$;

-- As in 0010, of whatever was typed, in the name of whoever asks, and chained from its beginning.
CREATE OR REPLACE FUNCTION add_record(
  p_authority text, p_expected integer, p_previous bytea, p_body text, p_recorded timestamptz, p_hash bytea
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  said jsonb := event_in(p_authority, 'records:retention', p_expected + 1, p_body);
BEGIN
  IF NOT is_viewer(said -> 'by') THEN
    RAISE EXCEPTION 'not in this person''s name' USING ERRCODE = 'ST005';
  END IF;
  IF p_expected = 0 THEN
    INSERT INTO records (authority, version, hash, updated) VALUES (p_authority, 1, p_hash, p_recorded)
    ON CONFLICT (authority) DO NOTHING;
  ELSE
    UPDATE records SET version = p_expected + 1, hash = p_hash, updated = p_recorded
    WHERE authority = p_authority AND version = p_expected AND hash = p_previous;
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the history of the records has changed' USING ERRCODE = 'ST001';
  END IF;
  IF sha256(p_previous || convert_to(p_body, 'UTF8')) <> p_hash OR (said ->> 'recorded')::timestamptz <> p_recorded
    OR (p_expected = 0 AND p_previous <> decode(repeat('00', 32), 'hex')) OR p_recorded > viewer_now() + interval '10 minutes' THEN
    RAISE EXCEPTION 'this does not follow in the history of the records' USING ERRCODE = 'ST003';
  END IF;
  INSERT INTO event (authority, family, version, type, at, recorded, body, hash, by_worker)
  VALUES (p_authority, 'records:retention', p_expected + 1, said ->> 'type', (said ->> 'at')::timestamptz, p_recorded, p_body, p_hash,
    said #>> '{by,worker}');
END
$$;

CREATE OR REPLACE FUNCTION record_at(p_authority text, p_version integer, p_type text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT body_as_jsonb(body) -> 'event' FROM event
  WHERE authority = p_authority AND family = 'records:retention' AND version = p_version AND type = p_type $$;

CREATE OR REPLACE FUNCTION open_holds(p_authority text) RETURNS TABLE (family text, reference text, everything boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT said ->> 'family', CASE WHEN said ->> 'family' IS NULL THEN lower(btrim(said ->> 'reference')) END,
    said ->> 'family' IS NULL AND said ->> 'reference' IS NULL
  FROM (SELECT body_as_jsonb(h.body) -> 'event' AS said FROM event h
    WHERE h.authority = p_authority AND h.family = 'records:retention' AND h.type = 'HoldPlaced') AS placed
  WHERE NOT EXISTS (SELECT FROM event e WHERE e.authority = p_authority AND e.family = 'records:retention' AND e.type = 'HoldEnded'
    AND body_as_jsonb(e.body) #>> '{event,hold}' = placed.said ->> 'hold')
$$;

CREATE OR REPLACE FUNCTION append_record(
  p_authority text, p_expected integer, p_previous bytea, p_body text, p_recorded timestamptz, p_hash bytea
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  said jsonb := body_as_jsonb(p_body) -> 'event';
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
      AND body_as_jsonb(e.body) #>> '{event,proposal}' = said ->> 'proposal') THEN
      RAISE EXCEPTION 'there is no such proposal to decide' USING ERRCODE = 'ST003';
    END IF;
    IF said ->> 'type' = 'DisposalConfirmed' AND (said ->> 'fingerprint' IS DISTINCT FROM proposed ->> 'fingerprint'
      OR said #>> '{by,worker}' = proposed #>> '{by,worker}') THEN
      RAISE EXCEPTION 'a second person confirms exactly what was proposed' USING ERRCODE = '42501';
    END IF;
  END IF;
END
$$;
