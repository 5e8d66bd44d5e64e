-- Who works here: roles with dates, cover for leave, and who takes over from whom. docs/decisions/0017-people.md has
-- the rules in words. Only an administrator of the authority, and Stile itself, changes any of it.

-- A role somebody holds. A day is a day in London; both ends are inclusive, and an end that is not there is open.
CREATE TABLE role_holding (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  role text NOT NULL,
  from_day date,
  until_day date,
  given_by text NOT NULL,
  given timestamptz NOT NULL,
  PRIMARY KEY (authority, id)
);
CREATE INDEX role_holding_by_worker ON role_holding (authority, worker);
CREATE INDEX role_holding_by_role ON role_holding (authority, role);

-- While somebody is away another does their work: from the first day to the last.
CREATE TABLE cover (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  covers text NOT NULL CHECK (covers <> worker),
  from_day date NOT NULL,
  until_day date,
  given_by text NOT NULL,
  given timestamptz NOT NULL,
  PRIMARY KEY (authority, id)
);
CREATE INDEX cover_by_worker ON cover (authority, worker);
CREATE INDEX cover_by_covered ON cover (authority, covers);

-- The families of somebody who leaves, or who gives up a role or a team, go to others from a day on. It is carried out
-- family by family, and taken up again where it was broken off: `done` is set when nobody waits any more.
CREATE TABLE hand_over (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  why text NOT NULL CHECK (why IN ('leaves', 'role-ends', 'moves')),
  -- Of which role; all, where none is named.
  role text,
  from_day date NOT NULL,
  -- Who takes what nobody else is chosen for.
  successor text,
  -- By family: who takes it.
  chosen jsonb NOT NULL DEFAULT '{}',
  decided_by text NOT NULL,
  decided_by_name text NOT NULL,
  decided timestamptz NOT NULL,
  done timestamptz,
  cancelled timestamptz,
  -- Nobody gives themselves families.
  CHECK (successor IS DISTINCT FROM decided_by),
  PRIMARY KEY (authority, id)
);
CREATE INDEX hand_over_to_do ON hand_over (authority, worker) WHERE done IS NULL AND cancelled IS NULL;

-- Added in the app; those of the policy and of people in the directory need no row here.
CREATE TABLE team (
  authority text NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (authority, name)
);
CREATE TABLE agency (
  authority text NOT NULL,
  name text NOT NULL,
  employer text NOT NULL CHECK (employer IN ('authority', 'partner')),
  PRIMARY KEY (authority, name)
);

-- Who changed what of whom, and when. Only added to.
CREATE TABLE people_log (
  authority text NOT NULL,
  id text NOT NULL,
  at timestamptz NOT NULL,
  by_worker text NOT NULL,
  by_name text NOT NULL,
  worker text,
  what text NOT NULL,
  PRIMARY KEY (authority, id)
);
CREATE INDEX people_log_by_worker ON people_log (authority, worker, at);

-- `worker.roles` stays as it was for the version of Stile before this one, while both run; nothing reads it any more.
ALTER TABLE worker ALTER COLUMN roles SET DEFAULT '{}';
INSERT INTO role_holding (authority, id, worker, role, given_by, given)
SELECT authority, id || '/' || n || '/' || role, id, role, 'stile', now() FROM worker, unnest(roles) WITH ORDINALITY AS r (role, n);

-- Whom somebody covers for at a moment.
CREATE FUNCTION covered_by(p_authority text, p_worker text, p_now timestamptz) RETURNS text[]
LANGUAGE sql STABLE
AS $$
  SELECT coalesce(array_agg(DISTINCT c.covers ORDER BY c.covers), '{}') FROM cover c
  WHERE c.authority = p_authority AND c.worker = p_worker
    AND (p_now AT TIME ZONE 'Europe/London')::date BETWEEN c.from_day AND coalesce(c.until_day, 'infinity')
$$;
-- The roles that somebody holds at a moment themselves, the longest held first.
CREATE FUNCTION own_roles_of(p_authority text, p_worker text, p_now timestamptz) RETURNS text[]
LANGUAGE sql STABLE
AS $$
  SELECT coalesce(array_agg(r.role ORDER BY r.since, r.given, r.id), '{}') FROM (
    SELECT h.role, min(coalesce(h.from_day, '-infinity')) AS since, min(h.given) AS given, min(h.id) AS id FROM role_holding h
    WHERE h.authority = p_authority AND h.worker = p_worker
      AND (p_now AT TIME ZONE 'Europe/London')::date BETWEEN coalesce(h.from_day, '-infinity') AND coalesce(h.until_day, 'infinity')
    GROUP BY h.role) AS r
$$;
-- Their own first, then those of whom they cover for. To administer the directory is nobody's to pass on.
-- It asks as whoever calls it: `enter` as the owner, the application within the viewer's authority.
CREATE OR REPLACE FUNCTION roles_of(p_authority text, p_worker text, p_now timestamptz) RETURNS text[]
LANGUAGE sql STABLE SECURITY INVOKER
AS $$
  SELECT own_roles_of(p_authority, w.id, p_now) || ARRAY(
    SELECT DISTINCT o.role FROM unnest(covered_by(p_authority, w.id, p_now)) AS c (worker),
      unnest(own_roles_of(p_authority, c.worker, p_now)) AS o (role)
    WHERE o.role <> 'stile/administrator' AND o.role <> ALL (own_roles_of(p_authority, w.id, p_now))
    ORDER BY o.role)
  FROM worker w WHERE w.authority = p_authority AND w.id = p_worker AND w.active
$$;

-- Those they cover for.
CREATE FUNCTION viewer_covers() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('stile.covers', true), '')::text[] $$;
CREATE FUNCTION viewer_administers() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT coalesce('stile/administrator' = ANY(viewer_roles()), false) $$;

-- As in 0006, with whom they cover for; and to administer the directory shows no family.
CREATE OR REPLACE FUNCTION enter(p_authority text, p_worker text, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  found record;
  held text[] := '{}';
  seeing text[];
  covered text[] := '{}';
  sight text;
BEGIN
  IF p_worker = 'stile' THEN
    sight := 'stile';
  ELSIF p_worker = '' THEN
    sight := 'door';
  ELSE
    SELECT w.employer, w.team INTO found FROM worker w WHERE w.authority = p_authority AND w.id = p_worker AND w.active;
    held := coalesce(roles_of(p_authority, p_worker, p_now), '{}');
    seeing := array_remove(held, 'stile/administrator');
    IF found.employer IS NOT NULL THEN
      covered := covered_by(p_authority, p_worker, p_now);
    END IF;
    sight := CASE
      WHEN found IS NULL THEN 'none'
      WHEN found.employer = 'partner' THEN 'partner'
      WHEN cardinality(seeing) = 0 THEN 'named'
      ELSE (
        SELECT CASE min(CASE coalesce(s.sees, 'all') WHEN 'all' THEN 1 WHEN 'team' THEN 2 ELSE 3 END)
          WHEN 1 THEN 'all' WHEN 2 THEN 'team' ELSE 'named' END
        FROM unnest(seeing) AS r (role)
        LEFT JOIN role_sight s ON s.authority = p_authority AND s.role = r.role)
    END;
    PERFORM set_config('stile.team', coalesce(found.team, ''), true);
  END IF;
  PERFORM set_config('stile.authority', p_authority, true), set_config('stile.worker', p_worker, true),
    set_config('stile.now', p_now::text, true), set_config('stile.sight', sight, true),
    set_config('stile.roles', held::text, true), set_config('stile.covers', covered::text, true);
END
$$;

-- As in 0011; the families of those whom they cover for are theirs meanwhile, but not restricted ones: of those only
-- the people named themselves.
CREATE OR REPLACE FUNCTION families_of_viewer() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT mine.family FROM (
    SELECT a.family FROM family_access a
    WHERE a.authority = viewer_authority() AND a.worker = viewer_worker() AND a.sees IN ('whole', 'parts')
      AND viewer_sight() IN ('all', 'team', 'named', 'partner') AND (a.until IS NULL OR a.until > viewer_now())
    UNION ALL
    SELECT a.family FROM family_access a JOIN family f ON f.authority = a.authority AND f.id = a.family
    WHERE a.authority = viewer_authority() AND a.worker = ANY(viewer_covers()) AND a.sees IN ('whole', 'parts')
      AND viewer_sight() IN ('all', 'team', 'named', 'partner') AND (a.until IS NULL OR a.until > viewer_now())
      AND a.why IN ('holds', 'named', 'visits') AND NOT f.restricted
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

-- The directory is read by everybody of the authority, changed by its administrators; nobody gives themselves a role.
DROP POLICY own ON worker;
CREATE POLICY read ON worker FOR SELECT USING (authority = (SELECT viewer_authority()));
CREATE POLICY enter_people ON worker FOR INSERT WITH CHECK (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile' OR (SELECT viewer_administers())));
CREATE POLICY change_people ON worker FOR UPDATE USING (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile' OR (SELECT viewer_administers())));
REVOKE DELETE ON worker FROM stile_app;

ALTER TABLE role_holding ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON role_holding FOR SELECT USING (authority = (SELECT viewer_authority()));
CREATE POLICY give ON role_holding FOR INSERT WITH CHECK (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile' OR (SELECT viewer_administers()) AND worker <> (SELECT viewer_worker())));
CREATE POLICY end_role ON role_holding FOR UPDATE USING (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile' OR (SELECT viewer_administers()) AND worker <> (SELECT viewer_worker())));

ALTER TABLE cover ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON cover FOR SELECT USING (authority = (SELECT viewer_authority()));
CREATE POLICY give ON cover FOR INSERT WITH CHECK (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile' OR (SELECT viewer_administers()) AND worker <> (SELECT viewer_worker())));
CREATE POLICY end_cover ON cover FOR UPDATE USING (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile' OR (SELECT viewer_administers()) AND worker <> (SELECT viewer_worker())));

ALTER TABLE hand_over ENABLE ROW LEVEL SECURITY;
CREATE POLICY administer ON hand_over USING (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile' OR (SELECT viewer_administers())));

ALTER TABLE team ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON team FOR SELECT USING (authority = (SELECT viewer_authority()));
CREATE POLICY administer ON team USING (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile' OR (SELECT viewer_administers())));
ALTER TABLE agency ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON agency FOR SELECT USING (authority = (SELECT viewer_authority()));
CREATE POLICY administer ON agency USING (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile' OR (SELECT viewer_administers())));

ALTER TABLE people_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY read ON people_log FOR SELECT USING (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile' OR (SELECT viewer_administers())));
CREATE POLICY add ON people_log FOR INSERT WITH CHECK (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile' OR (SELECT viewer_administers()) AND by_worker = (SELECT viewer_worker())));

-- Administrators tell each other of what they change, and those whom it concerns: in the transaction of the change.
CREATE POLICY tell ON outbox FOR INSERT WITH CHECK (authority = (SELECT viewer_authority())
  AND (SELECT viewer_administers()) AND family IS NULL AND kind = 'notice');

GRANT SELECT, INSERT ON role_holding, cover, people_log TO stile_app;
GRANT UPDATE (until_day) ON role_holding, cover TO stile_app;
GRANT SELECT, INSERT ON hand_over TO stile_app;
GRANT UPDATE (done, cancelled, successor, chosen) ON hand_over TO stile_app;
GRANT SELECT, INSERT, DELETE ON team, agency TO stile_app;
GRANT EXECUTE ON FUNCTION roles_of(text, text, timestamptz) TO stile_app;
