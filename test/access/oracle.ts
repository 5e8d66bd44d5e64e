/**
 * Who sees which family, worked out in another way than the database does: from the rows as their owner reads them, one
 * person and one family at a time, after the words of docs/decisions/0010. Shares no code with what it judges.
 */
export interface Person {
  readonly authority: string;
  readonly id: string;
  readonly employer: string;
  readonly roles: readonly string[];
  /** Of them those that they do not have by covering for somebody. */
  readonly own: readonly string[];
  /** Whose work they do now. */
  readonly covers: readonly string[];
  readonly team: string | null;
  readonly active: boolean;
}

export interface FamilyRow {
  readonly authority: string;
  readonly id: string;
  readonly reference: string;
  readonly name: string;
  readonly restricted: boolean;
  readonly holder_role: string;
  readonly holder_name: string | null;
  readonly holder_team: string | null;
  readonly open_transfers: number;
}

export interface AccessRow {
  readonly authority: string;
  readonly family: string;
  readonly worker: string;
  readonly why: string;
  readonly sees: string;
  readonly until: string | null;
}

export interface Rows {
  readonly people: readonly Person[];
  readonly families: readonly FamilyRow[];
  readonly access: readonly AccessRow[];
  readonly waiting: readonly {
    authority: string;
    family: string;
    role: string;
    name: string | null;
  }[];
  /** Who looks after the records, and who restricts families. */
  readonly records: readonly { authority: string; role: string; may: string }[];
  readonly sight: readonly { authority: string; role: string; sees: string }[];
}

export function sees(rows: Rows, person: Person, family: FamilyRow, now: string): boolean {
  if (!person.active || person.authority !== family.authority) return false;
  const { authority } = person;
  const named = rows.access.filter(
    (row) => row.authority === authority && row.family === family.id,
  );
  const holds = (until: string | null) => until === null || until > now;
  if (named.some((row) => row.worker === person.id && row.why === 'never')) return false;
  if (
    named.some(
      (row) =>
        row.worker === person.id && ['whole', 'parts'].includes(row.sees) && holds(row.until),
    )
  )
    return true;
  // Whoever covers sees what the other's work shows, but no restricted family.
  if (
    !family.restricted &&
    named.some(
      (row) =>
        person.covers.includes(row.worker) &&
        ['holds', 'named', 'visits'].includes(row.why) &&
        ['whole', 'parts'].includes(row.sees) &&
        holds(row.until),
    )
  )
    return true;
  // Partners see what they work with, and nothing besides.
  if (person.employer === 'partner') return false;
  // While nobody is named as the holder, those of the role hold it, of their team where both have one.
  const sameTeam = [null, family.holder_team].includes(person.team) || family.holder_team === null;
  if (family.holder_name === null && person.roles.includes(family.holder_role) && sameTeam)
    return true;
  // A concern about a restricted family waits for roles, which then see it.
  if (
    named.some(
      (row) => row.why === 'concern' && person.roles.some((role) => row.worker === `role:${role}`),
    )
  )
    return true;
  if (family.restricted) return false;
  // To look after the directory shows nothing.
  const own = person.roles.filter((role) => role !== 'stile/administrator');
  const far = own.map(
    (role) =>
      rows.sight.find((row) => row.authority === authority && row.role === role)?.sees ?? 'all',
  );
  if (far.includes('all')) return true;
  const waitsForThem = rows.waiting.some(
    (row) =>
      row.authority === authority &&
      row.family === family.id &&
      row.name === null &&
      person.roles.includes(row.role),
  );
  if (waitsForThem) return true;
  if (!far.includes('team') || person.team === null) return false;
  const colleagues = rows.people.filter(
    (each) => each.authority === authority && each.team === person.team,
  );
  return (
    family.holder_team === person.team ||
    named.some((row) => row.why !== 'urgent' && colleagues.some(({ id }) => id === row.worker))
  );
}

/**
 * Whether somebody may know, from what is kept and what goes, that there is a family: after the words of
 * docs/decisions/0014.
 */
export function mayName(
  rows: Rows,
  person: Person,
  family: FamilyRow,
  { now, runOut }: { readonly now: string; readonly runOut: boolean },
): boolean {
  const { authority } = family;
  const may = (roles: readonly string[], ...what: string[]) =>
    rows.records.some(
      (each) =>
        each.authority === authority && roles.includes(each.role) && what.includes(each.may),
    );
  if (!person.active || person.authority !== authority || person.employer === 'partner')
    return false;
  if (!family.restricted) return may(person.roles, 'keep', 'confirm');
  if (!may(person.roles, 'keep', 'confirm', 'guard')) return false;
  if (sees(rows, person, family, now)) return true;
  const barred = (id: string) =>
    rows.access.some(
      (row) =>
        row.authority === authority &&
        row.family === family.id &&
        row.worker === id &&
        row.why === 'never',
    );
  if (!runOut) return false;
  if (barred(person.id) || !may(person.roles, 'guard') || family.open_transfers > 0) return false;
  // Whoever decides and sees it for longer than a day, by what is theirs and not by covering for somebody.
  const deciding = rows.people.filter((each) => {
    const lasting = {
      ...rows,
      access: rows.access.filter(({ why }) => why !== 'urgent' && why !== 'concern'),
    };
    const alone = { ...each, roles: each.own, covers: [] };
    return (
      each.authority === authority &&
      each.employer === 'authority' &&
      may(each.own, 'keep', 'confirm', 'guard') &&
      sees(lasting, alone, family, now)
    );
  });
  return deciding.length < 2;
}
