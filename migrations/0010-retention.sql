-- Records are kept for as long as the policy says, and then they go: with a trace that can be checked, and by two people.
-- What the keepers of the records do stands in a history of its own, `records:retention`, chained and checkpointed like a
-- family's: holds, disposals proposed and confirmed, and each family that was disposed of. docs/decisions/0014 says why.

-- Where that history ends.
CREATE TABLE records (
  authority text NOT NULL,
  version integer NOT NULL,
  hash bytea NOT NULL,
  updated timestamptz NOT NULL,
  PRIMARY KEY (authority)
);

-- Which roles keep the records and which may confirm, as the policy in force says.
CREATE TABLE records_role (
  authority text NOT NULL,
  role text NOT NULL,
  may text NOT NULL CHECK (may IN ('keep', 'confirm')),
  PRIMARY KEY (authority, role, may)
);

-- The place and the hash of each event of a family that was disposed of: all that is left of it.
CREATE TABLE tombstone (
  authority text NOT NULL,
  family text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (authority, family, version)
);

CREATE FUNCTION viewer_may(p_what text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT viewer_sight() IN ('all', 'team', 'named') AND EXISTS (SELECT FROM records_role r
    WHERE r.authority = viewer_authority() AND r.role = ANY(viewer_roles()) AND r.may = p_what)
$$;

ALTER TABLE records ENABLE ROW LEVEL SECURITY;
CREATE POLICY work_out ON records USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
ALTER TABLE records_role ENABLE ROW LEVEL SECURITY;
CREATE POLICY work_out ON records_role USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
ALTER TABLE tombstone ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON tombstone FOR SELECT USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
-- Why something is held is for those who keep the records: a use case asks for them as Stile, and looks who they are.
CREATE POLICY records ON event AS RESTRICTIVE FOR SELECT
  USING (NOT starts_with(family, 'records:') OR (SELECT viewer_sight()) = 'stile');
GRANT SELECT, INSERT, UPDATE ON records TO stile_app;
GRANT SELECT, INSERT, DELETE ON records_role TO stile_app;
GRANT SELECT ON tombstone TO stile_app;

-- Takes the next place in the history of the records, so that others wait; refuses a body that does not follow.
CREATE FUNCTION add_record(p_authority text, p_expected integer, p_previous bytea, p_body text, p_recorded timestamptz, p_hash bytea)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
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
  IF sha256(p_previous || convert_to(p_body, 'UTF8')) <> p_hash
    OR p_body::jsonb ->> 'family' <> 'records:retention' OR p_body::jsonb ->> 'authority' <> p_authority
    OR (p_body::jsonb ->> 'version')::integer <> p_expected + 1 THEN
    RAISE EXCEPTION 'this does not follow in the history of the records' USING ERRCODE = 'ST003';
  END IF;
  INSERT INTO event (authority, family, version, type, at, recorded, body, hash, by_worker)
  VALUES (p_authority, 'records:retention', p_expected + 1, p_body::jsonb #>> '{event,type}',
    (p_body::jsonb #>> '{event,at}')::timestamptz, p_recorded, p_body, p_hash, p_body::jsonb #>> '{event,by,worker}');
END
$$;

-- The event of one version, where it is of that type.
CREATE FUNCTION record_at(p_authority text, p_version integer, p_type text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT body::jsonb -> 'event' FROM event
  WHERE authority = p_authority AND family = 'records:retention' AND version = p_version AND type = p_type $$;

-- What a keeper does, in their own name. A proposal is decided once, and confirmed by somebody else.
CREATE FUNCTION append_record(p_authority text, p_expected integer, p_previous bytea, p_body text, p_recorded timestamptz, p_hash bytea)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  said jsonb := p_body::jsonb -> 'event';
  proposed jsonb;
BEGIN
  IF NOT coalesce(viewer_authority() = p_authority AND said #>> '{by,worker}' = viewer_worker()
    AND CASE WHEN said ->> 'type' IN ('DisposalConfirmed', 'DisposalRefused') THEN viewer_may('keep') OR viewer_may('confirm')
      WHEN said ->> 'type' IN ('HoldPlaced', 'HoldEnded', 'DisposalProposed') THEN viewer_may('keep')
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

-- Whether something stops a disposal: a hold on the family or on everything, or something that is not finished.
CREATE FUNCTION stops_disposal(p_authority text, p_family text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT CASE
    WHEN EXISTS (SELECT FROM event h WHERE h.authority = p_authority AND h.family = 'records:retention' AND h.type = 'HoldPlaced'
      AND coalesce(h.body::jsonb #>> '{event,family}', p_family) = p_family
      AND NOT EXISTS (SELECT FROM event e WHERE e.authority = p_authority AND e.family = 'records:retention' AND e.type = 'HoldEnded'
        AND e.body::jsonb #>> '{event,hold}' = h.body::jsonb #>> '{event,hold}')) THEN 'a hold'
    WHEN EXISTS (SELECT FROM transfer t WHERE t.authority = p_authority AND t.family = p_family AND t.state <> 'ended')
      OR EXISTS (SELECT FROM work w WHERE w.authority = p_authority AND w.family = p_family)
      OR EXISTS (SELECT FROM family f WHERE f.authority = p_authority AND f.id = p_family AND f.open_transfers > 0) THEN 'something open'
    WHEN EXISTS (SELECT FROM outbox o WHERE o.authority = p_authority AND o.family = p_family AND o.done_at IS NULL) THEN 'a message on its way'
  END
$$;

-- Disposes of one family, as two people have decided: looks at the recorded decision itself, and believes nothing it is told.
-- What is left are the tombstones, and the record of it, which names their digest.
CREATE FUNCTION dispose_family(p_authority text, p_family text, p_expected integer, p_previous bytea, p_body text, p_recorded timestamptz, p_hash bytea)
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
  IF NOT coalesce(viewer_authority() = p_authority AND (viewer_may('keep') OR viewer_may('confirm'))
    AND said ->> 'type' = 'FamilyDisposed' AND said ->> 'family' = p_family AND said #>> '{by,worker}' = viewer_worker(), false) THEN
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

REVOKE EXECUTE ON FUNCTION add_record(text, integer, bytea, text, timestamptz, bytea), record_at(text, integer, text),
  append_record(text, integer, bytea, text, timestamptz, bytea), stops_disposal(text, text), viewer_may(text),
  dispose_family(text, text, integer, bytea, text, timestamptz, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_record(text, integer, bytea, text, timestamptz, bytea), viewer_may(text),
  dispose_family(text, text, integer, bytea, text, timestamptz, bytea) TO stile_app;

-- As in 0006; the history of the records is of neither kind.
CREATE OR REPLACE FUNCTION find_holdings(mark text, OUT demonstration boolean, OUT others boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM family WHERE starts_with(id, mark)) OR EXISTS (SELECT FROM worker WHERE starts_with(id, mark)),
    EXISTS (SELECT FROM event WHERE NOT starts_with(family, mark) AND NOT starts_with(family, 'meeting:') AND NOT starts_with(family, 'records:'))
      OR EXISTS (SELECT FROM worker WHERE NOT starts_with(id, mark))
$$;
