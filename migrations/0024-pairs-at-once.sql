-- As in 0021, asked once for a statement instead of twice for each pair: the families that somebody sees are worked out
-- together.
DROP POLICY see ON family_comparison;
CREATE POLICY see ON family_comparison FOR SELECT USING (authority = (SELECT viewer_authority())
  AND CASE (SELECT viewer_sight())
    WHEN 'stile' THEN true
    WHEN 'all' THEN family NOT IN (SELECT families_closed_to_viewer()) AND other NOT IN (SELECT families_closed_to_viewer())
    WHEN 'team' THEN family IN (SELECT families_of_viewer()) AND other IN (SELECT families_of_viewer())
    WHEN 'named' THEN family IN (SELECT families_of_viewer()) AND other IN (SELECT families_of_viewer())
    ELSE false
  END);
