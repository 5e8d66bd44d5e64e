-- A search that found a family names a child of it, and goes with the family: a disposal deletes from every table that
-- has a family. One row for each family that was found.
ALTER TABLE urgent_try ADD COLUMN family text;
UPDATE urgent_try SET family = families[1];
