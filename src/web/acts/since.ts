/** Who did what while a page was open, for somebody whose act came second. */
import { getHistory } from '../../cases/queries/get-history.ts';
import { momentInWords } from '../../core/calendar/words.ts';
import { newScene, note } from '../family/history-scene.ts';
import { tellEvent } from '../family/history-words.tsx';
import type { FamilyScene } from './scene.ts';

const MOST_TOLD = 6;

/** A sentence for each thing that others have done since the version that was seen, the latest last. */
export async function doneSince(scene: FamilyScene, seen: number): Promise<readonly string[]> {
  if (!Number.isInteger(seen) || seen < 1 || seen >= scene.family.version) return [];
  const { web, visitor, family } = scene;
  const entries = (await getHistory(web.stile, visitor, family.id)) ?? [];
  const told = newScene((event) => web.stile.protocols.get(event.protocol) ?? visitor.protocol);
  const lines: string[] = [];
  for (const { event, version } of entries) {
    if (version > seen && event.by.worker !== visitor.actor.worker && event.type !== 'PeopleTold')
      lines.push(
        `${event.by.name}, ${momentInWords(event.recorded)}: ${tellEvent(told, event).title}`,
      );
    note(told, event);
  }
  return lines.slice(-MOST_TOLD);
}
