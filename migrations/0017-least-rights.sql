-- What an attack on the functions and rights of the application found open. docs/threat-model.md has the rows.

-- As in 0006; sittings and records have ways of their own, and their histories cannot be begun as a family's.
CREATE OR REPLACE FUNCTION may_append(p_authority text, p_family text, p_expected integer, p_doers text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT viewer_authority() = p_authority AND NOT starts_with(p_family, 'meeting:') AND NOT starts_with(p_family, 'records:') AND CASE viewer_sight()
    WHEN 'stile' THEN true
    WHEN 'door' THEN false
    WHEN 'none' THEN false
    ELSE (p_expected = 0 OR viewer_sees(p_family))
      AND NOT EXISTS (SELECT FROM unnest(p_doers) AS d (doer) WHERE d.doer IS DISTINCT FROM viewer_worker())
  END
$$;

-- Which roles look after the policy, as the policy in force says: they alone say how far a role sees.
ALTER TABLE records_role DROP CONSTRAINT records_role_may_check;
ALTER TABLE records_role ADD CONSTRAINT records_role_may_check CHECK (may IN ('keep', 'confirm', 'set-sight'));

-- As in 0011, for these roles.
CREATE OR REPLACE FUNCTION set_role_sight(p_id text, p_role text, p_sees text, p_asks boolean, p_name text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  present role_sight;
BEGIN
  IF NOT coalesce(viewer_may('set-sight'), false) THEN
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

-- An administrator sees and ends sessions of others, and makes none; nobody gives a session another secret or owner.
DROP POLICY own ON session;
CREATE POLICY own ON session USING (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) IN ('stile', 'door') OR worker = (SELECT viewer_worker())));
CREATE POLICY administer ON session FOR SELECT USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_administers()));
CREATE POLICY end_others ON session FOR UPDATE USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_administers()));
REVOKE UPDATE ON session, outbox, notice FROM stile_app;
GRANT UPDATE (seen, expires, ended) ON session TO stile_app;
-- A message is tried again or done, a notice is read: neither says anything else, or to anybody else, than when it was written.
GRANT UPDATE (next_try, attempts, failed, done_at) ON outbox TO stile_app;
GRANT UPDATE (read_at, read_by) ON notice TO stile_app;
