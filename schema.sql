-- extensions
CREATE EXTENSION fuzzystrmatch;
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;

-- tables
CREATE TABLE agency (
  authority text NOT NULL,
  name text NOT NULL,
  employer text NOT NULL,
  CONSTRAINT agency_employer_check CHECK ((employer = ANY (ARRAY['authority'::text, 'partner'::text]))),
  CONSTRAINT agency_pkey PRIMARY KEY (authority, name)
);
CREATE TABLE agenda (
  authority text NOT NULL,
  forum text NOT NULL,
  sitting date NOT NULL,
  family text NOT NULL,
  transfer text NOT NULL,
  part text NOT NULL,
  children text[] NOT NULL,
  listed timestamp with time zone NOT NULL,
  outcome text,
  decided timestamp with time zone,
  rolled_over integer NOT NULL,
  CONSTRAINT agenda_pkey PRIMARY KEY (authority, forum, sitting, family, transfer, part)
);
CREATE TABLE calendar_published (
  number integer NOT NULL,
  version text NOT NULL,
  body text NOT NULL,
  published timestamp with time zone NOT NULL,
  CONSTRAINT calendar_published_pkey PRIMARY KEY (number),
  CONSTRAINT calendar_published_version_key UNIQUE (version)
);
CREATE TABLE checkpoint (
  authority text NOT NULL,
  number integer NOT NULL,
  at timestamp with time zone NOT NULL,
  body text NOT NULL,
  signature bytea NOT NULL,
  CONSTRAINT checkpoint_number_check CHECK ((number > 0)),
  CONSTRAINT checkpoint_pkey PRIMARY KEY (authority, number)
);
CREATE TABLE cover (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  covers text NOT NULL,
  from_day date NOT NULL,
  until_day date,
  given_by text NOT NULL,
  given timestamp with time zone NOT NULL,
  CONSTRAINT cover_check CHECK ((covers <> worker)),
  CONSTRAINT cover_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE draft (
  authority text NOT NULL,
  worker text NOT NULL,
  key text NOT NULL,
  family text,
  title text NOT NULL,
  body jsonb NOT NULL,
  updated timestamp with time zone NOT NULL,
  CONSTRAINT draft_pkey PRIMARY KEY (authority, worker, key)
);
CREATE TABLE event (
  authority text NOT NULL,
  family text NOT NULL,
  version integer NOT NULL,
  type text NOT NULL,
  at timestamp with time zone NOT NULL,
  recorded timestamp with time zone NOT NULL,
  body text NOT NULL,
  hash bytea NOT NULL,
  by_worker text,
  CONSTRAINT event_hash_check CHECK ((length(hash) = 32)),
  CONSTRAINT event_pkey PRIMARY KEY (authority, family, version),
  CONSTRAINT event_version_check CHECK ((version > 0))
);
CREATE TABLE export (
  authority text NOT NULL,
  family text NOT NULL,
  id text NOT NULL,
  person text NOT NULL,
  asked_by text NOT NULL,
  asked date NOT NULL,
  version integer NOT NULL,
  passages jsonb NOT NULL,
  made timestamp with time zone NOT NULL,
  made_by text NOT NULL,
  made_name text NOT NULL,
  released timestamp with time zone,
  released_name text,
  body text,
  CONSTRAINT export_check CHECK (((released IS NULL) = (body IS NULL))),
  CONSTRAINT export_pkey PRIMARY KEY (authority, family, id)
);
CREATE TABLE export_decision (
  authority text NOT NULL,
  family text NOT NULL,
  export text NOT NULL,
  passage text NOT NULL,
  does text NOT NULL,
  words text[] NOT NULL,
  reason text NOT NULL,
  decided timestamp with time zone NOT NULL,
  by_worker text NOT NULL,
  by_name text NOT NULL,
  CONSTRAINT export_decision_does_check CHECK ((does = ANY (ARRAY['keep'::text, 'redact'::text, 'withhold'::text]))),
  CONSTRAINT export_decision_pkey PRIMARY KEY (authority, family, export, passage)
);
CREATE TABLE family (
  authority text NOT NULL,
  id text NOT NULL,
  version integer NOT NULL,
  hash bytea NOT NULL,
  projected_with text NOT NULL,
  reference text NOT NULL,
  name text NOT NULL,
  locality text,
  holder_role text NOT NULL,
  holder_stands_in_for text,
  holder_worker text,
  holder_name text,
  holder_team text,
  holder_since timestamp with time zone NOT NULL,
  open_transfers integer NOT NULL,
  updated timestamp with time zone NOT NULL,
  restricted boolean NOT NULL DEFAULT false,
  compared boolean NOT NULL DEFAULT false,
  CONSTRAINT family_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE family_access (
  authority text NOT NULL,
  family text NOT NULL,
  worker text NOT NULL,
  why text NOT NULL,
  sees text NOT NULL,
  until timestamp with time zone,
  CONSTRAINT family_access_pkey PRIMARY KEY (authority, family, worker, why),
  CONSTRAINT family_access_sees_check CHECK ((sees = ANY (ARRAY['whole'::text, 'parts'::text, 'own'::text, 'none'::text]))),
  CONSTRAINT family_access_why_check CHECK ((why = ANY (ARRAY['holds'::text, 'named'::text, 'visits'::text, 'listed'::text, 'urgent'::text, 'concern'::text, 'never'::text])))
);
CREATE TABLE family_comparison (
  authority text NOT NULL,
  family text NOT NULL,
  other text NOT NULL,
  id text NOT NULL,
  at timestamp with time zone NOT NULL,
  finding text,
  reason text,
  worker text,
  name text,
  CONSTRAINT family_comparison_check CHECK (((family COLLATE "C") < (other COLLATE "C"))),
  CONSTRAINT family_comparison_check1 CHECK ((((finding IS NULL) = (reason IS NULL)) AND ((finding IS NULL) = (worker IS NULL)) AND ((finding IS NULL) = (name IS NULL)))),
  CONSTRAINT family_comparison_finding_check CHECK ((finding = ANY (ARRAY['same-family'::text, 'child-in-both'::text, 'not-the-same'::text]))),
  CONSTRAINT family_comparison_pkey PRIMARY KEY (authority, family, other, id)
);
CREATE TABLE family_person (
  authority text NOT NULL,
  family text NOT NULL,
  person text NOT NULL,
  kind text NOT NULL,
  given text NOT NULL,
  family_name text NOT NULL,
  born date,
  relation text,
  full_name text NOT NULL GENERATED ALWAYS AS (fold_name(((given || ' '::text) || family_name))) STORED,
  given_sounds text[] NOT NULL GENERATED ALWAYS AS (name_sounds(given)) STORED,
  family_sounds text[] NOT NULL GENERATED ALWAYS AS (name_sounds(family_name)) STORED,
  CONSTRAINT family_person_pkey PRIMARY KEY (authority, family, person)
);
CREATE TABLE family_search (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  name text NOT NULL,
  at timestamp with time zone NOT NULL,
  answers integer NOT NULL,
  CONSTRAINT family_search_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE hand_over (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  why text NOT NULL,
  role text,
  from_day date NOT NULL,
  successor text,
  chosen jsonb NOT NULL DEFAULT '{}'::jsonb,
  decided_by text NOT NULL,
  decided_by_name text NOT NULL,
  decided timestamp with time zone NOT NULL,
  done timestamp with time zone,
  cancelled timestamp with time zone,
  CONSTRAINT hand_over_check CHECK ((successor IS DISTINCT FROM decided_by)),
  CONSTRAINT hand_over_pkey PRIMARY KEY (authority, id),
  CONSTRAINT hand_over_why_check CHECK ((why = ANY (ARRAY['leaves'::text, 'role-ends'::text, 'moves'::text])))
);
CREATE TABLE keeping (
  authority text NOT NULL,
  family text NOT NULL,
  levels text[] NOT NULL,
  pathways text[] NOT NULL,
  holders text[] NOT NULL,
  youngest date,
  oldest date,
  died date,
  closed date,
  last_action date NOT NULL,
  visit date,
  CONSTRAINT keeping_pkey PRIMARY KEY (authority, family)
);
CREATE TABLE meeting (
  authority text NOT NULL,
  forum text NOT NULL,
  sitting date NOT NULL,
  version integer NOT NULL,
  hash bytea NOT NULL,
  attendance jsonb NOT NULL,
  minutes_sent timestamp with time zone,
  updated timestamp with time zone NOT NULL,
  CONSTRAINT meeting_pkey PRIMARY KEY (authority, forum, sitting)
);
CREATE TABLE migration (
  name text NOT NULL,
  checksum text NOT NULL,
  applied timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT migration_pkey PRIMARY KEY (name)
);
CREATE TABLE name_variant (
  spelling text NOT NULL,
  name_group text NOT NULL,
  CONSTRAINT name_variant_pkey PRIMARY KEY (spelling, name_group)
);
CREATE TABLE notice (
  authority text NOT NULL,
  id text NOT NULL,
  to_worker text,
  to_role text,
  family text,
  transfer text,
  what text NOT NULL,
  at timestamp with time zone NOT NULL,
  read_at timestamp with time zone,
  read_by text,
  CONSTRAINT notice_check CHECK (((to_worker IS NULL) <> (to_role IS NULL))),
  CONSTRAINT notice_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE outbox (
  authority text NOT NULL,
  id text NOT NULL,
  kind text NOT NULL,
  family text,
  payload jsonb NOT NULL,
  created timestamp with time zone NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_try timestamp with time zone,
  done_at timestamp with time zone,
  failed text,
  not_sent text,
  told_instead text,
  CONSTRAINT outbox_kind_check CHECK ((kind = ANY (ARRAY['notice'::text, 'mail'::text]))),
  CONSTRAINT outbox_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE people_log (
  authority text NOT NULL,
  id text NOT NULL,
  at timestamp with time zone NOT NULL,
  by_worker text NOT NULL,
  by_name text NOT NULL,
  worker text,
  what text NOT NULL,
  CONSTRAINT people_log_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE protocol_published (
  authority text NOT NULL,
  version text NOT NULL,
  sha256 text NOT NULL,
  files jsonb NOT NULL,
  published timestamp with time zone NOT NULL,
  records jsonb NOT NULL DEFAULT '{}'::jsonb,
  CONSTRAINT protocol_published_pkey PRIMARY KEY (authority, version)
);
CREATE TABLE records (
  authority text NOT NULL,
  version integer NOT NULL,
  hash bytea NOT NULL,
  updated timestamp with time zone NOT NULL,
  CONSTRAINT records_pkey PRIMARY KEY (authority)
);
CREATE TABLE records_role (
  authority text NOT NULL,
  role text NOT NULL,
  may text NOT NULL,
  CONSTRAINT records_role_may_check CHECK ((may = ANY (ARRAY['keep'::text, 'confirm'::text, 'set-sight'::text, 'guard'::text]))),
  CONSTRAINT records_role_pkey PRIMARY KEY (authority, role, may)
);
CREATE TABLE registration_search (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  name text NOT NULL,
  at timestamp with time zone NOT NULL,
  answers integer NOT NULL,
  CONSTRAINT registration_search_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE request (
  authority text NOT NULL,
  worker text NOT NULL,
  key text NOT NULL,
  family text NOT NULL,
  from_version integer NOT NULL,
  version integer NOT NULL,
  recorded timestamp with time zone NOT NULL,
  CONSTRAINT request_pkey PRIMARY KEY (authority, worker, key)
);
CREATE TABLE role_assignment (
  authority text NOT NULL,
  family text NOT NULL,
  role text NOT NULL,
  worker text,
  name text NOT NULL,
  agency text NOT NULL,
  since timestamp with time zone NOT NULL,
  CONSTRAINT role_assignment_pkey PRIMARY KEY (authority, family, role)
);
CREATE TABLE role_holding (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  role text NOT NULL,
  from_day date,
  until_day date,
  given_by text NOT NULL,
  given timestamp with time zone NOT NULL,
  CONSTRAINT role_holding_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE role_sight (
  authority text NOT NULL,
  role text NOT NULL,
  sees text NOT NULL,
  asks_purpose boolean NOT NULL DEFAULT false,
  CONSTRAINT role_sight_pkey PRIMARY KEY (authority, role),
  CONSTRAINT role_sight_sees_check CHECK ((sees = ANY (ARRAY['all'::text, 'team'::text, 'named'::text])))
);
CREATE TABLE role_sight_change (
  authority text NOT NULL,
  id text NOT NULL,
  at timestamp with time zone NOT NULL,
  worker text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  sees_before text NOT NULL,
  sees_after text NOT NULL,
  asks_before boolean NOT NULL,
  asks_after boolean NOT NULL,
  reason text NOT NULL,
  CONSTRAINT role_sight_change_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE session (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  how text NOT NULL,
  started timestamp with time zone NOT NULL,
  seen timestamp with time zone NOT NULL,
  expires timestamp with time zone NOT NULL,
  ended timestamp with time zone,
  device text NOT NULL DEFAULT ''::text,
  ends timestamp with time zone,
  provider_session text,
  CONSTRAINT session_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE sign_in_link (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  browser text NOT NULL,
  token text,
  next text,
  asked timestamp with time zone NOT NULL,
  expires timestamp with time zone NOT NULL,
  used timestamp with time zone,
  CONSTRAINT sign_in_link_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE sign_in_log (
  authority text NOT NULL,
  id text NOT NULL,
  at timestamp with time zone NOT NULL,
  worker text,
  how text NOT NULL,
  result text NOT NULL,
  device text NOT NULL,
  CONSTRAINT sign_in_log_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE sign_out_token (
  authority text NOT NULL,
  id text NOT NULL,
  until timestamp with time zone NOT NULL,
  CONSTRAINT sign_out_token_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE team (
  authority text NOT NULL,
  name text NOT NULL,
  CONSTRAINT team_pkey PRIMARY KEY (authority, name)
);
CREATE TABLE tombstone (
  authority text NOT NULL,
  family text NOT NULL,
  version integer NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT tombstone_hash_check CHECK ((length(hash) = 32)),
  CONSTRAINT tombstone_pkey PRIMARY KEY (authority, family, version),
  CONSTRAINT tombstone_version_check CHECK ((version > 0))
);
CREATE TABLE transfer (
  authority text NOT NULL,
  family text NOT NULL,
  id text NOT NULL,
  pathway text NOT NULL,
  title text NOT NULL,
  protocol text NOT NULL,
  state text NOT NULL,
  direction text NOT NULL,
  stages text[] NOT NULL,
  summary text NOT NULL,
  children text[] NOT NULL,
  started timestamp with time zone NOT NULL,
  ended timestamp with time zone,
  CONSTRAINT transfer_pkey PRIMARY KEY (authority, family, id)
);
CREATE TABLE urgent_try (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  name text NOT NULL,
  at timestamp with time zone NOT NULL,
  asked text NOT NULL,
  reason text NOT NULL,
  families text[] NOT NULL,
  family text,
  CONSTRAINT urgent_try_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE view_log (
  authority text NOT NULL,
  family text NOT NULL,
  at timestamp with time zone NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  name text NOT NULL,
  purpose text NOT NULL,
  access text,
  said text,
  CONSTRAINT view_log_pkey PRIMARY KEY (authority, family, at, id)
);
CREATE TABLE work (
  authority text NOT NULL,
  family text NOT NULL,
  key text NOT NULL,
  role text NOT NULL,
  kind text NOT NULL,
  title text NOT NULL,
  worker text,
  name text,
  transfer text,
  stage text,
  strength text,
  since timestamp with time zone NOT NULL,
  due timestamp with time zone,
  overdue boolean NOT NULL,
  next_look timestamp with time zone,
  held_until timestamp with time zone,
  CONSTRAINT work_kind_check CHECK ((kind = ANY (ARRAY['clock'::text, 'stage'::text, 'obligation'::text]))),
  CONSTRAINT work_pkey PRIMARY KEY (authority, family, key, role)
);
CREATE TABLE worker (
  authority text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  email text,
  agency text NOT NULL,
  employer text NOT NULL,
  roles text[] NOT NULL DEFAULT '{}'::text[],
  team text,
  active boolean NOT NULL DEFAULT true,
  CONSTRAINT worker_employer_check CHECK ((employer = ANY (ARRAY['authority'::text, 'partner'::text]))),
  CONSTRAINT worker_not_role CHECK ((NOT starts_with(id, 'role:'::text))),
  CONSTRAINT worker_not_stile CHECK ((id <> 'stile'::text)),
  CONSTRAINT worker_pkey PRIMARY KEY (authority, id)
);
CREATE TABLE worker_identity (
  authority text NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL,
  worker text NOT NULL,
  linked timestamp with time zone NOT NULL,
  CONSTRAINT worker_identity_pkey PRIMARY KEY (authority, issuer, subject)
);

-- indexes
CREATE INDEX agenda_by_family ON public.agenda USING btree (authority, family);
CREATE UNIQUE INDEX calendar_published_version_key ON public.calendar_published USING btree (version);
CREATE INDEX cover_by_covered ON public.cover USING btree (authority, covers);
CREATE INDEX cover_by_worker ON public.cover USING btree (authority, worker);
CREATE INDEX event_by_worker ON public.event USING btree (authority, by_worker);
CREATE INDEX event_urgent ON public.event USING btree (authority, at) WHERE (type = ANY (ARRAY['UrgentAccessTaken'::text, 'UrgentAccessReviewed'::text]));
CREATE INDEX family_by_holder_role ON public.family USING btree (authority, holder_role);
CREATE INDEX family_by_holder_worker ON public.family USING btree (authority, holder_worker) WHERE (holder_worker IS NOT NULL);
CREATE INDEX family_by_reference ON public.family USING btree (authority, lower(reference));
CREATE INDEX family_restricted ON public.family USING btree (authority) WHERE restricted;
CREATE INDEX family_to_compare ON public.family USING btree (authority, id) WHERE (NOT compared);
CREATE INDEX family_access_by_worker ON public.family_access USING btree (authority, worker);
CREATE INDEX family_comparison_by_other ON public.family_comparison USING btree (authority, other);
CREATE INDEX family_person_by_birth ON public.family_person USING btree (authority, born);
CREATE INDEX family_person_by_letters ON public.family_person USING gin (full_name gin_trgm_ops) WITH (fastupdate=off);
CREATE INDEX family_person_by_sound ON public.family_person USING gin (given_sounds, family_sounds) WITH (fastupdate=off);
CREATE INDEX family_search_by_worker ON public.family_search USING btree (authority, worker, at);
CREATE INDEX hand_over_to_do ON public.hand_over USING btree (authority, worker) WHERE ((done IS NULL) AND (cancelled IS NULL));
CREATE INDEX name_variant_by_group ON public.name_variant USING btree (name_group);
CREATE INDEX notice_by_role ON public.notice USING btree (authority, to_role, at) WHERE (to_role IS NOT NULL);
CREATE INDEX notice_by_worker ON public.notice USING btree (authority, to_worker, at) WHERE (to_worker IS NOT NULL);
CREATE INDEX outbox_astray ON public.outbox USING btree (authority, done_at) WHERE ((not_sent IS NOT NULL) OR (told_instead IS NOT NULL));
CREATE INDEX outbox_to_do ON public.outbox USING btree (authority, next_try) WHERE (done_at IS NULL);
CREATE INDEX people_log_by_worker ON public.people_log USING btree (authority, worker, at);
CREATE INDEX registration_search_by_worker ON public.registration_search USING btree (authority, worker, at);
CREATE INDEX role_assignment_by_worker ON public.role_assignment USING btree (authority, worker) WHERE (worker IS NOT NULL);
CREATE INDEX role_holding_by_role ON public.role_holding USING btree (authority, role);
CREATE INDEX role_holding_by_worker ON public.role_holding USING btree (authority, worker);
CREATE INDEX session_by_provider_session ON public.session USING btree (authority, provider_session) WHERE (provider_session IS NOT NULL);
CREATE INDEX session_by_worker ON public.session USING btree (authority, worker) WHERE (ended IS NULL);
CREATE INDEX sign_in_link_by_worker ON public.sign_in_link USING btree (authority, worker, asked);
CREATE UNIQUE INDEX sign_in_link_by_token ON public.sign_in_link USING btree (authority, token);
CREATE INDEX sign_in_log_by_worker ON public.sign_in_log USING btree (authority, worker, at DESC);
CREATE INDEX sign_in_log_latest ON public.sign_in_log USING btree (authority, at DESC);
CREATE INDEX transfer_by_state ON public.transfer USING btree (authority, state, pathway);
CREATE INDEX urgent_try_by_worker ON public.urgent_try USING btree (authority, worker, at);
CREATE INDEX view_log_by_worker ON public.view_log USING btree (authority, worker, at);
CREATE INDEX work_by_role ON public.work USING btree (authority, role, due);
CREATE INDEX work_by_worker ON public.work USING btree (authority, worker, due) WHERE (worker IS NOT NULL);
CREATE INDEX work_to_look_at ON public.work USING btree (authority, next_look) WHERE (next_look IS NOT NULL);
CREATE INDEX worker_identity_by_worker ON public.worker_identity USING btree (authority, worker);

-- functions
CREATE OR REPLACE FUNCTION public.add_record(p_authority text, p_expected integer, p_previous bytea, p_body text, p_recorded timestamp with time zone, p_hash bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
  said jsonb := event_in(p_authority, 'records:retention', p_expected + 1, p_body);
BEGIN
  IF NOT is_viewer(said -> 'by') THEN
    RAISE EXCEPTION 'not in this person''s name' USING ERRCODE = 'ST005';
  END IF;
  IF p_expected = 0 THEN
    INSERT INTO records (authority, version, hash, updated) VALUES (p_authority, 1, p_hash, p_recorded)
    ON CONFLICT (authority) DO NOTHING;
  ELSE
    UPDATE records SET version = p_expected + 1, hash = p_hash, updated = p_recorded
    WHERE authority = p_authority AND version = p_expected AND hash = p_previous;
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the history of the records has changed' USING ERRCODE = 'ST001';
  END IF;
  IF sha256(p_previous || convert_to(p_body, 'UTF8')) <> p_hash OR (said ->> 'recorded')::timestamptz <> p_recorded
    OR (p_expected = 0 AND p_previous <> decode(repeat('00', 32), 'hex')) OR p_recorded > viewer_now() + interval '10 minutes' THEN
    RAISE EXCEPTION 'this does not follow in the history of the records' USING ERRCODE = 'ST003';
  END IF;
  INSERT INTO event (authority, family, version, type, at, recorded, body, hash, by_worker)
  VALUES (p_authority, 'records:retention', p_expected + 1, said ->> 'type', (said ->> 'at')::timestamptz, p_recorded, p_body, p_hash,
    said #>> '{by,worker}');
END
$function$
;
CREATE OR REPLACE FUNCTION public.append_act(p_authority text, p_family text, p_expected integer, p_previous bytea, p_projected_before text, p_bodies text[], p_doers text[], p_types text[], p_ats timestamp with time zone[], p_recorded timestamp with time zone, p_hashes bytea[], p_summary jsonb, p_rows jsonb, p_outbox jsonb, p_worker text, p_request text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  PERFORM append_to_family(p_authority, p_family, p_expected, p_previous, p_projected_before, p_bodies, p_summary, p_rows, p_worker, p_request);
END
$function$
;
CREATE OR REPLACE FUNCTION public.append_meeting(p_authority text, p_forum text, p_sitting date, p_expected integer, p_previous bytea, p_body text, p_doer text, p_type text, p_at timestamp with time zone, p_recorded timestamp with time zone, p_hash bytea, p_attendance jsonb, p_minutes_sent timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
  PERFORM append_to_sitting(p_authority, p_forum, p_sitting, p_expected, p_previous, p_body);
END
$function$
;
CREATE OR REPLACE FUNCTION public.append_record(p_authority text, p_expected integer, p_previous bytea, p_body text, p_recorded timestamp with time zone, p_hash bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
  said jsonb := body_as_jsonb(p_body) -> 'event';
  proposed jsonb;
BEGIN
  IF NOT coalesce(viewer_authority() = p_authority AND said #>> '{by,worker}' = viewer_worker()
    AND CASE said ->> 'type'
      WHEN 'DisposalProposed' THEN viewer_may_list(said)
      WHEN 'DisposalConfirmed' THEN viewer_may_list(record_at(p_authority, (said ->> 'proposal')::integer, 'DisposalProposed'), 'confirm')
      -- Also by those to whom some of it was closed since: nothing goes by it.
      WHEN 'DisposalRefused' THEN viewer_may('keep') OR viewer_may('confirm') OR viewer_may('guard')
      WHEN 'HoldPlaced' THEN viewer_may('keep') AND (said ->> 'family' IS NULL OR viewer_may_name(said ->> 'family', false))
      WHEN 'HoldEnded' THEN viewer_may('keep')
      WHEN 'ExportReleased' THEN viewer_may('keep') AND viewer_sees(said ->> 'family') AND EXISTS (
        SELECT FROM export x WHERE x.authority = p_authority AND x.family = said ->> 'family' AND x.id = said ->> 'export'
          AND encode(sha256(convert_to(x.body, 'UTF8')), 'hex') = said ->> 'sha256')
      ELSE false END, false) THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  PERFORM add_record(p_authority, p_expected, p_previous, p_body, p_recorded, p_hash);
  IF said ->> 'type' IN ('DisposalConfirmed', 'DisposalRefused') THEN
    proposed := record_at(p_authority, (said ->> 'proposal')::integer, 'DisposalProposed');
    IF proposed IS NULL OR EXISTS (SELECT FROM event e WHERE e.authority = p_authority AND e.family = 'records:retention'
      AND e.version <= p_expected AND e.type IN ('DisposalConfirmed', 'DisposalRefused')
      AND body_as_jsonb(e.body) #>> '{event,proposal}' = said ->> 'proposal') THEN
      RAISE EXCEPTION 'there is no such proposal to decide' USING ERRCODE = 'ST003';
    END IF;
    IF said ->> 'type' = 'DisposalConfirmed' AND (said ->> 'fingerprint' IS DISTINCT FROM proposed ->> 'fingerprint'
      OR said #>> '{by,worker}' = proposed #>> '{by,worker}') THEN
      RAISE EXCEPTION 'a second person confirms exactly what was proposed' USING ERRCODE = '42501';
    END IF;
  END IF;
END
$function$
;
CREATE OR REPLACE FUNCTION public.append_to_family(p_authority text, p_family text, p_expected integer, p_previous bytea, p_projected_before text, p_bodies text[], p_summary jsonb, p_rows jsonb, p_worker text, p_request text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
  added integer := cardinality(p_bodies);
  said jsonb;
  events jsonb[] := '{}';
  chained bytea := p_previous;
  hashes bytea[] := '{}';
  doer jsonb;
  latest timestamptz;
  seat jsonb;
  since timestamptz;
  guarded boolean;
  tells boolean := false;
  seen boolean := false;
  before timestamptz;
  itself boolean := viewer_sight() = 'stile';
BEGIN
  IF NOT may_append(p_authority, p_family, p_expected) OR NOT (p_request IS NULL OR itself OR coalesce(p_worker = viewer_worker(), false)) THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  FOR n IN 1..added LOOP
    said := event_in(p_authority, p_family, p_expected + n, p_bodies[n]);
    IF n = 1 OR said -> 'by' IS DISTINCT FROM doer THEN
      doer := said -> 'by';
      IF NOT is_viewer(doer) THEN
        RAISE EXCEPTION 'not in this person''s name' USING ERRCODE = 'ST005';
      END IF;
    END IF;
    -- A family begins with being registered, and never again.
    IF (said ->> 'type' = 'FamilyRegistered') <> (p_expected + n = 1)
      OR (p_expected + n = 1 AND (said ->> 'authority' IS DISTINCT FROM p_authority OR said ->> 'family' IS DISTINCT FROM p_family)) THEN
      RAISE EXCEPTION 'a history begins with a registration' USING ERRCODE = 'ST003';
    END IF;
    IF n > 1 AND (said ->> 'recorded')::timestamptz IS DISTINCT FROM latest THEN
      RAISE EXCEPTION 'one act is recorded at one time' USING ERRCODE = 'ST003';
    END IF;
    latest := (said ->> 'recorded')::timestamptz;
    CASE said ->> 'type'
      WHEN 'HolderChanged' THEN
        seat := said -> 'to';
        since := (said ->> 'at')::timestamptz;
        seen := true;
      WHEN 'AccessRestricted' THEN guarded := true;
      WHEN 'RestrictionLifted' THEN guarded := false;
      WHEN 'PersonAssigned', 'PersonReleased', 'VisitPlanned', 'VisitCancelled', 'AccessListChanged', 'UrgentAccessTaken' THEN seen := true;
      WHEN 'PeopleTold' THEN tells := true;
      ELSE NULL;
    END CASE;
    IF NOT itself AND said ->> 'type' IN ('HolderChanged', 'PersonAssigned', 'VisitPlanned') AND NOT names_truly(p_authority, p_family, said)
      OR viewer_sight() = 'partner' AND said ->> 'type' IN ('AccessRestricted', 'AccessListChanged', 'RestrictionLifted', 'UrgentAccessTaken', 'UrgentAccessReviewed') THEN
      RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
    END IF;
    chained := sha256(chained || convert_to(p_bodies[n], 'UTF8'));
    hashes := hashes || chained;
    events := events || said;
  END LOOP;
  IF p_request IS NOT NULL THEN
    INSERT INTO request (authority, worker, key, family, from_version, version, recorded)
    VALUES (p_authority, p_worker, p_request, p_family, p_expected, p_expected + added, latest)
    ON CONFLICT (authority, worker, key) DO NOTHING;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'this request was carried out before' USING ERRCODE = 'ST002';
    END IF;
  END IF;
  IF p_expected = 0 THEN
    IF p_previous <> decode(repeat('00', 32), 'hex') OR EXISTS (SELECT FROM tombstone t WHERE t.authority = p_authority AND t.family = p_family) THEN
      RAISE EXCEPTION 'a history begins once, after nothing' USING ERRCODE = 'ST003';
    END IF;
    INSERT INTO family (authority, id, version, hash, projected_with, reference, name, locality, holder_role, holder_since,
      open_transfers, restricted, updated)
    SELECT p_authority, p_family, added, chained, r.projected_with, r.reference, r.name, r.locality,
      coalesce(events[1] #>> '{by,roles,0}', ''), (events[1] ->> 'at')::timestamptz, r.open_transfers, false, latest
    FROM jsonb_to_record(p_summary) AS r (projected_with text, reference text, name text, locality text, open_transfers integer)
    ON CONFLICT (authority, id) DO NOTHING;
  ELSE
    SELECT f.updated INTO before FROM family f WHERE f.authority = p_authority AND f.id = p_family;
    UPDATE family f
    SET version = p_expected + added, hash = chained, projected_with = r.projected_with, reference = r.reference,
      name = r.name, locality = r.locality, open_transfers = r.open_transfers, updated = latest
    FROM jsonb_to_record(p_summary) AS r (projected_with text, reference text, name text, locality text, open_transfers integer)
    WHERE f.authority = p_authority AND f.id = p_family AND f.version = p_expected AND f.hash = p_previous
      AND (p_projected_before IS NULL OR f.projected_with = p_projected_before);
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the family has changed' USING ERRCODE = 'ST001';
  END IF;
  -- Times recorded never go back (docs/decisions/0009), and are those of whoever asks. Asked once nobody else was first.
  IF NOT itself AND (latest < before OR latest > greatest(viewer_now(), before) + interval '10 minutes') THEN
    RAISE EXCEPTION 'not recorded now' USING ERRCODE = 'ST003';
  END IF;
  IF seat IS NOT NULL OR guarded IS NOT NULL THEN
    UPDATE family f
    SET restricted = coalesce(guarded, f.restricted),
      holder_role = CASE WHEN seat IS NULL THEN f.holder_role ELSE seat ->> 'role' END,
      holder_stands_in_for = CASE WHEN seat IS NULL THEN f.holder_stands_in_for ELSE seat ->> 'standsInFor' END,
      holder_worker = CASE WHEN seat IS NULL THEN f.holder_worker ELSE seat #>> '{practitioner,worker}' END,
      holder_name = CASE WHEN seat IS NULL THEN f.holder_name ELSE seat #>> '{practitioner,name}' END,
      holder_team = CASE WHEN seat IS NULL THEN f.holder_team ELSE seat ->> 'team' END,
      holder_since = coalesce(since, f.holder_since)
    WHERE f.authority = p_authority AND f.id = p_family;
  END IF;
  INSERT INTO event (authority, family, version, type, at, recorded, body, hash, by_worker)
  SELECT p_authority, p_family, p_expected + n, events[n] ->> 'type', (events[n] ->> 'at')::timestamptz, latest, p_bodies[n],
    hashes[n], events[n] #>> '{by,worker}'
  FROM generate_series(1, added) AS n;
  PERFORM apply_rows(p_authority, p_family, p_rows);
  IF NOT itself AND (seen OR guarded IS NOT NULL OR (p_rows ->> 'replace')::boolean OR p_rows -> 'put' ? 'family_access' OR p_rows -> 'drop' ? 'family_access')
    AND NOT sight_follows(p_authority, p_family) THEN
    RAISE EXCEPTION 'who sees the family does not follow from its history' USING ERRCODE = 'ST003';
  END IF;
  IF tells THEN
    -- One message for each person that Stile is to tell. The same event always makes the same message: it cannot be sent
    -- twice by mistake. What was said by hand has been said, and the family is always told by a person.
    INSERT INTO outbox (authority, id, kind, family, payload, created, next_try)
    SELECT p_authority, p_family || '/' || (p_expected + n) || '/' || t.number, 'notice', p_family,
      jsonb_build_object('to', t.recipient, 'what', events[n] -> 'what', 'transfer', events[n] -> 'transfer', 'at', events[n] -> 'recorded'),
      latest, latest
    FROM generate_series(1, added) AS n
    CROSS JOIN LATERAL (
      SELECT r.value AS recipient, row_number() OVER (ORDER BY r.ordinality) AS number
      FROM jsonb_array_elements(CASE WHEN events[n] ->> 'type' = 'PeopleTold' THEN events[n] -> 'to' END) WITH ORDINALITY AS r WHERE r.value ->> 'role' <> 'family') AS t
    WHERE events[n] ->> 'type' = 'PeopleTold' AND events[n] ->> 'how' = 'stile';
  END IF;
END
$function$
;
CREATE OR REPLACE FUNCTION public.append_to_sitting(p_authority text, p_forum text, p_sitting date, p_expected integer, p_previous bytea, p_body text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
  stream text := 'meeting:' || p_forum || ':' || to_char(p_sitting, 'YYYY-MM-DD');
  said jsonb := event_in(p_authority, stream, p_expected + 1, p_body);
  chained bytea := sha256(p_previous || convert_to(p_body, 'UTF8'));
  latest timestamptz := said ->> 'recorded';
  came jsonb;
  sent timestamptz;
BEGIN
  IF NOT coalesce(viewer_authority() = p_authority AND viewer_sight() IN ('stile', 'all', 'team', 'named') AND strpos(p_forum, ':') = 0, false) THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  IF NOT is_viewer(said -> 'by') THEN
    RAISE EXCEPTION 'not in this person''s name' USING ERRCODE = 'ST005';
  END IF;
  IF viewer_sight() <> 'stile' AND latest > viewer_now() + interval '10 minutes' THEN
    RAISE EXCEPTION 'not recorded now' USING ERRCODE = 'ST003';
  END IF;
  CASE said ->> 'type'
    WHEN 'AttendanceRecorded' THEN came := said -> 'attendance';
    WHEN 'MinutesSent' THEN sent := said ->> 'at';
    ELSE RAISE EXCEPTION 'nothing that happens to a sitting' USING ERRCODE = 'ST003';
  END CASE;
  IF jsonb_typeof(came) <> 'array' THEN
    RAISE EXCEPTION 'attendance is a list' USING ERRCODE = 'ST003';
  END IF;
  IF p_expected = 0 THEN
    IF p_previous <> decode(repeat('00', 32), 'hex') THEN
      RAISE EXCEPTION 'a history begins after nothing' USING ERRCODE = 'ST003';
    END IF;
    INSERT INTO meeting (authority, forum, sitting, version, hash, attendance, minutes_sent, updated)
    VALUES (p_authority, p_forum, p_sitting, 1, chained, coalesce(came, '[]'), sent, latest)
    ON CONFLICT (authority, forum, sitting) DO NOTHING;
  ELSE
    UPDATE meeting m SET version = p_expected + 1, hash = chained, attendance = coalesce(came, m.attendance),
      minutes_sent = coalesce(sent, m.minutes_sent), updated = latest
    WHERE m.authority = p_authority AND m.forum = p_forum AND m.sitting = p_sitting AND m.version = p_expected AND m.hash = p_previous;
  END IF;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the sitting has changed' USING ERRCODE = 'ST001';
  END IF;
  INSERT INTO event (authority, family, version, type, at, recorded, body, hash, by_worker)
  VALUES (p_authority, stream, p_expected + 1, said ->> 'type', (said ->> 'at')::timestamptz, latest, p_body, chained, said #>> '{by,worker}');
END
$function$
;
CREATE OR REPLACE FUNCTION public.apply_rows(p_authority text, p_family text, p_rows jsonb)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
DECLARE
  put jsonb := coalesce(p_rows -> 'put', '{}');
  gone jsonb := coalesce(p_rows -> 'drop', '{}');
BEGIN
  IF (p_rows ->> 'replace')::boolean THEN
    DELETE FROM family_person WHERE authority = p_authority AND family = p_family;
    DELETE FROM transfer WHERE authority = p_authority AND family = p_family;
    DELETE FROM work WHERE authority = p_authority AND family = p_family;
    DELETE FROM agenda WHERE authority = p_authority AND family = p_family;
    DELETE FROM role_assignment WHERE authority = p_authority AND family = p_family;
    DELETE FROM family_access WHERE authority = p_authority AND family = p_family;
    DELETE FROM keeping WHERE authority = p_authority AND family = p_family;
  END IF;
  IF gone ? 'transfer' THEN
    DELETE FROM transfer t USING jsonb_to_recordset(gone -> 'transfer') AS r (id text)
    WHERE t.authority = p_authority AND t.family = p_family AND t.id = r.id;
  END IF;
  IF gone ? 'family_person' THEN
    DELETE FROM family_person t USING jsonb_to_recordset(gone -> 'family_person') AS r (person text)
    WHERE t.authority = p_authority AND t.family = p_family AND t.person = r.person;
  END IF;
  IF gone ? 'work' THEN
    DELETE FROM work t USING jsonb_to_recordset(gone -> 'work') AS r (key text, role text)
    WHERE t.authority = p_authority AND t.family = p_family AND t.key = r.key AND t.role = r.role;
  END IF;
  IF gone ? 'agenda' THEN
    DELETE FROM agenda t USING jsonb_to_recordset(gone -> 'agenda') AS r (forum text, sitting date, transfer text, part text)
    WHERE t.authority = p_authority AND t.family = p_family
      AND t.forum = r.forum AND t.sitting = r.sitting AND t.transfer = r.transfer AND t.part = r.part;
  END IF;
  IF gone ? 'role_assignment' THEN
    DELETE FROM role_assignment t USING jsonb_to_recordset(gone -> 'role_assignment') AS r (role text)
    WHERE t.authority = p_authority AND t.family = p_family AND t.role = r.role;
  END IF;
  IF gone ? 'family_access' THEN
    DELETE FROM family_access t USING jsonb_to_recordset(gone -> 'family_access') AS r (worker text, why text)
    WHERE t.authority = p_authority AND t.family = p_family AND t.worker = r.worker AND t.why = r.why;
  END IF;
  IF put ? 'family_person' THEN
    INSERT INTO family_person (authority, family, person, kind, given, family_name, born, relation)
    SELECT p_authority, p_family, r.person, r.kind, r.given, r.family_name, r.born, r.relation
    FROM jsonb_to_recordset(put -> 'family_person') AS r (person text, kind text, given text, family_name text, born date, relation text)
    ON CONFLICT (authority, family, person) DO UPDATE
    SET kind = excluded.kind, given = excluded.given, family_name = excluded.family_name, born = excluded.born, relation = excluded.relation;
  END IF;
  IF put ? 'transfer' THEN
    INSERT INTO transfer (authority, family, id, pathway, title, protocol, state, direction, stages, summary, children, started, ended)
    SELECT p_authority, p_family, r.id, r.pathway, r.title, r.protocol, r.state, r.direction, r.stages, r.summary, r.children, r.started, r.ended
    FROM jsonb_to_recordset(put -> 'transfer') AS r (id text, pathway text, title text, protocol text, state text, direction text,
      stages text[], summary text, children text[], started timestamptz, ended timestamptz)
    ON CONFLICT (authority, family, id) DO UPDATE
    SET pathway = excluded.pathway, title = excluded.title, protocol = excluded.protocol, state = excluded.state, direction = excluded.direction,
      stages = excluded.stages, summary = excluded.summary, children = excluded.children, started = excluded.started, ended = excluded.ended;
  END IF;
  IF put ? 'work' THEN
    INSERT INTO work (authority, family, key, role, kind, title, worker, name, transfer, stage, strength, since, due, overdue, next_look)
    SELECT p_authority, p_family, r.key, r.role, r.kind, r.title, r.worker, r.name, r.transfer, r.stage, r.strength, r.since, r.due, r.overdue, r.next_look
    FROM jsonb_to_recordset(put -> 'work') AS r (key text, role text, kind text, title text, worker text, name text, transfer text, stage text, strength text,
      since timestamptz, due timestamptz, overdue boolean, next_look timestamptz)
    ON CONFLICT (authority, family, key, role) DO UPDATE
    SET kind = excluded.kind, title = excluded.title, worker = excluded.worker, name = excluded.name, transfer = excluded.transfer, stage = excluded.stage,
      strength = excluded.strength, since = excluded.since, due = excluded.due, overdue = excluded.overdue, next_look = excluded.next_look,
      held_until = NULL;
  END IF;
  IF put ? 'agenda' THEN
    INSERT INTO agenda (authority, family, forum, sitting, transfer, part, children, listed, outcome, decided, rolled_over)
    SELECT p_authority, p_family, r.forum, r.sitting, r.transfer, r.part, r.children, r.listed, r.outcome, r.decided, r.rolled_over
    FROM jsonb_to_recordset(put -> 'agenda') AS r (forum text, sitting date, transfer text, part text, children text[], listed timestamptz,
      outcome text, decided timestamptz, rolled_over integer)
    ON CONFLICT (authority, forum, sitting, family, transfer, part) DO UPDATE
    SET children = excluded.children, listed = excluded.listed, outcome = excluded.outcome, decided = excluded.decided, rolled_over = excluded.rolled_over;
  END IF;
  IF put ? 'role_assignment' THEN
    INSERT INTO role_assignment (authority, family, role, worker, name, agency, since)
    SELECT p_authority, p_family, r.role, r.worker, r.name, r.agency, r.since
    FROM jsonb_to_recordset(put -> 'role_assignment') AS r (role text, worker text, name text, agency text, since timestamptz)
    ON CONFLICT (authority, family, role) DO UPDATE
    SET worker = excluded.worker, name = excluded.name, agency = excluded.agency, since = excluded.since;
  END IF;
  IF put ? 'family_access' THEN
    INSERT INTO family_access (authority, family, worker, why, sees, until)
    SELECT p_authority, p_family, r.worker, r.why, r.sees, r.until
    FROM jsonb_to_recordset(put -> 'family_access') AS r (worker text, why text, sees text, until timestamptz)
    ON CONFLICT (authority, family, worker, why) DO UPDATE SET sees = excluded.sees, until = excluded.until;
  END IF;
  IF put ? 'keeping' THEN
    INSERT INTO keeping (authority, family, levels, pathways, holders, youngest, oldest, died, closed, last_action, visit)
    SELECT p_authority, p_family, r.levels, r.pathways, r.holders, r.youngest, r.oldest, r.died, r.closed, r.last_action, r.visit
    FROM jsonb_to_recordset(put -> 'keeping') AS r (levels text[], pathways text[], holders text[], youngest date, oldest date, died date,
      closed date, last_action date, visit date)
    ON CONFLICT (authority, family) DO UPDATE SET levels = excluded.levels, pathways = excluded.pathways, holders = excluded.holders,
      youngest = excluded.youngest, oldest = excluded.oldest, died = excluded.died, closed = excluded.closed,
      last_action = excluded.last_action, visit = excluded.visit;
  END IF;
END
$function$
;
CREATE OR REPLACE FUNCTION public.body_as_jsonb(p_body text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (CASE WHEN (strpos(p_body, '\u'::text) = 0) THEN p_body ELSE regexp_replace(p_body, '\\u(0000|d[89a-f][0-9a-f]{2})'::text, '\\ufffd'::text, 'g'::text) END)::jsonb
;
CREATE OR REPLACE FUNCTION public.clear_drafts(p_before timestamp with time zone, p_most integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
  cleared integer;
BEGIN
  IF viewer_sight() IS DISTINCT FROM 'stile' THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  -- One that somebody saves at this moment is passed over.
  DELETE FROM draft WHERE ctid IN (
    SELECT d.ctid FROM draft d WHERE d.authority = viewer_authority() AND d.updated < least(p_before, now() - interval '30 days')
    LIMIT p_most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS cleared = ROW_COUNT;
  RETURN cleared;
END
$function$
;
CREATE OR REPLACE FUNCTION public.clear_sign_ins(p_before timestamp with time zone, p_most integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
  cleared integer;
BEGIN
  IF viewer_sight() IS DISTINCT FROM 'stile' THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  DELETE FROM sign_in_log WHERE ctid IN (
    SELECT l.ctid FROM sign_in_log l WHERE l.authority = viewer_authority() AND l.at < least(p_before, now() - interval '730 days')
    LIMIT p_most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS cleared = ROW_COUNT;
  RETURN cleared;
END
$function$
;
CREATE OR REPLACE FUNCTION public.clear_vain_tries(p_before timestamp with time zone, p_most integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
  cleared integer;
BEGIN
  IF viewer_sight() IS DISTINCT FROM 'stile' THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  UPDATE urgent_try SET asked = '', reason = '' WHERE ctid IN (
    SELECT t.ctid FROM urgent_try t WHERE t.authority = viewer_authority() AND t.families = '{}' AND t.family IS NULL
      AND t.at < least(p_before, now() - interval '90 days') AND (t.asked <> '' OR t.reason <> '')
    LIMIT p_most FOR UPDATE SKIP LOCKED);
  GET DIAGNOSTICS cleared = ROW_COUNT;
  RETURN cleared;
END
$function$
;
CREATE OR REPLACE FUNCTION public.covered_by(p_authority text, p_worker text, p_now timestamp with time zone)
 RETURNS text[]
 LANGUAGE sql
 STABLE
AS $function$
  SELECT coalesce(array_agg(DISTINCT c.covers ORDER BY c.covers), '{}') FROM cover c
  WHERE c.authority = p_authority AND c.worker = p_worker
    AND (p_now AT TIME ZONE 'Europe/London')::date BETWEEN c.from_day AND coalesce(c.until_day, 'infinity')
$function$
;
CREATE OR REPLACE FUNCTION public.dispose_family(p_authority text, p_family text, p_expected integer, p_previous bytea, p_body text, p_recorded timestamp with time zone, p_hash bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
  said jsonb := p_body::jsonb -> 'event';
  confirmed jsonb;
  proposed jsonb;
  listed jsonb;
  head record;
  each record;
  before bytea := decode(repeat('00', 32), 'hex');
  counted integer := 0;
  lines text := '';
  stopped text;
BEGIN
  IF NOT coalesce(viewer_authority() = p_authority AND (viewer_may('keep') OR viewer_may('confirm') OR viewer_may('guard'))
    AND viewer_may_name(p_family, true) AND said ->> 'type' = 'FamilyDisposed' AND said ->> 'family' = p_family AND said #>> '{by,worker}' = viewer_worker(), false) THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  PERFORM add_record(p_authority, p_expected, p_previous, p_body, p_recorded, p_hash);
  -- Whatever is being done to the family is waited for; what comes after finds no family.
  SELECT version, hash, reference INTO head FROM family WHERE authority = p_authority AND id = p_family FOR UPDATE;
  confirmed := record_at(p_authority, (said ->> 'decision')::integer, 'DisposalConfirmed');
  proposed := record_at(p_authority, (confirmed ->> 'proposal')::integer, 'DisposalProposed');
  SELECT item INTO listed FROM jsonb_array_elements(proposed -> 'families') AS item WHERE item ->> 'family' = p_family;
  IF head IS NULL OR confirmed IS NULL OR listed IS NULL
    OR proposed #>> '{by,worker}' = confirmed #>> '{by,worker}' OR proposed ->> 'fingerprint' IS DISTINCT FROM confirmed ->> 'fingerprint' THEN
    RAISE EXCEPTION 'nobody has decided this' USING ERRCODE = 'ST003';
  END IF;
  IF (listed ->> 'version')::integer <> head.version OR listed ->> 'hash' <> encode(head.hash, 'hex') THEN
    RAISE EXCEPTION 'the family has changed since it was listed' USING ERRCODE = 'ST003';
  END IF;
  IF (listed ->> 'until')::date >= (viewer_now() AT TIME ZONE 'Europe/London')::date OR listed ->> 'until' <> said ->> 'until'
    OR listed -> 'rule' IS DISTINCT FROM said -> 'rule' THEN
    RAISE EXCEPTION 'its time has not run out' USING ERRCODE = 'ST003';
  END IF;
  stopped := stops_disposal(p_authority, p_family);
  IF stopped IS NOT NULL THEN
    RAISE EXCEPTION 'stopped by %', stopped USING ERRCODE = 'ST003';
  END IF;
  -- A history that is not as it was written is not taken away: that would hide it.
  FOR each IN SELECT version, body, hash FROM event WHERE authority = p_authority AND family = p_family ORDER BY version LOOP
    counted := counted + 1;
    IF each.version <> counted OR sha256(before || convert_to(each.body, 'UTF8')) <> each.hash THEN
      RAISE EXCEPTION 'the history of the family is not whole' USING ERRCODE = 'ST004';
    END IF;
    before := each.hash;
    lines := lines || each.version || E'\t' || encode(each.hash, 'hex') || E'\n';
  END LOOP;
  IF counted <> head.version OR before <> head.hash OR (said ->> 'events')::integer <> counted
    OR said ->> 'last' <> encode(before, 'hex') OR said ->> 'digest' <> encode(sha256(convert_to(lines, 'UTF8')), 'hex') THEN
    RAISE EXCEPTION 'the history of the family is not whole' USING ERRCODE = 'ST004';
  END IF;
  INSERT INTO tombstone (authority, family, version, hash)
  SELECT authority, family, version, hash FROM event WHERE authority = p_authority AND family = p_family;
  -- Every table that names a family, also one that is made later.
  FOR each IN
    SELECT c.relname FROM pg_class c
    JOIN pg_attribute f ON f.attrelid = c.oid AND f.attname = 'family' AND NOT f.attisdropped
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'authority' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'tombstone'
  LOOP
    EXECUTE format('DELETE FROM public.%I WHERE authority = $1 AND family = $2', each.relname) USING p_authority, p_family;
  END LOOP;
  DELETE FROM family WHERE authority = p_authority AND id = p_family;
END
$function$
;
CREATE OR REPLACE FUNCTION public.enter(p_authority text, p_worker text, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
  found_employer text;
  found_team text;
  held text[] := '{}';
  seeing text[];
  covered text[] := '{}';
  sight text;
  today date := (p_now AT TIME ZONE 'Europe/London')::date;
BEGIN
  IF p_worker = 'stile' THEN
    sight := 'stile';
  ELSIF p_worker = '' THEN
    sight := 'door';
  ELSE
    SELECT w.employer, w.team INTO found_employer, found_team
    FROM worker w WHERE w.authority = p_authority AND w.id = p_worker AND w.active;
    IF NOT FOUND THEN
      sight := 'none';
    ELSE
      IF EXISTS (SELECT FROM cover c WHERE c.authority = p_authority AND c.worker = p_worker
        AND today BETWEEN c.from_day AND coalesce(c.until_day, 'infinity')) THEN
        covered := covered_by(p_authority, p_worker, p_now);
        held := roles_of(p_authority, p_worker, p_now);
      ELSE
        SELECT coalesce(array_agg(r.role ORDER BY r.since, r.given, r.id), '{}') INTO held FROM (
          SELECT h.role, min(coalesce(h.from_day, '-infinity')) AS since, min(h.given) AS given, min(h.id) AS id
          FROM role_holding h
          WHERE h.authority = p_authority AND h.worker = p_worker
            AND today BETWEEN coalesce(h.from_day, '-infinity') AND coalesce(h.until_day, 'infinity')
          GROUP BY h.role) AS r;
      END IF;
      seeing := array_remove(held, 'stile/administrator');
      IF found_employer = 'partner' THEN
        sight := 'partner';
      ELSIF seeing = '{}' THEN
        sight := 'named';
      ELSE
        SELECT CASE min(CASE coalesce(s.sees, 'all') WHEN 'all' THEN 1 WHEN 'team' THEN 2 ELSE 3 END)
          WHEN 1 THEN 'all' WHEN 2 THEN 'team' ELSE 'named' END INTO sight
        FROM unnest(seeing) AS r (role)
        LEFT JOIN role_sight s ON s.authority = p_authority AND s.role = r.role;
      END IF;
    END IF;
    PERFORM set_config('stile.team', coalesce(found_team, ''), true);
  END IF;
  PERFORM set_config('stile.authority', p_authority, true), set_config('stile.worker', p_worker, true),
    set_config('stile.now', p_now::text, true), set_config('stile.sight', sight, true),
    set_config('stile.roles', held::text, true), set_config('stile.covers', covered::text, true);
END
$function$
;
CREATE OR REPLACE FUNCTION public.event_in(p_authority text, p_stream text, p_version integer, p_body text)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
AS $function$
DECLARE
  body jsonb := body_as_jsonb(p_body);
BEGIN
  IF body ->> 'authority' IS DISTINCT FROM p_authority OR body ->> 'family' IS DISTINCT FROM p_stream
    OR (body ->> 'version')::integer IS DISTINCT FROM p_version OR jsonb_typeof(body #> '{event,by}') IS DISTINCT FROM 'object'
    OR NOT coalesce(body -> 'event' ?& '{type,at,recorded}', false) THEN
    RAISE EXCEPTION 'this does not follow in the history' USING ERRCODE = 'ST003';
  END IF;
  RETURN body -> 'event';
END
$function$
;
CREATE OR REPLACE FUNCTION public.export_is_open(p_family text, p_export text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ SELECT EXISTS (SELECT FROM export e WHERE e.authority = viewer_authority() AND e.family = p_family AND e.id = p_export AND e.released IS NULL) $function$
;
CREATE OR REPLACE FUNCTION public.families_by_reference(p_reference text)
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT p.id FROM (SELECT f.id, f.id AS family FROM family f
    WHERE f.authority = viewer_authority() AND lower(f.reference) = lower(btrim(p_reference))) p
  WHERE CASE (SELECT viewer_sight())
      WHEN 'stile' THEN true
      WHEN 'all' THEN p.family NOT IN (SELECT families_closed_to_viewer())
      ELSE p.family IN (SELECT families_of_viewer()) END
$function$
;
CREATE OR REPLACE FUNCTION public.families_closed_to_viewer()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT f.id FROM family f WHERE f.authority = viewer_authority() AND f.restricted
  EXCEPT SELECT families_of_viewer()
$function$
;
CREATE OR REPLACE FUNCTION public.families_never_of_viewer()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT a.family FROM family_access a
  WHERE a.authority = viewer_authority() AND a.worker = viewer_worker() AND a.why = 'never'
$function$
;
CREATE OR REPLACE FUNCTION public.families_not_shared_with_viewer()
 RETURNS TABLE(family text, reference text, holder jsonb, why text[], until timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
    SELECT body_as_jsonb(e.body) #> '{event,to}' AS seat FROM event e
    WHERE e.authority = f.authority AND e.family = f.id AND e.type = 'HolderChanged' ORDER BY e.version DESC LIMIT 1
  ) AS h
  WHERE viewer_sight() = 'partner' AND f.id NOT IN (SELECT families_of_viewer())
    -- Of a restricted family nothing is said to those who are only in its past, nor to those who never see it.
    AND (NOT f.restricted OR a.why && '{holds,named,visits}')
    AND NOT EXISTS (SELECT FROM family_access n WHERE n.authority = f.authority AND n.family = f.id
      AND n.worker = viewer_worker() AND n.why = 'never')
$function$
;
CREATE OR REPLACE FUNCTION public.families_of_viewer()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT mine.family FROM (
    SELECT a.family FROM family_access a
    WHERE a.authority = viewer_authority() AND a.worker = viewer_worker() AND a.sees IN ('whole', 'parts')
      AND viewer_sight() IN ('all', 'team', 'named', 'partner') AND (a.until IS NULL OR a.until > viewer_now())
    UNION ALL
    SELECT a.family FROM family_access a JOIN family f ON f.authority = a.authority AND f.id = a.family
    WHERE a.authority = viewer_authority() AND a.worker = ANY(viewer_covers()) AND a.sees IN ('whole', 'parts')
      AND viewer_sight() IN ('all', 'team', 'named', 'partner') AND (a.until IS NULL OR a.until > viewer_now())
      AND a.why IN ('holds', 'named', 'visits') AND NOT f.restricted
    UNION ALL
    SELECT f.id FROM family f
    WHERE f.authority = viewer_authority() AND viewer_sight() IN ('all', 'team', 'named')
      AND f.holder_name IS NULL AND f.holder_role = ANY(viewer_roles())
      AND (f.holder_team IS NULL OR viewer_team() IS NULL OR f.holder_team = viewer_team())
    UNION ALL
    SELECT a.family FROM family_access a
    WHERE a.authority = viewer_authority() AND viewer_sight() IN ('all', 'team', 'named') AND a.why = 'concern'
      AND a.worker = ANY(ARRAY(SELECT 'role:' || r.role FROM unnest(viewer_roles()) AS r (role)))
    UNION ALL
    SELECT w.family FROM work w JOIN family f ON f.authority = w.authority AND f.id = w.family
    WHERE w.authority = viewer_authority() AND viewer_sight() IN ('team', 'named')
      AND w.name IS NULL AND w.role = ANY(viewer_roles()) AND NOT f.restricted
    UNION ALL
    SELECT a.family FROM worker c
      JOIN family_access a ON a.authority = c.authority AND a.worker = c.id
      JOIN family f ON f.authority = a.authority AND f.id = a.family
    WHERE c.authority = viewer_authority() AND viewer_sight() = 'team' AND c.team = viewer_team()
      AND a.why <> 'urgent' AND NOT f.restricted
    UNION ALL
    SELECT f.id FROM family f
    WHERE f.authority = viewer_authority() AND viewer_sight() = 'team' AND f.holder_team = viewer_team() AND NOT f.restricted
  ) AS mine
  WHERE mine.family NOT IN (SELECT families_never_of_viewer())
$function$
;
CREATE OR REPLACE FUNCTION public.families_that_may_be_named(p_families text[], p_run_out boolean)
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ SELECT each FROM unnest(p_families) AS each WHERE viewer_may_name(each, p_run_out) $function$
;
CREATE OR REPLACE FUNCTION public.families_without_deciders()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  WITH deciding AS MATERIALIZED (
    SELECT w.id AS worker, w.team, own_roles_of(w.authority, w.id, coalesce(viewer_now(), now())) AS roles FROM worker w
    WHERE w.authority = viewer_authority() AND w.active AND w.employer = 'authority'
      AND EXISTS (SELECT FROM role_holding h JOIN records_role m ON m.authority = h.authority AND m.role = h.role AND m.may IN ('keep', 'confirm', 'guard')
        WHERE h.authority = w.authority AND h.worker = w.id
          AND (coalesce(viewer_now(), now()) AT TIME ZONE 'Europe/London')::date BETWEEN coalesce(h.from_day, '-infinity') AND coalesce(h.until_day, 'infinity')))
  SELECT f.id FROM family f
  WHERE f.authority = viewer_authority() AND f.restricted AND f.open_transfers = 0 AND (
    SELECT count(*) FROM deciding d
    WHERE NOT EXISTS (SELECT FROM family_access n WHERE n.authority = f.authority AND n.family = f.id AND n.worker = d.worker AND n.why = 'never')
      AND (EXISTS (SELECT FROM family_access a WHERE a.authority = f.authority AND a.family = f.id AND a.worker = d.worker
          AND a.sees IN ('whole', 'parts') AND a.why <> 'urgent' AND (a.until IS NULL OR a.until > coalesce(viewer_now(), now())))
        OR (f.holder_name IS NULL AND f.holder_role = ANY(d.roles)
          AND (f.holder_team IS NULL OR d.team IS NULL OR f.holder_team = d.team)))) < 2
$function$
;
CREATE OR REPLACE FUNCTION public.family_that_may_be_named(p_reference text)
 RETURNS TABLE(id text, reference text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ SELECT f.id, f.reference FROM family f
  WHERE f.authority = viewer_authority() AND lower(f.reference) = lower(btrim(p_reference)) AND viewer_may_name(f.id, false) $function$
;
CREATE OR REPLACE FUNCTION public.find_directories(mark text, OUT demonstration boolean, OUT others boolean)
 RETURNS record
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT EXISTS (SELECT FROM worker WHERE starts_with(id, mark)), EXISTS (SELECT FROM worker WHERE NOT starts_with(id, mark))
$function$
;
CREATE OR REPLACE FUNCTION public.find_holdings(mark text, OUT demonstration boolean, OUT others boolean)
 RETURNS record
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT EXISTS (SELECT FROM family WHERE starts_with(id, mark)) OR EXISTS (SELECT FROM worker WHERE starts_with(id, mark)),
    EXISTS (SELECT FROM event WHERE NOT starts_with(family, mark) AND NOT starts_with(family, 'meeting:') AND NOT starts_with(family, 'records:'))
      OR EXISTS (SELECT FROM worker WHERE NOT starts_with(id, mark))
$function$
;
CREATE OR REPLACE FUNCTION public.fold_name(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$ SELECT btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, name)), '[^a-z0-9]+', ' ', 'g')) $function$
;
CREATE OR REPLACE FUNCTION public.is_viewer(p_by jsonb)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT viewer_sight() = 'stile' OR coalesce(p_by ->> 'worker' = viewer_worker()
    AND p_by -> 'name' = body_as_jsonb(to_json(viewer_name())::text)
    AND jsonb_typeof(p_by -> 'roles') = 'array' AND p_by -> 'roles' <@ to_jsonb(viewer_roles())
    AND p_by - '{worker,name,roles}'::text[] = '{}', false)
$function$
;
CREATE OR REPLACE FUNCTION public.list_authorities()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ SELECT authority FROM event GROUP BY authority UNION SELECT authority FROM family GROUP BY authority
  UNION SELECT authority FROM checkpoint GROUP BY authority ORDER BY 1 $function$
;
CREATE OR REPLACE FUNCTION public.may_append(p_authority text, p_family text, p_expected integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT coalesce(viewer_authority() = p_authority AND NOT starts_with(p_family, 'meeting:') AND NOT starts_with(p_family, 'records:')
    AND CASE viewer_sight()
      WHEN 'stile' THEN true
      WHEN 'door' THEN false
      WHEN 'none' THEN false
      ELSE p_expected = 0 OR viewer_sees(p_family) END, false)
$function$
;
CREATE OR REPLACE FUNCTION public.name_sounds(name text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  SELECT coalesce(array_agg(DISTINCT sound), '{}')
  FROM (SELECT public.dmetaphone(word) AS sound
        FROM unnest(string_to_array(public.fold_name(name), ' ') || replace(public.fold_name(name), ' ', '')) AS word) AS sounds
  WHERE sound <> ''
$function$
;
CREATE OR REPLACE FUNCTION public.names_truly(p_authority text, p_family text, p_said jsonb)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  SELECT NOT EXISTS (
    SELECT FROM (SELECT CASE p_said ->> 'type' WHEN 'HolderChanged' THEN p_said #> '{to,practitioner}'
      WHEN 'PersonAssigned' THEN p_said -> 'practitioner' WHEN 'VisitPlanned' THEN p_said -> 'who' END AS who) AS n
    JOIN worker w ON w.authority = p_authority AND w.id = n.who ->> 'worker' AND w.employer = 'partner'
    WHERE n.who ->> 'employer' = 'authority' AND NOT EXISTS (
      SELECT FROM event e WHERE e.authority = p_authority AND e.family = p_family AND e.type = 'PersonAssigned'
        AND body_as_jsonb(e.body) #> '{event,practitioner}' = n.who))
$function$
;
CREATE OR REPLACE FUNCTION public.open_holds(p_authority text)
 RETURNS TABLE(family text, reference text, everything boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT said ->> 'family', CASE WHEN said ->> 'family' IS NULL THEN lower(btrim(said ->> 'reference')) END,
    said ->> 'family' IS NULL AND said ->> 'reference' IS NULL
  FROM (SELECT body_as_jsonb(h.body) -> 'event' AS said FROM event h
    WHERE h.authority = p_authority AND h.family = 'records:retention' AND h.type = 'HoldPlaced') AS placed
  WHERE NOT EXISTS (SELECT FROM event e WHERE e.authority = p_authority AND e.family = 'records:retention' AND e.type = 'HoldEnded'
    AND body_as_jsonb(e.body) #>> '{event,hold}' = placed.said ->> 'hold')
$function$
;
CREATE OR REPLACE FUNCTION public.own_roles_of(p_authority text, p_worker text, p_now timestamp with time zone)
 RETURNS text[]
 LANGUAGE sql
 STABLE
AS $function$
  SELECT coalesce(array_agg(r.role ORDER BY r.since, r.given, r.id), '{}') FROM (
    SELECT h.role, min(coalesce(h.from_day, '-infinity')) AS since, min(h.given) AS given, min(h.id) AS id FROM role_holding h
    WHERE h.authority = p_authority AND h.worker = p_worker
      AND (p_now AT TIME ZONE 'Europe/London')::date BETWEEN coalesce(h.from_day, '-infinity') AND coalesce(h.until_day, 'infinity')
    GROUP BY h.role) AS r
$function$
;
CREATE OR REPLACE FUNCTION public.people_by_letters(p_name text, p_born date)
 RETURNS TABLE(family text, person text, alike double precision)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT p.family, p.person, similarity(p.full_name, fold_name(p_name))::float8 AS alike FROM family_person p
  WHERE p.authority = viewer_authority() AND p.full_name % fold_name(p_name)
    AND (p_born IS NULL OR p.born BETWEEN p_born - 366 AND p_born + 366)
    AND CASE (SELECT viewer_sight())
      WHEN 'stile' THEN true
      WHEN 'all' THEN p.family NOT IN (SELECT families_closed_to_viewer())
      ELSE p.family IN (SELECT families_of_viewer()) END
  ORDER BY alike DESC LIMIT 500
$function$
;
CREATE OR REPLACE FUNCTION public.people_by_sound(p_name text, p_born date, p_one text[], p_other text[])
 RETURNS TABLE(family text, person text, alike double precision)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT p.family, p.person, similarity(p.full_name, fold_name(p_name))::float8 AS alike FROM family_person p
  WHERE p.authority = viewer_authority()
    AND (p.given_sounds && p_one AND p.family_sounds && p_other OR p.given_sounds && p_other AND p.family_sounds && p_one
      OR p_other IS NULL AND (p.given_sounds && p_one OR p.family_sounds && p_one))
    AND (p_born IS NULL OR p.born BETWEEN p_born - 366 AND p_born + 366)
    AND CASE (SELECT viewer_sight())
      WHEN 'stile' THEN true
      WHEN 'all' THEN p.family NOT IN (SELECT families_closed_to_viewer())
      ELSE p.family IN (SELECT families_of_viewer()) END
  ORDER BY (p.born = p_born) DESC NULLS LAST, alike DESC LIMIT 500
$function$
;
CREATE OR REPLACE FUNCTION public.record_at(p_authority text, p_version integer, p_type text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ SELECT body_as_jsonb(body) -> 'event' FROM event
  WHERE authority = p_authority AND family = 'records:retention' AND version = p_version AND type = p_type $function$
;
CREATE OR REPLACE FUNCTION public.roles_of(p_authority text, p_worker text, p_now timestamp with time zone)
 RETURNS text[]
 LANGUAGE sql
 STABLE
AS $function$
  SELECT own_roles_of(p_authority, w.id, p_now) || ARRAY(
    SELECT DISTINCT o.role FROM unnest(covered_by(p_authority, w.id, p_now)) AS c (worker),
      unnest(own_roles_of(p_authority, c.worker, p_now)) AS o (role)
    WHERE o.role <> 'stile/administrator' AND o.role <> ALL (own_roles_of(p_authority, w.id, p_now))
    ORDER BY o.role)
  FROM worker w WHERE w.authority = p_authority AND w.id = p_worker AND w.active
$function$
;
CREATE OR REPLACE FUNCTION public.roles_of_all(p_authority text, p_now timestamp with time zone)
 RETURNS TABLE(worker text, roles text[], covers text[])
 LANGUAGE sql
 STABLE
AS $function$
  WITH today AS (SELECT (p_now AT TIME ZONE 'Europe/London')::date AS day),
  held AS (
    SELECT h.worker, h.role, min(coalesce(h.from_day, '-infinity')) AS since, min(h.given) AS given, min(h.id) AS id
    FROM role_holding h, today
    WHERE h.authority = p_authority AND today.day BETWEEN coalesce(h.from_day, '-infinity') AND coalesce(h.until_day, 'infinity')
    GROUP BY h.worker, h.role),
  covering AS (
    SELECT DISTINCT c.worker, c.covers FROM cover c, today
    WHERE c.authority = p_authority AND today.day BETWEEN c.from_day AND coalesce(c.until_day, 'infinity'))
  SELECT r.worker,
    coalesce(array_agg(r.role ORDER BY r.lent, r.since, r.given, r.id, r.role) FILTER (WHERE r.role IS NOT NULL), '{}'),
    coalesce(array_agg(r.covers ORDER BY r.covers) FILTER (WHERE r.covers IS NOT NULL), '{}')
  FROM (
    SELECT h.worker, h.role, false AS lent, h.since, h.given, h.id, NULL::text AS covers FROM held h
    UNION ALL
    SELECT DISTINCT c.worker, h.role, true, NULL::date, NULL::timestamptz, NULL::text, NULL::text
    FROM covering c JOIN held h ON h.worker = c.covers
    WHERE h.role <> 'stile/administrator' AND NOT EXISTS (SELECT FROM held o WHERE o.worker = c.worker AND o.role = h.role)
    UNION ALL
    SELECT c.worker, NULL, true, NULL, NULL, NULL, c.covers FROM covering c) AS r
  GROUP BY r.worker
$function$
;
CREATE OR REPLACE FUNCTION public.set_role_sight(p_id text, p_role text, p_sees text, p_asks boolean, p_name text, p_reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
  present role_sight;
BEGIN
  IF NOT coalesce(viewer_may('set-sight') AND p_name = viewer_name(), false) THEN
    RAISE EXCEPTION 'not for this person to change' USING ERRCODE = '42501';
  END IF;
  SELECT * INTO present FROM role_sight s WHERE s.authority = viewer_authority() AND s.role = p_role;
  INSERT INTO role_sight_change (authority, id, at, worker, name, role, sees_before, sees_after, asks_before, asks_after, reason)
  VALUES (viewer_authority(), p_id, viewer_now(), viewer_worker(), p_name, p_role, coalesce(present.sees, 'all'), p_sees,
    coalesce(present.asks_purpose, false), p_asks, p_reason);
  INSERT INTO role_sight (authority, role, sees, asks_purpose) VALUES (viewer_authority(), p_role, p_sees, p_asks)
  ON CONFLICT (authority, role) DO UPDATE SET sees = excluded.sees, asks_purpose = excluded.asks_purpose;
END
$function$
;
CREATE OR REPLACE FUNCTION public.sight_follows(p_authority text, p_family text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  WITH told AS MATERIALIZED (
    SELECT e.version, e.type, body_as_jsonb(e.body) -> 'event' AS said FROM event e
    WHERE e.authority = p_authority AND e.family = p_family AND e.type IN ('HolderChanged', 'PersonAssigned', 'PersonReleased',
      'VisitPlanned', 'VisitCancelled', 'AccessRestricted', 'AccessListChanged', 'RestrictionLifted', 'UrgentAccessTaken')
  ),
  -- The lists of the restriction, while there is one.
  guarded AS (
    SELECT t.said FROM told t WHERE t.type IN ('AccessRestricted', 'AccessListChanged') AND EXISTS (
      SELECT FROM told r WHERE r.type = 'AccessRestricted' AND r.version <= t.version
        AND NOT EXISTS (SELECT FROM told l WHERE l.type = 'RestrictionLifted' AND l.version > r.version))
    ORDER BY t.version DESC LIMIT 1
  ),
  let (why, worker, employer, until) AS MATERIALIZED (
    (SELECT 'holds', said #>> '{to,practitioner,worker}', said #>> '{to,practitioner,employer}', NULL::timestamptz
      FROM told WHERE type = 'HolderChanged' ORDER BY version DESC LIMIT 1)
    UNION ALL
    SELECT 'named', n.said #>> '{practitioner,worker}', n.said #>> '{practitioner,employer}', NULL FROM (
      SELECT DISTINCT ON (said ->> 'role') type, said FROM told
      WHERE type IN ('PersonAssigned', 'PersonReleased') ORDER BY said ->> 'role', version DESC) AS n
    WHERE n.type = 'PersonAssigned'
    UNION ALL
    SELECT 'visits', v.said #>> '{who,worker}', v.said #>> '{who,employer}', NULL FROM told v
    WHERE v.type = 'VisitPlanned'
      AND NOT EXISTS (SELECT FROM told c WHERE c.type = 'VisitCancelled' AND c.said ->> 'visit' = v.said ->> 'visit')
    UNION ALL
    SELECT 'listed', p ->> 'worker', 'authority', NULL FROM guarded, jsonb_array_elements(said -> 'people') AS p
    UNION ALL
    SELECT 'urgent', said #>> '{by,worker}', 'authority', max((said ->> 'until')::timestamptz) FROM told
    WHERE type = 'UrgentAccessTaken' GROUP BY said #>> '{by,worker}'
  )
  -- Nobody sees it, or is barred from it, whom the history does not name so; nobody whom it names is missing.
  SELECT NOT EXISTS (
    SELECT FROM family_access a WHERE a.authority = p_authority AND a.family = p_family AND CASE a.why
      WHEN 'never' THEN NOT EXISTS (SELECT FROM guarded, jsonb_array_elements(said -> 'never') AS p WHERE p ->> 'worker' = a.worker)
      WHEN 'concern' THEN NOT EXISTS (SELECT FROM guarded)
      ELSE NOT EXISTS (SELECT FROM let WHERE let.why = a.why AND let.worker = a.worker
        AND (a.sees <> 'whole' OR let.employer = 'authority') AND (a.why <> 'urgent' OR a.until <= let.until)) END)
    AND NOT EXISTS (
    SELECT FROM (
      SELECT why, worker FROM let
      UNION ALL SELECT 'never', p ->> 'worker' FROM guarded, jsonb_array_elements(said -> 'never') AS p) AS due
    WHERE due.worker IS NOT NULL AND NOT EXISTS (SELECT FROM family_access a
      WHERE a.authority = p_authority AND a.family = p_family AND a.worker = due.worker AND a.why = due.why))
$function$
;
CREATE OR REPLACE FUNCTION public.stops_disposal(p_authority text, p_family text)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT CASE
    WHEN EXISTS (SELECT FROM open_holds(p_authority) h LEFT JOIN family f ON f.authority = p_authority AND f.id = p_family
      WHERE h.everything OR h.family = p_family OR h.reference = lower(f.reference)) THEN 'a hold'
    WHEN EXISTS (SELECT FROM transfer t WHERE t.authority = p_authority AND t.family = p_family AND t.state <> 'ended')
      OR EXISTS (SELECT FROM work w WHERE w.authority = p_authority AND w.family = p_family)
      OR EXISTS (SELECT FROM family f WHERE f.authority = p_authority AND f.id = p_family AND f.open_transfers > 0) THEN 'something open'
    WHEN EXISTS (SELECT FROM outbox o WHERE o.authority = p_authority AND o.family = p_family AND o.done_at IS NULL) THEN 'a message on its way'
    WHEN EXISTS (SELECT FROM export x WHERE x.authority = p_authority AND x.family = p_family AND x.released IS NULL) THEN 'a request that is not answered'
  END
$function$
;
CREATE OR REPLACE FUNCTION public.viewer_administers()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT coalesce('stile/administrator' = ANY(viewer_roles()), false) $function$
;
CREATE OR REPLACE FUNCTION public.viewer_authority()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT nullif(current_setting('stile.authority', true), '') $function$
;
CREATE OR REPLACE FUNCTION public.viewer_covers()
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT nullif(current_setting('stile.covers', true), '')::text[] $function$
;
CREATE OR REPLACE FUNCTION public.viewer_may(p_what text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT viewer_sight() IN ('all', 'team', 'named') AND EXISTS (SELECT FROM records_role r
    WHERE r.authority = viewer_authority() AND r.role = ANY(viewer_roles()) AND r.may = p_what)
$function$
;
CREATE OR REPLACE FUNCTION public.viewer_may_list(p_proposed jsonb, p_may text DEFAULT 'keep'::text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT (viewer_may('keep') OR viewer_may(p_may) OR viewer_may('guard')) AND NOT EXISTS (
    SELECT FROM jsonb_array_elements(p_proposed -> 'families') AS item
    JOIN family f ON f.authority = viewer_authority() AND f.id = item ->> 'family'
    WHERE NOT (viewer_may_name(f.id, true) AND (f.restricted OR viewer_may('keep') OR viewer_may(p_may))))
$function$
;
CREATE OR REPLACE FUNCTION public.viewer_may_name(p_family text, p_run_out boolean)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT viewer_sight() IN ('all', 'team', 'named') AND coalesce((
    SELECT CASE WHEN NOT f.restricted THEN viewer_may('keep') OR viewer_may('confirm')
      ELSE f.id NOT IN (SELECT families_never_of_viewer()) AND (viewer_may('keep') OR viewer_may('confirm') OR viewer_may('guard'))
        AND (f.id IN (SELECT families_of_viewer()) OR (p_run_out AND viewer_may('guard') AND f.id IN (SELECT families_without_deciders()))) END
    FROM family f WHERE f.authority = viewer_authority() AND f.id = p_family), false)
$function$
;
CREATE OR REPLACE FUNCTION public.viewer_name()
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ SELECT w.name FROM worker w WHERE w.authority = viewer_authority() AND w.id = viewer_worker() $function$
;
CREATE OR REPLACE FUNCTION public.viewer_now()
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT nullif(current_setting('stile.now', true), '')::timestamptz $function$
;
CREATE OR REPLACE FUNCTION public.viewer_roles()
 RETURNS text[]
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT nullif(current_setting('stile.roles', true), '')::text[] $function$
;
CREATE OR REPLACE FUNCTION public.viewer_sees(p_family text)
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT CASE viewer_sight()
    WHEN 'stile' THEN true
    WHEN 'all' THEN NOT EXISTS (SELECT FROM family f WHERE f.authority = viewer_authority() AND f.id = p_family AND f.restricted)
      OR p_family IN (SELECT families_of_viewer())
    WHEN 'door' THEN false
    WHEN 'none' THEN false
    ELSE p_family IN (SELECT families_of_viewer())
  END
$function$
;
CREATE OR REPLACE FUNCTION public.viewer_sight()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT nullif(current_setting('stile.sight', true), '') $function$
;
CREATE OR REPLACE FUNCTION public.viewer_team()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT nullif(current_setting('stile.team', true), '') $function$
;
CREATE OR REPLACE FUNCTION public.viewer_worker()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ SELECT nullif(current_setting('stile.worker', true), '') $function$
;
CREATE OR REPLACE FUNCTION public.what_is_kept(p_rules jsonb, p_today date)
 RETURNS TABLE(kind text, family text, reference text, until date)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  WITH rule AS MATERIALIZED (
    SELECT r.* FROM jsonb_to_recordset(p_rules) AS r (id text, years integer, after text, everywhere boolean,
      levels text[], pathways text[], holders text[], in_place_of text[])),
  hold AS MATERIALIZED (SELECT h.* FROM open_holds(viewer_authority()) h),
  viewer AS MATERIALIZED (
    SELECT viewer_sight() = 'stile' OR viewer_may('keep') OR viewer_may('confirm') AS looks_after,
      viewer_sight() <> 'stile' AND (viewer_may('keep') OR viewer_may('confirm') OR viewer_may('guard')) AS decides),
  named AS MATERIALIZED (
    SELECT f.id, f.reference, f.restricted, f.open_transfers > 0 AS open,
      CASE WHEN f.restricted THEN v.decides AND f.id IN (SELECT families_of_viewer()) ELSE v.looks_after END AS may_be,
      f.restricted AND f.id IN (SELECT families_without_deciders() WHERE viewer_may('guard') EXCEPT SELECT families_never_of_viewer()) AS left_over
    FROM family f, viewer v WHERE f.authority = viewer_authority() AND (v.looks_after OR v.decides)),
  counted AS (
    SELECT n.id, n.reference, n.restricted, k.family IS NULL AS later, k.visit, kept.until, kept.rules = 0 OR kept.unknown AS unknown,
      n.may_be OR (n.left_over AND kept.rules > 0 AND NOT kept.unknown AND kept.until < p_today) AS may_be
    FROM named n
    LEFT JOIN keeping k ON k.authority = viewer_authority() AND k.family = n.id
    CROSS JOIN LATERAL (
      SELECT max(each.until + (extract(day FROM each.until) <> extract(day FROM each.since))::integer) AS until,
        coalesce(bool_or(each.until IS NULL), false) AS unknown, count(*) AS rules FROM (
        -- Of 29 February, where that year has none, 1 March: one day is added above.
        SELECT from_day.since, (from_day.since + r.years * interval '1 year')::date AS until
        FROM rule r CROSS JOIN LATERAL (SELECT CASE r.after
            WHEN 'youngest-child-born' THEN k.youngest
            WHEN 'oldest-child-born' THEN k.oldest
            WHEN 'case-closed' THEN coalesce(k.closed, k.last_action)
            WHEN 'last-action' THEN k.last_action
            WHEN 'financial-year-ended' THEN make_date(extract(year FROM k.last_action - interval '3 months')::integer + 1, 3, 31)
            WHEN 'death' THEN k.died END AS since) AS from_day
        WHERE (r.everywhere OR k.levels && r.levels OR k.pathways && r.pathways OR k.holders && r.holders)
          AND (r.after <> 'death' OR k.died IS NOT NULL)
          AND NOT (k.died IS NOT NULL AND EXISTS (SELECT FROM rule d WHERE d.after = 'death' AND r.id = ANY(d.in_place_of)
            AND (d.everywhere OR k.levels && d.levels OR k.pathways && d.pathways OR k.holders && d.holders)))) AS each) AS kept
    WHERE NOT n.open)
  SELECT CASE WHEN c.restricted THEN 'restricted-' ELSE '' END || CASE
      WHEN c.later THEN 'later'
      WHEN c.unknown THEN 'unknown'
      WHEN c.until >= p_today THEN 'kept'
      WHEN c.visit >= p_today
        OR EXISTS (SELECT FROM hold h WHERE h.everything OR h.family = c.id OR h.reference = lower(c.reference))
        OR EXISTS (SELECT FROM work w WHERE w.authority = viewer_authority() AND w.family = c.id)
        OR EXISTS (SELECT FROM outbox o WHERE o.authority = viewer_authority() AND o.family = c.id AND o.done_at IS NULL)
        OR EXISTS (SELECT FROM export x WHERE x.authority = viewer_authority() AND x.family = c.id AND x.released IS NULL) THEN 'held'
      ELSE 'due' END, c.id, c.reference, c.until
  FROM counted c WHERE c.may_be
  UNION ALL
  SELECT 'unseen', NULL, NULL, NULL FROM counted c, viewer v
  WHERE NOT c.may_be AND v.looks_after AND NOT c.later AND NOT c.unknown AND c.until < p_today
  UNION ALL
  SELECT 'open', NULL, NULL, NULL FROM named n, viewer v WHERE n.open AND NOT n.restricted AND v.looks_after
$function$
;

-- triggers

-- row-level security
ALTER TABLE agency ENABLE ROW LEVEL SECURITY;
ALTER TABLE agenda ENABLE ROW LEVEL SECURITY;
ALTER TABLE calendar_published ENABLE ROW LEVEL SECURITY;
ALTER TABLE checkpoint ENABLE ROW LEVEL SECURITY;
ALTER TABLE cover ENABLE ROW LEVEL SECURITY;
ALTER TABLE draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE event ENABLE ROW LEVEL SECURITY;
ALTER TABLE export ENABLE ROW LEVEL SECURITY;
ALTER TABLE export_decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE family ENABLE ROW LEVEL SECURITY;
ALTER TABLE family_access ENABLE ROW LEVEL SECURITY;
ALTER TABLE family_comparison ENABLE ROW LEVEL SECURITY;
ALTER TABLE family_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE family_search ENABLE ROW LEVEL SECURITY;
ALTER TABLE hand_over ENABLE ROW LEVEL SECURITY;
ALTER TABLE keeping ENABLE ROW LEVEL SECURITY;
ALTER TABLE meeting ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE people_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE protocol_published ENABLE ROW LEVEL SECURITY;
ALTER TABLE records ENABLE ROW LEVEL SECURITY;
ALTER TABLE records_role ENABLE ROW LEVEL SECURITY;
ALTER TABLE registration_search ENABLE ROW LEVEL SECURITY;
ALTER TABLE request ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_assignment ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_holding ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_sight ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_sight_change ENABLE ROW LEVEL SECURITY;
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_in_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_out_token ENABLE ROW LEVEL SECURITY;
ALTER TABLE team ENABLE ROW LEVEL SECURITY;
ALTER TABLE tombstone ENABLE ROW LEVEL SECURITY;
ALTER TABLE transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE urgent_try ENABLE ROW LEVEL SECURITY;
ALTER TABLE view_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE work ENABLE ROW LEVEL SECURITY;
ALTER TABLE worker ENABLE ROW LEVEL SECURITY;
ALTER TABLE worker_identity ENABLE ROW LEVEL SECURITY;
CREATE POLICY add ON people_log FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (( SELECT viewer_administers() AS viewer_administers) AND (by_worker = ( SELECT viewer_worker() AS viewer_worker))))));
CREATE POLICY administer ON agency FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR ( SELECT viewer_administers() AS viewer_administers))));
CREATE POLICY administer ON hand_over FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR ( SELECT viewer_administers() AS viewer_administers))));
CREATE POLICY administer ON session FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ( SELECT viewer_administers() AS viewer_administers)));
CREATE POLICY administer ON team FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR ( SELECT viewer_administers() AS viewer_administers))));
CREATE POLICY administer ON worker_identity FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ('stile/administrator'::text = ANY (( SELECT viewer_roles() AS viewer_roles)::text[]))));
CREATE POLICY change_people ON worker FOR UPDATE USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR ( SELECT viewer_administers() AS viewer_administers))));
CREATE POLICY decide ON export_decision FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ( SELECT viewer_may('keep'::text) AS viewer_may) AND viewer_sees(family) AND (by_worker = ( SELECT viewer_worker() AS viewer_worker)) AND export_is_open(family, export)));
CREATE POLICY decide_again ON export_decision FOR UPDATE USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ( SELECT viewer_may('keep'::text) AS viewer_may) AND viewer_sees(family) AND export_is_open(family, export))) WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (by_worker = ( SELECT viewer_worker() AS viewer_worker))));
CREATE POLICY deliver ON notice FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY deliver ON outbox FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY end_cover ON cover FOR UPDATE USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (( SELECT viewer_administers() AS viewer_administers) AND (worker <> ( SELECT viewer_worker() AS viewer_worker))))));
CREATE POLICY end_others ON session FOR UPDATE USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ( SELECT viewer_administers() AS viewer_administers)));
CREATE POLICY end_role ON role_holding FOR UPDATE USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (( SELECT viewer_administers() AS viewer_administers) AND (worker <> ( SELECT viewer_worker() AS viewer_worker))))));
CREATE POLICY enter_people ON worker FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR ( SELECT viewer_administers() AS viewer_administers))));
CREATE POLICY find ON family_comparison FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR ((( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['all'::text, 'team'::text, 'named'::text])) AND viewer_sees(family) AND viewer_sees(other) AND (finding IS NOT NULL) AND (worker = ( SELECT viewer_worker() AS viewer_worker))))));
CREATE POLICY forget ON family_comparison FOR DELETE USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY give ON cover FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (( SELECT viewer_administers() AS viewer_administers) AND (worker <> ( SELECT viewer_worker() AS viewer_worker))))));
CREATE POLICY give ON role_holding FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (( SELECT viewer_administers() AS viewer_administers) AND (worker <> ( SELECT viewer_worker() AS viewer_worker))))));
CREATE POLICY known ON sign_in_link FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['stile'::text, 'door'::text]))));
CREATE POLICY known ON sign_out_token FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['stile'::text, 'door'::text]))));
CREATE POLICY known ON worker_identity FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['stile'::text, 'door'::text]))));
CREATE POLICY look ON view_log FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (worker = ( SELECT viewer_worker() AS viewer_worker)) AND (( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['stile'::text, 'all'::text, 'team'::text, 'named'::text, 'partner'::text]))));
CREATE POLICY make ON checkpoint AS RESTRICTIVE FOR INSERT WITH CHECK ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text));
CREATE POLICY make ON export FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ( SELECT viewer_may('keep'::text) AS viewer_may) AND viewer_sees(family) AND (made_by = ( SELECT viewer_worker() AS viewer_worker)) AND (released IS NULL)));
CREATE POLICY mark_read ON notice FOR UPDATE USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((to_worker = ( SELECT viewer_worker() AS viewer_worker)) OR ((to_role = ANY (( SELECT viewer_roles() AS viewer_roles)::text[])) AND ((family IS NULL) OR
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
    ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
END)))));
CREATE POLICY never ON event AS RESTRICTIVE FOR SELECT USING ((NOT (family IN ( SELECT families_never_of_viewer() AS families_never_of_viewer))));
CREATE POLICY never ON notice AS RESTRICTIVE FOR SELECT USING (((family IS NULL) OR (NOT (family IN ( SELECT families_never_of_viewer() AS families_never_of_viewer)))));
CREATE POLICY not_arrived ON outbox AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR ((done_at IS NULL) AND (not_sent IS NULL) AND (next_try IS NOT NULL))));
CREATE POLICY own ON checkpoint FOR ALL USING ((authority = ( SELECT viewer_authority() AS viewer_authority)));
CREATE POLICY own ON draft FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (worker = ( SELECT viewer_worker() AS viewer_worker))));
CREATE POLICY own ON request FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((worker = ( SELECT viewer_worker() AS viewer_worker)) OR (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text))));
CREATE POLICY own ON role_sight FOR ALL USING ((authority = ( SELECT viewer_authority() AS viewer_authority)));
CREATE POLICY own ON role_sight_change FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['stile'::text, 'all'::text, 'team'::text, 'named'::text]))));
CREATE POLICY own ON session FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['stile'::text, 'door'::text])) OR (worker = ( SELECT viewer_worker() AS viewer_worker)))));
CREATE POLICY own ON sign_in_log AS RESTRICTIVE FOR INSERT WITH CHECK (((( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['stile'::text, 'door'::text])) OR (worker = ( SELECT viewer_worker() AS viewer_worker))));
CREATE POLICY own_name ON cover AS RESTRICTIVE FOR INSERT WITH CHECK (((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (given_by = ( SELECT viewer_worker() AS viewer_worker))));
CREATE POLICY own_name ON export AS RESTRICTIVE FOR INSERT WITH CHECK ((made_name = ( SELECT viewer_name() AS viewer_name)));
CREATE POLICY own_name ON export_decision AS RESTRICTIVE FOR INSERT WITH CHECK ((by_name = ( SELECT viewer_name() AS viewer_name)));
CREATE POLICY own_name ON family_comparison AS RESTRICTIVE FOR INSERT WITH CHECK (((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (name = ( SELECT viewer_name() AS viewer_name))));
CREATE POLICY own_name ON hand_over AS RESTRICTIVE FOR INSERT WITH CHECK (((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR ((decided_by = ( SELECT viewer_worker() AS viewer_worker)) AND (decided_by_name = ( SELECT viewer_name() AS viewer_name)))));
CREATE POLICY own_name ON notice AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (read_by IS NULL) OR (read_by = ( SELECT viewer_worker() AS viewer_worker))));
CREATE POLICY own_name ON people_log AS RESTRICTIVE FOR INSERT WITH CHECK (((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (by_name = ( SELECT viewer_name() AS viewer_name))));
CREATE POLICY own_name ON registration_search AS RESTRICTIVE FOR INSERT WITH CHECK ((name = ( SELECT viewer_name() AS viewer_name)));
CREATE POLICY own_name ON role_holding AS RESTRICTIVE FOR INSERT WITH CHECK (((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (given_by = ( SELECT viewer_worker() AS viewer_worker))));
CREATE POLICY own_name ON urgent_try AS RESTRICTIVE FOR INSERT WITH CHECK (((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (name = ( SELECT viewer_name() AS viewer_name))));
CREATE POLICY own_name ON view_log AS RESTRICTIVE FOR INSERT WITH CHECK (((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (name = ( SELECT viewer_name() AS viewer_name))));
CREATE POLICY own_name_again ON export_decision AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK ((by_name = ( SELECT viewer_name() AS viewer_name)));
CREATE POLICY own_name_released ON export AS RESTRICTIVE FOR UPDATE USING (true) WITH CHECK (((released_name IS NULL) OR (released_name = ( SELECT viewer_name() AS viewer_name))));
CREATE POLICY publish ON calendar_published FOR INSERT WITH CHECK ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text));
CREATE POLICY publish ON protocol_published FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY read ON agency FOR SELECT USING ((authority = ( SELECT viewer_authority() AS viewer_authority)));
CREATE POLICY read ON calendar_published FOR SELECT USING (true);
CREATE POLICY read ON cover FOR SELECT USING ((authority = ( SELECT viewer_authority() AS viewer_authority)));
CREATE POLICY read ON notice FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((to_worker = ( SELECT viewer_worker() AS viewer_worker)) OR ((to_role = ANY (( SELECT viewer_roles() AS viewer_roles)::text[])) AND ((family IS NULL) OR
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
    ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
END)))));
CREATE POLICY read ON people_log FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR ( SELECT viewer_administers() AS viewer_administers))));
CREATE POLICY read ON protocol_published FOR SELECT USING (true);
CREATE POLICY read ON role_holding FOR SELECT USING ((authority = ( SELECT viewer_authority() AS viewer_authority)));
CREATE POLICY read ON sign_in_log FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((( SELECT viewer_sight() AS viewer_sight) = 'stile'::text) OR (worker = ( SELECT viewer_worker() AS viewer_worker)) OR ('stile/administrator'::text = ANY (( SELECT viewer_roles() AS viewer_roles)::text[])))));
CREATE POLICY read ON team FOR SELECT USING ((authority = ( SELECT viewer_authority() AS viewer_authority)));
CREATE POLICY read ON worker FOR SELECT USING ((authority = ( SELECT viewer_authority() AS viewer_authority)));
CREATE POLICY records ON event AS RESTRICTIVE FOR SELECT USING (((NOT starts_with(family, 'records:'::text)) OR (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY release ON export FOR UPDATE USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ( SELECT viewer_may('keep'::text) AS viewer_may) AND viewer_sees(family) AND (released IS NULL))) WITH CHECK ((authority = ( SELECT viewer_authority() AS viewer_authority)));
CREATE POLICY search ON family_search FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (worker = ( SELECT viewer_worker() AS viewer_worker)) AND (name = ( SELECT viewer_name() AS viewer_name)) AND (( SELECT viewer_sight() AS viewer_sight) <> ALL (ARRAY['stile'::text, 'door'::text, 'none'::text]))));
CREATE POLICY search ON registration_search FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (worker = ( SELECT viewer_worker() AS viewer_worker)) AND (( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['all'::text, 'team'::text, 'named'::text, 'partner'::text]))));
CREATE POLICY see ON agenda FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
    ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
END));
CREATE POLICY see ON event FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((by_worker = ( SELECT viewer_worker() AS viewer_worker)) OR
CASE
    WHEN starts_with(family, 'meeting:'::text) THEN (( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['stile'::text, 'all'::text, 'team'::text, 'named'::text]))
    ELSE
    CASE ( SELECT viewer_sight() AS viewer_sight)
        WHEN 'stile'::text THEN true
        WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
        ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
    END
END)));
CREATE POLICY see ON export FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ( SELECT viewer_may('keep'::text) AS viewer_may) AND viewer_sees(family)));
CREATE POLICY see ON export_decision FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ( SELECT viewer_may('keep'::text) AS viewer_may) AND viewer_sees(family)));
CREATE POLICY see ON family FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN ((NOT restricted) OR (id IN ( SELECT families_of_viewer() AS families_of_viewer)))
    ELSE (id IN ( SELECT families_of_viewer() AS families_of_viewer))
END));
CREATE POLICY see ON family_access FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
    ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
END));
CREATE POLICY see ON family_comparison FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN ((NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer))) AND (NOT (other IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer))))
    WHEN 'team'::text THEN ((family IN ( SELECT families_of_viewer() AS families_of_viewer)) AND (other IN ( SELECT families_of_viewer() AS families_of_viewer)))
    WHEN 'named'::text THEN ((family IN ( SELECT families_of_viewer() AS families_of_viewer)) AND (other IN ( SELECT families_of_viewer() AS families_of_viewer)))
    ELSE false
END));
CREATE POLICY see ON family_person FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
    ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
END));
CREATE POLICY see ON family_search FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((worker = ( SELECT viewer_worker() AS viewer_worker)) OR (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text))));
CREATE POLICY see ON keeping FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
    ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
END));
CREATE POLICY see ON meeting FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['stile'::text, 'all'::text, 'team'::text, 'named'::text]))));
CREATE POLICY see ON outbox FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['all'::text, 'team'::text, 'named'::text])) AND ((family IS NULL) OR
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
    ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
END)));
CREATE POLICY see ON registration_search FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((worker = ( SELECT viewer_worker() AS viewer_worker)) OR (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text))));
CREATE POLICY see ON role_assignment FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
    ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
END));
CREATE POLICY see ON tombstone FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY see ON transfer FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
    ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
END));
CREATE POLICY see ON urgent_try FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ((worker = ( SELECT viewer_worker() AS viewer_worker)) OR (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text))));
CREATE POLICY see ON view_log FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
    ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
END));
CREATE POLICY see ON work FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
    ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
END));
CREATE POLICY tell ON outbox FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ( SELECT viewer_administers() AS viewer_administers) AND (family IS NULL) AND (kind = 'notice'::text)));
CREATE POLICY try ON urgent_try FOR INSERT WITH CHECK (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (worker = ( SELECT viewer_worker() AS viewer_worker)) AND (( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['all'::text, 'team'::text, 'named'::text]))));
CREATE POLICY try_again ON outbox FOR UPDATE USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = ANY (ARRAY['all'::text, 'team'::text, 'named'::text])) AND ((family IS NULL) OR
CASE ( SELECT viewer_sight() AS viewer_sight)
    WHEN 'stile'::text THEN true
    WHEN 'all'::text THEN (NOT (family IN ( SELECT families_closed_to_viewer() AS families_closed_to_viewer)))
    ELSE (family IN ( SELECT families_of_viewer() AS families_of_viewer))
END)));
CREATE POLICY unlink ON worker_identity FOR DELETE USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND ('stile/administrator'::text = ANY (( SELECT viewer_roles() AS viewer_roles)::text[]))));
CREATE POLICY wait ON export FOR SELECT USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY work_out ON agenda FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY work_out ON family FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY work_out ON family_access FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY work_out ON family_person FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY work_out ON keeping FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY work_out ON meeting FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY work_out ON records FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY work_out ON records_role FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY work_out ON role_assignment FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY work_out ON transfer FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY work_out ON work FOR ALL USING (((authority = ( SELECT viewer_authority() AS viewer_authority)) AND (( SELECT viewer_sight() AS viewer_sight) = 'stile'::text)));
CREATE POLICY write ON sign_in_log FOR INSERT WITH CHECK ((authority = ( SELECT viewer_authority() AS viewer_authority)));

-- what the application may do
GRANT DELETE, INSERT, SELECT ON agency TO stile_app;
GRANT DELETE, INSERT, SELECT ON family_comparison TO stile_app;
GRANT DELETE, INSERT, SELECT ON notice TO stile_app;
GRANT DELETE, INSERT, SELECT ON outbox TO stile_app;
GRANT DELETE, INSERT, SELECT ON records_role TO stile_app;
GRANT DELETE, INSERT, SELECT ON session TO stile_app;
GRANT DELETE, INSERT, SELECT ON sign_out_token TO stile_app;
GRANT DELETE, INSERT, SELECT ON team TO stile_app;
GRANT DELETE, INSERT, SELECT ON worker_identity TO stile_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON agenda TO stile_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON draft TO stile_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON family TO stile_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON family_access TO stile_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON family_person TO stile_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON keeping TO stile_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON meeting TO stile_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON role_assignment TO stile_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON sign_in_link TO stile_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON transfer TO stile_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON work TO stile_app;
GRANT EXECUTE ON FUNCTION append_act(text,text,integer,bytea,text,text[],text[],text[],timestamp with time zone[],timestamp with time zone,bytea[],jsonb,jsonb,jsonb,text,text) TO stile_app;
GRANT EXECUTE ON FUNCTION append_meeting(text,text,date,integer,bytea,text,text,text,timestamp with time zone,timestamp with time zone,bytea,jsonb,timestamp with time zone) TO stile_app;
GRANT EXECUTE ON FUNCTION append_record(text,integer,bytea,text,timestamp with time zone,bytea) TO stile_app;
GRANT EXECUTE ON FUNCTION append_to_family(text,text,integer,bytea,text,text[],jsonb,jsonb,text,text) TO stile_app;
GRANT EXECUTE ON FUNCTION append_to_sitting(text,text,date,integer,bytea,text) TO stile_app;
GRANT EXECUTE ON FUNCTION clear_drafts(timestamp with time zone,integer) TO stile_app;
GRANT EXECUTE ON FUNCTION clear_sign_ins(timestamp with time zone,integer) TO stile_app;
GRANT EXECUTE ON FUNCTION clear_vain_tries(timestamp with time zone,integer) TO stile_app;
GRANT EXECUTE ON FUNCTION dispose_family(text,text,integer,bytea,text,timestamp with time zone,bytea) TO stile_app;
GRANT EXECUTE ON FUNCTION enter(text,text,timestamp with time zone) TO stile_app;
GRANT EXECUTE ON FUNCTION export_is_open(text,text) TO stile_app;
GRANT EXECUTE ON FUNCTION families_by_reference(text) TO stile_app;
GRANT EXECUTE ON FUNCTION families_closed_to_viewer() TO stile_app;
GRANT EXECUTE ON FUNCTION families_never_of_viewer() TO stile_app;
GRANT EXECUTE ON FUNCTION families_not_shared_with_viewer() TO stile_app;
GRANT EXECUTE ON FUNCTION families_of_viewer() TO stile_app;
GRANT EXECUTE ON FUNCTION families_that_may_be_named(text[],boolean) TO stile_app;
GRANT EXECUTE ON FUNCTION family_that_may_be_named(text) TO stile_app;
GRANT EXECUTE ON FUNCTION find_directories(text) TO stile_app;
GRANT EXECUTE ON FUNCTION find_holdings(text) TO stile_app;
GRANT EXECUTE ON FUNCTION list_authorities() TO stile_app;
GRANT EXECUTE ON FUNCTION people_by_letters(text,date) TO stile_app;
GRANT EXECUTE ON FUNCTION people_by_sound(text,date,text[],text[]) TO stile_app;
GRANT EXECUTE ON FUNCTION set_role_sight(text,text,text,boolean,text,text) TO stile_app;
GRANT EXECUTE ON FUNCTION viewer_may(text) TO stile_app;
GRANT EXECUTE ON FUNCTION viewer_name() TO stile_app;
GRANT EXECUTE ON FUNCTION viewer_sees(text) TO stile_app;
GRANT EXECUTE ON FUNCTION what_is_kept(jsonb,date) TO stile_app;
GRANT INSERT, SELECT ON calendar_published TO stile_app;
GRANT INSERT, SELECT ON checkpoint TO stile_app;
GRANT INSERT, SELECT ON cover TO stile_app;
GRANT INSERT, SELECT ON export TO stile_app;
GRANT INSERT, SELECT ON export_decision TO stile_app;
GRANT INSERT, SELECT ON family_search TO stile_app;
GRANT INSERT, SELECT ON hand_over TO stile_app;
GRANT INSERT, SELECT ON people_log TO stile_app;
GRANT INSERT, SELECT ON protocol_published TO stile_app;
GRANT INSERT, SELECT ON registration_search TO stile_app;
GRANT INSERT, SELECT ON role_holding TO stile_app;
GRANT INSERT, SELECT ON sign_in_log TO stile_app;
GRANT INSERT, SELECT ON urgent_try TO stile_app;
GRANT INSERT, SELECT ON view_log TO stile_app;
GRANT INSERT, SELECT, UPDATE ON records TO stile_app;
GRANT INSERT, SELECT, UPDATE ON worker TO stile_app;
GRANT SELECT ON event TO stile_app;
GRANT SELECT ON migration TO stile_app;
GRANT SELECT ON name_variant TO stile_app;
GRANT SELECT ON request TO stile_app;
GRANT SELECT ON role_sight TO stile_app;
GRANT SELECT ON role_sight_change TO stile_app;
GRANT SELECT ON tombstone TO stile_app;
GRANT UPDATE (attempts, done_at, failed, next_try, not_sent, told_instead) ON outbox TO stile_app;
GRANT UPDATE (body, released, released_name) ON export TO stile_app;
GRANT UPDATE (by_name, by_worker, decided, does, reason, words) ON export_decision TO stile_app;
GRANT UPDATE (cancelled, done) ON hand_over TO stile_app;
GRANT UPDATE (ended, expires, seen) ON session TO stile_app;
GRANT UPDATE (read_at, read_by) ON notice TO stile_app;
GRANT UPDATE (until_day) ON cover TO stile_app;
GRANT UPDATE (until_day) ON role_holding TO stile_app;
