-- What a partner sees who is named in a family that is not shared with them: that they are named in it, and who holds
-- it, so that they can ring. docs/decisions/0013-what-partners-see.md has the rule in words.

-- Nothing of the family itself, and only for whom nothing opens it: as `families_of_viewer` is for everybody else.
CREATE FUNCTION families_not_shared_with_viewer()
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
    SELECT e.body::jsonb #> '{event,to}' AS seat FROM event e
    WHERE e.authority = f.authority AND e.family = f.id AND e.type = 'HolderChanged' ORDER BY e.version DESC LIMIT 1
  ) AS h
  WHERE viewer_sight() = 'partner' AND f.id NOT IN (SELECT families_of_viewer())
    -- Of a restricted family nothing is said to those who are only in its past, nor to those who never see it.
    AND (NOT f.restricted OR a.why && '{holds,named,visits}')
    AND NOT EXISTS (SELECT FROM family_access n WHERE n.authority = f.authority AND n.family = f.id
      AND n.worker = viewer_worker() AND n.why = 'never')
$$;
REVOKE EXECUTE ON FUNCTION families_not_shared_with_viewer() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION families_not_shared_with_viewer() TO stile_app;
