-- What is asked most often of all: for whom a transaction is, and who has which roles.

-- As in 0015, with what is nearly always so written out here: whoever covers for nobody has only their own roles, as
-- `own_roles_of` says them. Called from here, each function in SQL would be planned anew every time. A test compares.
CREATE OR REPLACE FUNCTION enter(p_authority text, p_worker text, p_now timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
  found_employer text;
  found_team text;
  held text[] := '{}';
  seeing text[];
  covered text[] := '{}';
  sight text;
  today date := (p_now AT TIME ZONE 'Europe/London')::date;
BEGIN
  IF p_worker = 'stile' THEN
    sight := 'stile';
  ELSIF p_worker = '' THEN
    sight := 'door';
  ELSE
    SELECT w.employer, w.team INTO found_employer, found_team
    FROM worker w WHERE w.authority = p_authority AND w.id = p_worker AND w.active;
    IF NOT FOUND THEN
      sight := 'none';
    ELSE
      IF EXISTS (SELECT FROM cover c WHERE c.authority = p_authority AND c.worker = p_worker
        AND today BETWEEN c.from_day AND coalesce(c.until_day, 'infinity')) THEN
        covered := covered_by(p_authority, p_worker, p_now);
        held := roles_of(p_authority, p_worker, p_now);
      ELSE
        SELECT coalesce(array_agg(r.role ORDER BY r.since, r.given, r.id), '{}') INTO held FROM (
          SELECT h.role, min(coalesce(h.from_day, '-infinity')) AS since, min(h.given) AS given, min(h.id) AS id
          FROM role_holding h
          WHERE h.authority = p_authority AND h.worker = p_worker
            AND today BETWEEN coalesce(h.from_day, '-infinity') AND coalesce(h.until_day, 'infinity')
          GROUP BY h.role) AS r;
      END IF;
      seeing := array_remove(held, 'stile/administrator');
      IF found_employer = 'partner' THEN
        sight := 'partner';
      ELSIF seeing = '{}' THEN
        sight := 'named';
      ELSE
        SELECT CASE min(CASE coalesce(s.sees, 'all') WHEN 'all' THEN 1 WHEN 'team' THEN 2 ELSE 3 END)
          WHEN 1 THEN 'all' WHEN 2 THEN 'team' ELSE 'named' END INTO sight
        FROM unnest(seeing) AS r (role)
        LEFT JOIN role_sight s ON s.authority = p_authority AND s.role = r.role;
      END IF;
    END IF;
    PERFORM set_config('stile.team', coalesce(found_team, ''), true);
  END IF;
  PERFORM set_config('stile.authority', p_authority, true), set_config('stile.worker', p_worker, true),
    set_config('stile.now', p_now::text, true), set_config('stile.sight', sight, true),
    set_config('stile.roles', held::text, true), set_config('stile.covers', covered::text, true);
END
$$;

-- What `roles_of` and `covered_by` answer for one person, for everybody who has or lends a role, in one pass: a list of
-- five hundred people would take a thousand look-ups. A test compares the two. Whoever has left has none, whatever is here.
CREATE FUNCTION roles_of_all(p_authority text, p_now timestamptz) RETURNS TABLE (worker text, roles text[], covers text[])
LANGUAGE sql STABLE
AS $$
  WITH today AS (SELECT (p_now AT TIME ZONE 'Europe/London')::date AS day),
  held AS (
    SELECT h.worker, h.role, min(coalesce(h.from_day, '-infinity')) AS since, min(h.given) AS given, min(h.id) AS id
    FROM role_holding h, today
    WHERE h.authority = p_authority AND today.day BETWEEN coalesce(h.from_day, '-infinity') AND coalesce(h.until_day, 'infinity')
    GROUP BY h.worker, h.role),
  covering AS (
    SELECT DISTINCT c.worker, c.covers FROM cover c, today
    WHERE c.authority = p_authority AND today.day BETWEEN c.from_day AND coalesce(c.until_day, 'infinity'))
  SELECT r.worker,
    coalesce(array_agg(r.role ORDER BY r.lent, r.since, r.given, r.id, r.role) FILTER (WHERE r.role IS NOT NULL), '{}'),
    coalesce(array_agg(r.covers ORDER BY r.covers) FILTER (WHERE r.covers IS NOT NULL), '{}')
  FROM (
    SELECT h.worker, h.role, false AS lent, h.since, h.given, h.id, NULL::text AS covers FROM held h
    UNION ALL
    SELECT DISTINCT c.worker, h.role, true, NULL::date, NULL::timestamptz, NULL::text, NULL::text
    FROM covering c JOIN held h ON h.worker = c.covers
    WHERE h.role <> 'stile/administrator' AND NOT EXISTS (SELECT FROM held o WHERE o.worker = c.worker AND o.role = h.role)
    UNION ALL
    SELECT c.worker, NULL, true, NULL, NULL, NULL, c.covers FROM covering c) AS r
  GROUP BY r.worker
$$;
