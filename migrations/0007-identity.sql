-- Who somebody is: sessions that say where they are, accounts at providers, links by mail, and a log of all of it.
-- docs/decisions/0011-signing-in.md has the rules in words.

-- `expires` moves with use; `ends` does not. `device` is the browser in words.
ALTER TABLE session ADD COLUMN device text NOT NULL DEFAULT '', ADD COLUMN ends timestamptz;
UPDATE session SET ends = started + interval '12 hours';

-- Everybody has their own sessions; the door knows all of them, to find whose a cookie is; an administrator ends others'.
DROP POLICY own ON session;
CREATE POLICY own ON session USING (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) IN ('stile', 'door') OR worker = (SELECT viewer_worker())
    OR 'stile/administrator' = ANY((SELECT viewer_roles())::text[])));

-- Which account at which provider is whose. Linked once, and taken away by an administrator.
CREATE TABLE worker_identity (
  authority text NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  worker text NOT NULL,
  linked timestamptz NOT NULL,
  PRIMARY KEY (authority, issuer, subject)
);
CREATE INDEX worker_identity_by_worker ON worker_identity (authority, worker);
ALTER TABLE worker_identity ENABLE ROW LEVEL SECURITY;
CREATE POLICY known ON worker_identity
  USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) IN ('stile', 'door'));
CREATE POLICY administer ON worker_identity FOR SELECT
  USING (authority = (SELECT viewer_authority()) AND 'stile/administrator' = ANY((SELECT viewer_roles())::text[]));
CREATE POLICY unlink ON worker_identity FOR DELETE
  USING (authority = (SELECT viewer_authority()) AND 'stile/administrator' = ANY((SELECT viewer_roles())::text[]));

-- A link by mail. `token` is the hash of what is in the mail, and is made when the mail is; `browser` is the hash of
-- what the browser holds that asked: a link is good only in that one.
CREATE TABLE sign_in_link (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  browser text NOT NULL,
  token text,
  next text,
  asked timestamptz NOT NULL,
  expires timestamptz NOT NULL,
  used timestamptz,
  PRIMARY KEY (authority, id)
);
CREATE UNIQUE INDEX sign_in_link_by_token ON sign_in_link (authority, token);
CREATE INDEX sign_in_link_by_worker ON sign_in_link (authority, worker, asked);
ALTER TABLE sign_in_link ENABLE ROW LEVEL SECURITY;
CREATE POLICY known ON sign_in_link
  USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) IN ('stile', 'door'));

-- Who came in, who went out and who was refused. Only added to. No address, no token, no e-mail.
CREATE TABLE sign_in_log (
  authority text NOT NULL,
  id text NOT NULL,
  at timestamptz NOT NULL,
  worker text,
  how text NOT NULL,
  result text NOT NULL,
  device text NOT NULL,
  PRIMARY KEY (authority, id)
);
CREATE INDEX sign_in_log_latest ON sign_in_log (authority, at DESC);
CREATE INDEX sign_in_log_by_worker ON sign_in_log (authority, worker, at DESC);
ALTER TABLE sign_in_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY write ON sign_in_log FOR INSERT WITH CHECK (authority = (SELECT viewer_authority()));
CREATE POLICY read ON sign_in_log FOR SELECT USING (authority = (SELECT viewer_authority())
  AND ((SELECT viewer_sight()) = 'stile' OR worker = (SELECT viewer_worker())
    OR 'stile/administrator' = ANY((SELECT viewer_roles())::text[])));

-- A session says which roles its person holds at this moment.
GRANT EXECUTE ON FUNCTION roles_of(text, text, timestamptz) TO stile_app;
GRANT SELECT, INSERT, DELETE ON worker_identity TO stile_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_link TO stile_app;
GRANT SELECT, INSERT ON sign_in_log TO stile_app;

-- Whether anybody of a demonstration, whose ids begin with the mark, and anybody else is in any directory.
CREATE FUNCTION find_directories(mark text, OUT demonstration boolean, OUT others boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
  SELECT EXISTS (SELECT FROM worker WHERE starts_with(id, mark)), EXISTS (SELECT FROM worker WHERE NOT starts_with(id, mark))
$$;
REVOKE EXECUTE ON FUNCTION find_directories(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION find_directories(text) TO stile_app;
