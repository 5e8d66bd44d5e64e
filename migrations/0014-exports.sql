-- What Stile holds about one person, for that person: worked out once, reviewed passage by passage, released as decided.
-- Only those who keep the records, and only for families that they see. It goes when the family goes: it names it.

CREATE TABLE export (
  authority text NOT NULL,
  family text NOT NULL,
  id text NOT NULL,
  person text NOT NULL,
  asked_by text NOT NULL,
  asked date NOT NULL,
  -- The version of the family that it was made from, and everything that was found.
  version integer NOT NULL,
  passages jsonb NOT NULL,
  made timestamptz NOT NULL,
  made_by text NOT NULL,
  made_name text NOT NULL,
  released timestamptz,
  released_name text,
  -- The exact text that was released, whose SHA-256 stands in the history of the records.
  body text,
  PRIMARY KEY (authority, family, id),
  CHECK ((released IS NULL) = (body IS NULL))
);

CREATE TABLE export_decision (
  authority text NOT NULL,
  family text NOT NULL,
  export text NOT NULL,
  passage text NOT NULL,
  does text NOT NULL CHECK (does IN ('keep', 'redact', 'withhold')),
  -- The words to take out, and why something is left out.
  words text[] NOT NULL,
  reason text NOT NULL,
  decided timestamptz NOT NULL,
  by_worker text NOT NULL,
  by_name text NOT NULL,
  PRIMARY KEY (authority, family, export, passage)
);

-- Nothing is decided any more once it is released.
CREATE FUNCTION export_is_open(p_family text, p_export text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT EXISTS (SELECT FROM export e WHERE e.authority = viewer_authority() AND e.family = p_family AND e.id = p_export AND e.released IS NULL) $$;

ALTER TABLE export ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON export FOR SELECT USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_may('keep')) AND viewer_sees(family));
-- While it is not answered, nothing of the family is disposed of: Stile itself must know.
CREATE POLICY wait ON export FOR SELECT USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
CREATE POLICY make ON export FOR INSERT WITH CHECK (authority = (SELECT viewer_authority()) AND (SELECT viewer_may('keep')) AND viewer_sees(family)
  AND made_by = (SELECT viewer_worker()) AND released IS NULL);
CREATE POLICY release ON export FOR UPDATE USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_may('keep')) AND viewer_sees(family)
  AND released IS NULL) WITH CHECK (authority = (SELECT viewer_authority()));
ALTER TABLE export_decision ENABLE ROW LEVEL SECURITY;
CREATE POLICY see ON export_decision FOR SELECT USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_may('keep')) AND viewer_sees(family));
CREATE POLICY decide ON export_decision FOR INSERT WITH CHECK (authority = (SELECT viewer_authority()) AND (SELECT viewer_may('keep')) AND viewer_sees(family)
  AND by_worker = (SELECT viewer_worker()) AND export_is_open(family, export));
CREATE POLICY decide_again ON export_decision FOR UPDATE USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_may('keep')) AND viewer_sees(family)
  AND export_is_open(family, export)) WITH CHECK (authority = (SELECT viewer_authority()) AND by_worker = (SELECT viewer_worker()));
GRANT SELECT, INSERT, UPDATE (released, released_name, body) ON export TO stile_app;
GRANT SELECT, INSERT, UPDATE (does, words, reason, decided, by_worker, by_name) ON export_decision TO stile_app;
REVOKE EXECUTE ON FUNCTION export_is_open(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION export_is_open(text, text) TO stile_app;

-- As in 0010, and what was released: only of an export that is released with exactly this text.
CREATE OR REPLACE FUNCTION append_record(p_authority text, p_expected integer, p_previous bytea, p_body text, p_recorded timestamptz, p_hash bytea)
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
      WHEN said ->> 'type' = 'ExportReleased' THEN viewer_may('keep') AND viewer_sees(said ->> 'family') AND EXISTS (
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

-- As in 0010, and a request that is not answered.
CREATE OR REPLACE FUNCTION stops_disposal(p_authority text, p_family text) RETURNS text
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
    WHEN EXISTS (SELECT FROM export x WHERE x.authority = p_authority AND x.family = p_family AND x.released IS NULL) THEN 'a request that is not answered'
  END
$$;
