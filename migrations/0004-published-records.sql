-- What a policy asks for before a new version of it is published, such as an assessment, as it was given.

ALTER TABLE protocol_published ADD COLUMN records jsonb NOT NULL DEFAULT '{}';
