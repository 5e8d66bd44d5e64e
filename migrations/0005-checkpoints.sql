-- Signed checkpoints over the ends of all histories: `body` is the exact text that was signed. The key is not in the
-- database, so that nobody who has only the database can rewrite what a checkpoint has seen. See docs/history-format.md.
CREATE TABLE checkpoint (
  authority text NOT NULL,
  number integer NOT NULL CHECK (number > 0),
  at timestamptz NOT NULL,
  body text NOT NULL,
  signature bytea NOT NULL,
  PRIMARY KEY (authority, number)
);
GRANT SELECT, INSERT ON checkpoint TO stile_app;
