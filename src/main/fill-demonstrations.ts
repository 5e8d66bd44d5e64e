/** Fills a demonstration council for every policy that comes with a recipe for one. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fillDemonstration } from '../cases/fill-demonstration.ts';
import { publishApart } from '../cases/publish-apart.ts';
import type { Stile } from '../cases/stile.ts';
import { findProtocolFolders, readText } from '../cli/read-files.ts';
import type { DemonstrationReport } from '../cli/with-store.ts';
import { found, type Parsed, problem } from '../core/calendar/parsed.ts';
import { problemLine } from '../core/protocol/problem.ts';
import type { ProtocolKey } from '../core/protocol/protocol.ts';
import { makeDemonstration } from '../simulation/demonstration.ts';
import { readRecipe } from '../simulation/read-recipe.ts';
import { CannotStart, projectFolder } from './open-database.ts';

/** The same people and the same stories each time; only the dates follow the day on which it is filled. */
const seed = 2023;

export async function fillDemonstrations(stile: Stile): Promise<Parsed<DemonstrationReport>> {
  const done = { authorities: [] as string[], families: 0, events: 0, filled: false };
  for (const folder of findProtocolFolders(join(projectFolder, 'protocols'))) {
    const path = join(folder, 'demonstration.yaml');
    if (!existsSync(path)) continue;
    const read = readRecipe({ path: relative(projectFolder, path), text: readText(path) });
    if (!read.ok) throw new CannotStart(read.problems.map(problemLine).join('\n'), 2);
    const { recipe } = read;
    // Other policies may have been published than those that come with Stile: this key then finds nothing.
    const key = `${basename(dirname(folder))}/${basename(folder)}` as ProtocolKey;
    const protocol = stile.protocols.get(key);
    if (protocol === undefined) continue;
    const filled = await fillDemonstration(stile, recipe.authority, async () => {
      const { authority: id, shownAs: name } = recipe;
      if (name !== undefined) await publishApart(stile, protocol, { id, name });
      const { protocols } = stile;
      const calendar = stile.calendarOf(id);
      return makeDemonstration({ recipe, protocols, calendar, now: stile.now(), seed });
    });
    if (!filled.ok) return problem(filled.problem);
    done.authorities.push(recipe.authority);
    done.families += filled.value.families;
    done.events += filled.value.events;
    done.filled ||= filled.value.filled;
  }
  return found(done);
}
