import { stringify } from 'csv-stringify/sync';
import type { Viewer } from '../../access/may-see.ts';
import { dayOf } from '../../core/calendar/time.ts';
import { listDirectory } from '../../store/people/directory.ts';
import { listHoldings } from '../../store/people/roles.ts';
import { mayAdminister, titleOf } from '../administer.ts';
import { importHeader } from '../read-people-file.ts';
import { type Stile, seenBy } from '../stile.ts';

/**
 * The directory as a list that can be imported again: who works here, with their roles of today and later. A cell that
 * a spreadsheet program would take for a formula is marked as text.
 */
export async function exportPeople(stile: Stile, viewer: Viewer): Promise<string> {
  if (!mayAdminister(viewer.actor)) return '';
  const { authority } = viewer;
  const db = seenBy(stile, viewer);
  const protocol = stile.protocols.current(authority);
  const [people, holdings] = await Promise.all([
    listDirectory(db, authority, stile.now()),
    listHoldings(db, authority, { from: dayOf(stile.now()) }),
  ]);
  const rows = people
    .filter(({ active }) => active)
    .flatMap((each) => {
      const works = each.employer === 'authority' ? 'council' : 'partner';
      const entry = [each.name, each.email ?? '', each.agency, works, each.team ?? ''];
      const own = holdings.filter(({ worker }) => worker === each.id);
      return own.length === 0
        ? [[...entry, '', '', '']]
        : own.map(({ role, from, until }) => [
            ...entry,
            titleOf(protocol, role),
            from ?? '',
            until ?? '',
          ]);
    });
  // With its mark spreadsheet programs read it as UTF-8.
  return stringify([importHeader.split(','), ...rows], { bom: true, escape_formulas: true });
}
