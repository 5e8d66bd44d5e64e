-- Families that may be the same, who was searched for while registering, and messages that are not sent any more.
-- docs/decisions/0021-told-when-it-is-theirs.md has the rules in words.

-- A family that was registered is compared with all others by Stile itself, once, and again when a child comes to it.
-- Those that are there already have been looked at by whoever registered them.
ALTER TABLE family ADD COLUMN compared boolean NOT NULL DEFAULT true;
ALTER TABLE family ALTER COLUMN compared SET DEFAULT false;
CREATE INDEX family_to_compare ON family (authority, id) WHERE NOT compared;

-- What was found of two families: first, by Stile, that they may be the same; then what people found. Only added to, and
-- taken away with either family. Of the two ids `family` has the one that comes first, so that a pair stands here once.
CREATE TABLE family_comparison (
  authority text NOT NULL,
  family text NOT NULL,
  other text NOT NULL,
  id text NOT NULL,
  at timestamptz NOT NULL,
  -- Null: they look alike, and somebody is to compare them.
  finding text,
  reason text,
  worker text,
  name text,
  PRIMARY KEY (authority, family, other, id),
  CHECK (family COLLATE "C" < other COLLATE "C"),
  CHECK (finding IN ('same-family', 'child-in-both', 'not-the-same')),
  CHECK ((finding IS NULL) = (reason IS NULL) AND (finding IS NULL) = (worker IS NULL) AND (finding IS NULL) = (name IS NULL))
);
CREATE INDEX family_comparison_by_other ON family_comparison (authority, other);
ALTER TABLE family_comparison ENABLE ROW LEVEL SECURITY;
-- That two families look alike says of each that the other is there: it is for those of the council who see both.
CREATE POLICY see ON family_comparison FOR SELECT USING (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile'
    OR (SELECT viewer_sight()) IN ('all', 'team', 'named') AND viewer_sees(family) AND viewer_sees(other)));
CREATE POLICY find ON family_comparison FOR INSERT WITH CHECK (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile'
    OR (SELECT viewer_sight()) IN ('all', 'team', 'named') AND viewer_sees(family) AND viewer_sees(other)
      AND finding IS NOT NULL AND worker = (SELECT viewer_worker())));
CREATE POLICY forget ON family_comparison FOR DELETE
  USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) = 'stile');
GRANT SELECT, INSERT, DELETE ON family_comparison TO stile_app;

-- Each time somebody was shown, while registering, which families that they see look alike. Only added to; it names no
-- family and no child.
CREATE TABLE registration_search (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  name text NOT NULL,
  at timestamptz NOT NULL,
  -- How many families were shown.
  answers integer NOT NULL,
  PRIMARY KEY (authority, id)
);
CREATE INDEX registration_search_by_worker ON registration_search (authority, worker, at);
ALTER TABLE registration_search ENABLE ROW LEVEL SECURITY;
CREATE POLICY search ON registration_search FOR INSERT WITH CHECK (authority = (SELECT viewer_authority())
  AND worker = (SELECT viewer_worker()) AND (SELECT viewer_sight()) IN ('all', 'team', 'named', 'partner'));
CREATE POLICY see ON registration_search FOR SELECT USING (authority = (SELECT viewer_authority())
  AND (worker = (SELECT viewer_worker()) OR (SELECT viewer_sight()) = 'stile'));
GRANT SELECT, INSERT ON registration_search TO stile_app;

-- A message that is over without having arrived, and why; one that went to others, and to whom.
ALTER TABLE outbox ADD COLUMN not_sent text, ADD COLUMN told_instead text;
CREATE INDEX outbox_astray ON outbox (authority, done_at) WHERE not_sent IS NOT NULL OR told_instead IS NOT NULL;
GRANT UPDATE (not_sent, told_instead) ON outbox TO stile_app;
