-- The store: the history, the read tables that follow from it, and what the house needs besides.
--
-- Rules for every migration: forward only; every primary key begins with the authority (tables
-- without one are the same for all authorities); no triggers; the application role may only add
-- to the history. Why: docs/decisions/ and the notes beside each table.

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;

-- unaccent() is only STABLE because its dictionary could be changed; ours is fixed by name, and
-- generated columns need IMMUTABLE. Hyphens and apostrophes part words: Smith-Jones, O'Neill.
CREATE FUNCTION fold_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, name)), '[^a-z0-9]+', ' ', 'g')) $$;

-- How each word of a name sounds, and the whole run together, so that O'Neill meets Oneill.
CREATE FUNCTION name_sounds(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT coalesce(array_agg(DISTINCT sound), '{}')
  FROM (SELECT public.dmetaphone(word) AS sound
        FROM unnest(string_to_array(public.fold_name(name), ' ') || replace(public.fold_name(name), ' ', '')) AS word) AS sounds
  WHERE sound <> ''
$$;

-- The history: the truth. `body` is the exact text that was hashed; the other columns repeat
-- parts of it for finding. A stream is a family, or a sitting of a forum (`meeting:<forum>:<day>`).
CREATE TABLE event (
  authority text NOT NULL,
  family text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  type text NOT NULL,
  at timestamptz NOT NULL,
  recorded timestamptz NOT NULL,
  body text NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (authority, family, version)
);

-- Read tables: all of them can be rebuilt from the history.

CREATE TABLE family (
  authority text NOT NULL,
  id text NOT NULL,
  version integer NOT NULL,
  hash bytea NOT NULL,
  -- What the rows were worked out with: our code's number, the calendar, the current protocol.
  projected_with text NOT NULL,
  reference text NOT NULL,
  name text NOT NULL,
  locality text,
  holder_role text NOT NULL,
  holder_stands_in_for text,
  holder_worker text,
  holder_name text,
  holder_team text,
  holder_since timestamptz NOT NULL,
  open_transfers integer NOT NULL,
  updated timestamptz NOT NULL,
  PRIMARY KEY (authority, id)
);
CREATE INDEX family_by_reference ON family (authority, lower(reference));
CREATE INDEX family_by_holder_worker ON family (authority, holder_worker) WHERE holder_worker IS NOT NULL;
CREATE INDEX family_by_holder_role ON family (authority, holder_role);

CREATE TABLE family_person (
  authority text NOT NULL,
  family text NOT NULL,
  person text NOT NULL,
  kind text NOT NULL,
  given text NOT NULL,
  family_name text NOT NULL,
  born date,
  relation text,
  full_name text NOT NULL GENERATED ALWAYS AS (fold_name(given || ' ' || family_name)) STORED,
  given_sounds text[] NOT NULL GENERATED ALWAYS AS (name_sounds(given)) STORED,
  family_sounds text[] NOT NULL GENERATED ALWAYS AS (name_sounds(family_name)) STORED,
  PRIMARY KEY (authority, family, person)
);
-- No pending list: searches are many and new names few, and reading the list made one take 30 ms.
CREATE INDEX family_person_by_sound ON family_person USING gin (given_sounds, family_sounds) WITH (fastupdate = off);
CREATE INDEX family_person_by_letters ON family_person USING gin (full_name public.gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX family_person_by_birth ON family_person (authority, born);

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
  started timestamptz NOT NULL,
  ended timestamptz,
  PRIMARY KEY (authority, family, id)
);
CREATE INDEX transfer_by_state ON transfer (authority, state, pathway);

-- What is due and what is waiting: one row for a running clock, an open stage or an open
-- obligation, and each role that is waited for. An index for finding; dates are derived.
CREATE TABLE work (
  authority text NOT NULL,
  family text NOT NULL,
  key text NOT NULL,
  role text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('clock', 'stage', 'obligation')),
  title text NOT NULL,
  -- Who is named in the role: a worker who signs in, or somebody who does not.
  worker text,
  name text,
  transfer text,
  stage text,
  strength text,
  since timestamptz NOT NULL,
  due timestamptz,
  overdue boolean NOT NULL,
  next_look timestamptz,
  -- The sweep's own: nobody else looks at the row until then. Not rebuilt.
  held_until timestamptz,
  PRIMARY KEY (authority, family, key, role)
);
CREATE INDEX work_by_worker ON work (authority, worker, due) WHERE worker IS NOT NULL;
CREATE INDEX work_by_role ON work (authority, role, due);
CREATE INDEX work_to_look_at ON work (authority, next_look) WHERE next_look IS NOT NULL;

CREATE TABLE agenda (
  authority text NOT NULL,
  forum text NOT NULL,
  sitting date NOT NULL,
  family text NOT NULL,
  transfer text NOT NULL,
  part text NOT NULL,
  children text[] NOT NULL,
  listed timestamptz NOT NULL,
  outcome text,
  decided timestamptz,
  rolled_over integer NOT NULL,
  PRIMARY KEY (authority, forum, sitting, family, transfer, part)
);
CREATE INDEX agenda_by_family ON agenda (authority, family);

CREATE TABLE role_assignment (
  authority text NOT NULL,
  family text NOT NULL,
  role text NOT NULL,
  worker text,
  name text NOT NULL,
  agency text NOT NULL,
  since timestamptz NOT NULL,
  PRIMARY KEY (authority, family, role)
);
CREATE INDEX role_assignment_by_worker ON role_assignment (authority, worker) WHERE worker IS NOT NULL;

-- Messages on their way, and those that arrived in Stile.

CREATE TABLE outbox (
  authority text NOT NULL,
  id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('notice', 'mail')),
  family text,
  payload jsonb NOT NULL,
  created timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_try timestamptz,
  done_at timestamptz,
  failed text,
  PRIMARY KEY (authority, id)
);
CREATE INDEX outbox_to_do ON outbox (authority, next_try) WHERE done_at IS NULL;

CREATE TABLE notice (
  authority text NOT NULL,
  id text NOT NULL,
  to_worker text,
  to_role text,
  family text,
  transfer text,
  what text NOT NULL,
  at timestamptz NOT NULL,
  read_at timestamptz,
  read_by text,
  PRIMARY KEY (authority, id),
  CHECK ((to_worker IS NULL) <> (to_role IS NULL))
);
CREATE INDEX notice_by_worker ON notice (authority, to_worker, at) WHERE to_worker IS NOT NULL;
CREATE INDEX notice_by_role ON notice (authority, to_role, at) WHERE to_role IS NOT NULL;

-- People who sign in, what they have begun, and what they have looked at.

CREATE TABLE worker (
  authority text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  email text,
  agency text NOT NULL,
  employer text NOT NULL CHECK (employer IN ('authority', 'partner')),
  roles text[] NOT NULL,
  team text,
  active boolean NOT NULL DEFAULT true,
  PRIMARY KEY (authority, id)
);

-- `id` is the SHA-256 of what the browser holds: who reads the table cannot sign in with it.
CREATE TABLE session (
  authority text NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  how text NOT NULL,
  started timestamptz NOT NULL,
  seen timestamptz NOT NULL,
  expires timestamptz NOT NULL,
  ended timestamptz,
  PRIMARY KEY (authority, id)
);
CREATE INDEX session_by_worker ON session (authority, worker) WHERE ended IS NULL;

CREATE TABLE draft (
  authority text NOT NULL,
  worker text NOT NULL,
  key text NOT NULL,
  family text,
  title text NOT NULL,
  body jsonb NOT NULL,
  updated timestamptz NOT NULL,
  PRIMARY KEY (authority, worker, key)
);

CREATE TABLE request (
  authority text NOT NULL,
  worker text NOT NULL,
  key text NOT NULL,
  family text NOT NULL,
  from_version integer NOT NULL,
  version integer NOT NULL,
  recorded timestamptz NOT NULL,
  PRIMARY KEY (authority, worker, key)
);

CREATE TABLE view_log (
  authority text NOT NULL,
  family text NOT NULL,
  at timestamptz NOT NULL,
  id text NOT NULL,
  worker text NOT NULL,
  name text NOT NULL,
  purpose text NOT NULL,
  PRIMARY KEY (authority, family, at, id)
);
CREATE INDEX view_log_by_worker ON view_log (authority, worker, at);

-- A sitting of a forum. Its history is in `event`; this row follows from it.
CREATE TABLE meeting (
  authority text NOT NULL,
  forum text NOT NULL,
  sitting date NOT NULL,
  version integer NOT NULL,
  hash bytea NOT NULL,
  attendance jsonb NOT NULL,
  minutes_sent timestamptz,
  updated timestamptz NOT NULL,
  PRIMARY KEY (authority, forum, sitting)
);

-- What was published: never changed afterwards (the application may only add).

CREATE TABLE protocol_published (
  authority text NOT NULL,
  version text NOT NULL,
  sha256 text NOT NULL,
  files jsonb NOT NULL,
  published timestamptz NOT NULL,
  PRIMARY KEY (authority, version)
);

-- The same for all authorities, as bank holidays are.
CREATE TABLE calendar_published (
  number integer NOT NULL,
  version text NOT NULL UNIQUE,
  body text NOT NULL,
  published timestamptz NOT NULL,
  PRIMARY KEY (number)
);

-- Spellings of one name that do not sound alike to dmetaphone, and short forms. One group a line.
CREATE TABLE name_variant (
  spelling text NOT NULL,
  name_group text NOT NULL,
  PRIMARY KEY (spelling, name_group)
);
CREATE INDEX name_variant_by_group ON name_variant (name_group);
INSERT INTO name_variant (spelling, name_group)
SELECT DISTINCT spelling, split_part(line, ' ', 1)
FROM (VALUES
  ('siobhan shivaun shevaun chevonne shivonne'),
  ('sean shaun shawn shane'),
  ('mohammed muhammad mohammad mohamed muhammed mohamad mohd mo'),
  ('aoife eefa ifa'),
  ('niamh neve neave neev'),
  ('caoimhe keeva kiva kweeva'),
  ('saoirse sersha seersha searsha'),
  ('aisling ashling aislinn ashleen'),
  ('ciara keira kiera kira keera'),
  ('cian kian kean'),
  ('oisin osheen usheen'),
  ('eoin owen eoghan ewan euan'),
  ('tadhg tige tighe teague'),
  ('roisin rosheen'),
  ('sinead shinead'),
  ('grainne granya grania'),
  ('maeve meabh medb'),
  ('padraig patrick pat paddy'),
  ('seamus shamus james jim jimmy jamie'),
  ('caitlin kaitlyn katelyn kathleen'),
  ('catherine katherine kathryn kate katie cathy kathy kitty kit'),
  ('elizabeth elisabeth liz lizzie beth betty eliza lisa elsie libby'),
  ('margaret maggie meg peggy megan greta daisy'),
  ('william will bill billy liam wills'),
  ('robert rob bob bobby robbie bert'),
  ('richard rick dick richie ricky'),
  ('edward ed eddie ted teddy ned'),
  ('john jon jack johnny jonny ian'),
  ('jonathan jonathon jonny jon'),
  ('stephen steven steve stevie'),
  ('philip phillip phil pip'),
  ('geoffrey jeffrey geoff jeff'),
  ('nicholas nicolas nick nicky'),
  ('alexander alex alec sandy xander sasha'),
  ('alexandra alex sandra sasha lexi'),
  ('alice alys'),
  ('isabel isobel isabelle isabella bella izzy'),
  ('sarah sara sally sadie'),
  ('ann anne anna annie hannah nancy'),
  ('rebecca rebekah becky bex becca'),
  ('victoria vicky vikki tori'),
  ('jessica jess jessie'),
  ('jennifer jenny jen jenna'),
  ('charlotte lottie charlie carlotta'),
  ('charles charlie chuck chas'),
  ('christopher chris kit christy'),
  ('christina kristina tina chris christine kristine'),
  ('michael mike mick mickey mikey micheal'),
  ('matthew mathew matt'),
  ('daniel dan danny'),
  ('david dave davy dafydd'),
  ('thomas tom tommy tomos'),
  ('anthony antony tony'),
  ('andrew andy drew'),
  ('benjamin ben benny'),
  ('samuel sam sammy'),
  ('samantha sam sammy'),
  ('joseph joe joey yusuf youssef yousef'),
  ('ibrahim abraham ebrahim'),
  ('ahmed ahmad achmed'),
  ('hussein hussain husain hossain'),
  ('hassan hasan'),
  ('fatima fatimah fatema'),
  ('aisha ayesha aysha aicha'),
  ('zaynab zainab zeinab zaineb'),
  ('khadija khadijah kadija'),
  ('abdul abdel abd'),
  ('ali aly'),
  ('yusra yousra'),
  ('omar umar omer'),
  ('osman usman othman uthman'),
  ('sayed syed said saeed'),
  ('mariam maryam miriam mary marie maria'),
  ('rhys reece rees reese'),
  ('ieuan iwan ifan evan'),
  ('sian shan jane'),
  ('llewellyn llywelyn lew'),
  ('angharad ankarad'),
  ('joan joanne jo joanna'),
  ('josephine jo josie'),
  ('patricia pat trish tricia'),
  ('susan sue suzanne susie'),
  ('theresa teresa terry tess tessa'),
  ('deborah debra debbie deb'),
  ('dorothy dot dolly'),
  ('eleanor elinor ellen ellie nell nora helen'),
  ('emily emilie em millie'),
  ('amelia emilia millie'),
  ('abigail abbie abby gail'),
  ('natalie nathalie nat'),
  ('oliver ollie oly'),
  ('olivia liv livvy'),
  ('harry harold henry hal'),
  ('francis frank frankie'),
  ('frances fran frankie'),
  ('frederick fred freddie'),
  ('gabriel gabe'),
  ('george georgie jorge'),
  ('georgina georgia george'),
  ('gregory greg'),
  ('jacob jake jakub'),
  ('joshua josh'),
  ('kenneth ken kenny'),
  ('lewis louis louie luis'),
  ('lawrence laurence larry laurie'),
  ('leonard len lenny leo'),
  ('luke lucas luca'),
  ('maximilian max maxwell'),
  ('nathaniel nathan nat'),
  ('peter pete piotr'),
  ('raymond ray'),
  ('ronald ron ronnie'),
  ('simon simeon'),
  ('terence terrence terry'),
  ('timothy tim timmy'),
  ('toby tobias'),
  ('vincent vince vinny'),
  ('zachary zak zac zach'),
  ('tamsin thomasina'),
  ('phoebe pheobe febe'),
  ('xavier javier zavier'),
  ('wojciech voytek'),
  ('agnieszka agnes'),
  ('katarzyna kasia catherine'),
  ('malgorzata gosia margaret'),
  ('aleksandra alexandra ola'),
  ('krzysztof chris christopher'),
  ('lukasz luke'),
  ('pawel paul'),
  ('tomasz thomas tomek'),
  ('ngozi ngosi'),
  ('chidi chidiebere'),
  ('oluwaseun seun'),
  ('oluwatobi tobi'),
  ('adebayo bayo')
) AS groups (line), unnest(string_to_array(line, ' ')) AS spelling;
