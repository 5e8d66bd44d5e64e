-- The application works as stile_app. What has happened can be read and added to, and that is all:
-- the database itself refuses to change it.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO stile_app;

GRANT SELECT, INSERT ON event, view_log, protocol_published, calendar_published, request TO stile_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON
  family, family_person, transfer, work, agenda, role_assignment,
  outbox, notice, draft, session, worker, meeting TO stile_app;
GRANT SELECT ON name_variant, migration TO stile_app;

REVOKE EXECUTE ON FUNCTION apply_rows(text, text, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION apply_rows(text, text, jsonb) TO stile_app;
GRANT EXECUTE ON FUNCTION fold_name(text), name_sounds(text) TO stile_app;
REVOKE EXECUTE ON FUNCTION append_act(text, text, integer, bytea, text, text[], text[], timestamptz[], timestamptz, bytea[], jsonb, jsonb, jsonb, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_act(text, text, integer, bytea, text, text[], text[], timestamptz[], timestamptz, bytea[], jsonb, jsonb, jsonb, text, text) TO stile_app;
REVOKE EXECUTE ON FUNCTION append_meeting(text, text, date, integer, bytea, text, text, timestamptz, timestamptz, bytea, jsonb, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_meeting(text, text, date, integer, bytea, text, text, timestamptz, timestamptz, bytea, jsonb, timestamptz) TO stile_app;
