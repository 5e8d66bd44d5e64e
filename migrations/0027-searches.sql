-- Each time somebody searched for a family, and how many families it showed. Only added to; it names no family, and
-- nothing that was typed.
CREATE TABLE family_search (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  name text NOT NULL,
  at timestamptz NOT NULL,
  -- How many families were shown.
  answers integer NOT NULL,
  PRIMARY KEY (authority, id)
);
CREATE INDEX family_search_by_worker ON family_search (authority, worker, at);
ALTER TABLE family_search ENABLE ROW LEVEL SECURITY;
CREATE POLICY search ON family_search FOR INSERT WITH CHECK (authority = (SELECT viewer_authority())
  AND worker = (SELECT viewer_worker()) AND name = (SELECT viewer_name())
  AND (SELECT viewer_sight()) NOT IN ('stile', 'door', 'none'));
CREATE POLICY see ON family_search FOR SELECT USING (authority = (SELECT viewer_authority())
  AND (worker = (SELECT viewer_worker()) OR (SELECT viewer_sight()) = 'stile'));
GRANT SELECT, INSERT ON family_search TO stile_app;
