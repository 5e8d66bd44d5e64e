-- What belongs to no family is kept for a term and then goes; docs/decisions/0014-disposal.md has the terms. Stile itself
-- clears it without being shown a word of it, and nobody clears it sooner, by the clock of the database.

-- Forms that were begun and never sent.
CREATE FUNCTION clear_drafts(p_before timestamptz, p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  cleared integer;
BEGIN
  IF viewer_sight() IS DISTINCT FROM 'stile' THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  -- One that somebody saves at this moment is passed over.
  DELETE FROM draft WHERE ctid IN (
    SELECT d.ctid FROM draft d WHERE d.authority = viewer_authority() AND d.updated < least(p_before, now() - interval '30 days')
    LIMIT p_most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS cleared = ROW_COUNT;
  RETURN cleared;
END
$$;

-- What was searched for in vain. Who searched and when, and that nothing was found, stays.
CREATE FUNCTION clear_vain_tries(p_before timestamptz, p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  cleared integer;
BEGIN
  IF viewer_sight() IS DISTINCT FROM 'stile' THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  UPDATE urgent_try SET asked = '', reason = '' WHERE ctid IN (
    SELECT t.ctid FROM urgent_try t WHERE t.authority = viewer_authority() AND t.families = '{}' AND t.family IS NULL
      AND t.at < least(p_before, now() - interval '90 days') AND (t.asked <> '' OR t.reason <> '')
    LIMIT p_most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS cleared = ROW_COUNT;
  RETURN cleared;
END
$$;

CREATE FUNCTION clear_sign_ins(p_before timestamptz, p_most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  cleared integer;
BEGIN
  IF viewer_sight() IS DISTINCT FROM 'stile' THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  DELETE FROM sign_in_log WHERE ctid IN (
    SELECT l.ctid FROM sign_in_log l WHERE l.authority = viewer_authority() AND l.at < least(p_before, now() - interval '730 days')
    LIMIT p_most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS cleared = ROW_COUNT;
  RETURN cleared;
END
$$;

REVOKE EXECUTE ON FUNCTION clear_drafts(timestamptz, integer), clear_vain_tries(timestamptz, integer), clear_sign_ins(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION clear_drafts(timestamptz, integer), clear_vain_tries(timestamptz, integer), clear_sign_ins(timestamptz, integer) TO stile_app;
