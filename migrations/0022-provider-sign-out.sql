-- A provider says that a session there has ended, and those of Stile that were begun with it end. docs/decisions/0011.

-- The hash of the provider's issuer and of its name for the session; null where it named none.
ALTER TABLE session ADD COLUMN provider_session text;
CREATE INDEX session_by_provider_session ON session (authority, provider_session) WHERE provider_session IS NOT NULL;

-- What a provider has said is heard once: the hash of its issuer and of the token's own id, until it would not be believed anyway.
CREATE TABLE sign_out_token (
  authority text NOT NULL,
  id text NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (authority, id)
);
ALTER TABLE sign_out_token ENABLE ROW LEVEL SECURITY;
CREATE POLICY known ON sign_out_token
  USING (authority = (SELECT viewer_authority()) AND (SELECT viewer_sight()) IN ('stile', 'door'));
GRANT SELECT, INSERT, DELETE ON sign_out_token TO stile_app;
