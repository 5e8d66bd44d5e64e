-- Restricted families, urgent access, what looking was for, and how far each role sees.
-- docs/decisions/0015-guarded-families.md has the rules in words.

-- Besides those of 0006: whoever must never see the family, and the roles (`role:edt`) that an open concern about a
-- restricted family waits for.
ALTER TABLE family_access DROP CONSTRAINT family_access_why_check, DROP CONSTRAINT family_access_sees_check;
ALTER TABLE family_access
  ADD CONSTRAINT family_access_why_check CHECK (why IN ('holds', 'named', 'visits', 'listed', 'urgent', 'concern', 'never')),
  ADD CONSTRAINT family_access_sees_check CHECK (sees IN ('whole', 'parts', 'own', 'none'));
ALTER TABLE worker ADD CONSTRAINT worker_not_role CHECK (NOT starts_with(id, 'role:'));

-- The families that somebody must never see, whatever their role or their part in them would let them.
CREATE FUNCTION families_never_of_viewer() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT a.family FROM family_access a
  WHERE a.authority = viewer_authority() AND a.worker = viewer_worker() AND a.why = 'never'
$$;

-- As in 0006, with the roles that a concern waits for, and without the families that are never theirs.
CREATE OR REPLACE FUNCTION families_of_viewer() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT mine.family FROM (
    SELECT a.family FROM family_access a
    WHERE a.authority = viewer_authority() AND a.worker = viewer_worker() AND a.sees IN ('whole', 'parts')
      AND viewer_sight() IN ('all', 'team', 'named', 'partner') AND (a.until IS NULL OR a.until > viewer_now())
    UNION ALL
    SELECT f.id FROM family f
    WHERE f.authority = viewer_authority() AND viewer_sight() IN ('all', 'team', 'named')
      AND f.holder_name IS NULL AND f.holder_role = ANY(viewer_roles())
      AND (f.holder_team IS NULL OR viewer_team() IS NULL OR f.holder_team = viewer_team())
    UNION ALL
    SELECT a.family FROM family_access a
    WHERE a.authority = viewer_authority() AND viewer_sight() IN ('all', 'team', 'named') AND a.why = 'concern'
      AND a.worker = ANY(ARRAY(SELECT 'role:' || r.role FROM unnest(viewer_roles()) AS r (role)))
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
  ) AS mine
  WHERE mine.family NOT IN (SELECT families_never_of_viewer())
$$;

-- Nor what they once recorded of it themselves, or were told.
CREATE POLICY never ON event AS RESTRICTIVE FOR SELECT USING (family NOT IN (SELECT families_never_of_viewer()));
CREATE POLICY never ON notice AS RESTRICTIVE FOR SELECT
  USING (family IS NULL OR family NOT IN (SELECT families_never_of_viewer()));
REVOKE EXECUTE ON FUNCTION families_never_of_viewer() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION families_never_of_viewer() TO stile_app;

-- Urgent accesses are found in the history itself.
CREATE INDEX event_urgent ON event (authority, at) WHERE type IN ('UrgentAccessTaken', 'UrgentAccessReviewed');

-- Each try to find a family that one does not see. Only added to.
CREATE TABLE urgent_try (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  name text NOT NULL,
  at timestamptz NOT NULL,
  -- What was asked for, as typed: a reference, or a child's name and date of birth.
  asked text NOT NULL,
  reason text NOT NULL,
  -- The families that access was given to; none where nothing was found.
  families text[] NOT NULL,
  PRIMARY KEY (authority, id)
);
CREATE INDEX urgent_try_by_worker ON urgent_try (authority, worker, at);
ALTER TABLE urgent_try ENABLE ROW LEVEL SECURITY;
CREATE POLICY try ON urgent_try FOR INSERT WITH CHECK (authority = (SELECT viewer_authority()) AND worker = (SELECT viewer_worker())
  AND (SELECT viewer_sight()) IN ('all', 'team', 'named'));
-- Everybody's own; all of them only through Stile, for those who review.
CREATE POLICY see ON urgent_try FOR SELECT USING (authority = (SELECT viewer_authority())
  AND (worker = (SELECT viewer_worker()) OR (SELECT viewer_sight()) = 'stile'));
GRANT SELECT, INSERT ON urgent_try TO stile_app;

-- How somebody came to see the family when they looked, and what they said it was for where they were asked.
ALTER TABLE view_log ADD COLUMN access text, ADD COLUMN said text;

-- Whether somebody who sees a family only because their role sees all is asked what for.
ALTER TABLE role_sight ADD COLUMN asks_purpose boolean NOT NULL DEFAULT false;
-- Who has changed how far a role sees. Only added to.
CREATE TABLE role_sight_change (
  authority text NOT NULL,
  id text NOT NULL,
  at timestamptz NOT NULL,
  worker text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  sees_before text NOT NULL,
  sees_after text NOT NULL,
  asks_before boolean NOT NULL,
  asks_after boolean NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (authority, id)
);
ALTER TABLE role_sight_change ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON role_sight_change FOR SELECT
  USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) IN ('stile', 'all', 'team', 'named'));
GRANT SELECT ON role_sight_change TO stile_app;

-- How far a role sees is changed here and in no other way, and never without a word in the log.
CREATE FUNCTION set_role_sight(p_id text, p_role text, p_sees text, p_asks boolean, p_name text, p_reason text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  present role_sight;
BEGIN
  IF viewer_sight() IS NULL OR viewer_sight() NOT IN ('all', 'team', 'named') THEN
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
REVOKE EXECUTE ON FUNCTION set_role_sight(text, text, text, boolean, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION set_role_sight(text, text, text, boolean, text, text) TO stile_app;
REVOKE INSERT, UPDATE, DELETE ON role_sight FROM stile_app;
