/** A family that is being registered: kept as a draft, one person after another, until it is sent. */
import { discardDraft, findOwnDraft, saveDraft } from '../../cases/save-draft.ts';
import type { Day } from '../../core/calendar/time.ts';
import { parseDay } from '../../core/calendar/time.ts';
import type { NewPerson } from '../../core/family/commands.ts';
import type { Draft } from '../forms/draft-form.tsx';
import type { Typed } from '../kit/field-view.ts';
import type { Visitor, Web } from '../web.ts';

export const NEW_FAMILY = '/families/new';

/** The draft of what is typed beside the people, who have a draft of their own. */
export const ABOUT_FAMILY: Draft = {
  key: `${NEW_FAMILY}#family`,
  title: 'Register a family: reference and who holds it',
};

export interface NewFamily {
  readonly people: readonly NewPerson[];
  /** What was typed about the family itself. */
  readonly typed: Typed;
}

const MOST_PEOPLE = 40;

/** What somebody has entered so far; empty at the beginning. */
export async function findNewFamily(web: Web, visitor: Visitor): Promise<NewFamily> {
  const draft = await findOwnDraft(web.stile, visitor, NEW_FAMILY);
  return draft === undefined ? { people: [], typed: {} } : readBody(draft.body);
}

export async function keepNewFamily(web: Web, visitor: Visitor, family: NewFamily): Promise<void> {
  await saveDraft(web.stile, visitor, {
    key: NEW_FAMILY,
    family: null,
    title: 'Register a family',
    body: { people: family.people.slice(0, MOST_PEOPLE), typed: family.typed },
  });
}

export async function forgetNewFamily(web: Web, visitor: Visitor): Promise<void> {
  await discardDraft(web.stile, visitor, NEW_FAMILY);
}

function readBody(body: unknown): NewFamily {
  if (typeof body !== 'object' || body === null) return { people: [], typed: {} };
  const people = 'people' in body && Array.isArray(body.people) ? body.people : [];
  const typed = 'typed' in body ? readTyped(body.typed) : {};
  return { people: people.flatMap(readPerson), typed };
}

function readTyped(typed: unknown): Typed {
  if (typeof typed !== 'object' || typed === null) return {};
  return Object.fromEntries(Object.entries(typed).filter(([, value]) => typeof value === 'string'));
}

// The draft is in the database, but an older version of Stile may have written it.
function readPerson(read: unknown): readonly NewPerson[] {
  if (typeof read !== 'object' || read === null) return [];
  const text = (name: string): string => {
    const value: unknown = Object.entries(read).find(([key]) => key === name)?.[1];
    return typeof value === 'string' ? value : '';
  };
  const born: Day | undefined = dayOr(text('born'));
  const common = {
    given: text('given'),
    family: text('family'),
    ...(born === undefined ? {} : { born }),
    ...(text('note') === '' ? {} : { note: text('note') }),
  };
  if (text('kind') === 'child') return [{ kind: 'child', ...common }];
  const inHousehold = 'inHousehold' in read && read.inHousehold === true;
  return [{ kind: 'adult', ...common, relation: text('relation'), inHousehold }];
}

function dayOr(text: string): Day | undefined {
  const day = parseDay(text);
  return day.ok ? day.value : undefined;
}
