/** Opens the database for a command of the terminal, and closes it whatever happens. */
import { changeCalendar } from '../cases/change-calendar.ts';
import { makeCheckpoints } from '../cases/make-checkpoint.ts';
import { publishProtocol } from '../cases/publish-protocol.ts';
import { previewForOperator } from '../cases/queries/preview-retention.ts';
import { type Stile, sceneOf, seenByStile } from '../cases/stile.ts';
import type { OpenStore, WithStore } from '../cli/with-store.ts';
import { found, problem } from '../core/calendar/parsed.ts';
import { dayOf } from '../core/calendar/time.ts';
import { verifyHistory } from '../store/history/verify.ts';
import { rebuildAuthority } from '../store/projection/rebuild.ts';
import { checkCheckpoints, readCheckpointing } from './checkpointing.ts';
import type { Environment } from './environment.ts';
import { fillDemonstrations } from './fill-demonstrations.ts';
import { moveFor, previewFor } from './move-transfers.ts';
import { CannotStart, openDatabase } from './open-database.ts';
import { importPeopleFor, listPeopleFor, makeAdministratorFor } from './people.ts';
import { publishAll } from './publish-all.ts';

export function withStoreOf(
  environment: () => Environment,
  log: (message: string) => void,
): WithStore {
  return async (act) => {
    const settings = environment();
    const { stile, close } = await openDatabase(settings, log, { sharing: true });
    try {
      return await act(storeOf(stile, settings, log));
    } finally {
      await close();
    }
  };
}

function storeOf(stile: Stile, settings: Environment, log: (message: string) => void): OpenStore {
  return {
    today: () => dayOf(stile.now()),
    changeCalendar: (json) => changeCalendar(stile, json),
    verifyHistory: () => verifyHistory(stile.db),
    checkCheckpoints: (asked) => checkCheckpoints(stile.db, settings, asked),
    async makeCheckpoints(file) {
      const checkpointing = readCheckpointing(settings, file);
      if (checkpointing === undefined)
        throw new CannotStart(
          'Set STILE_CHECKPOINT_KEY to the file of the signing key. Make one with: stile history key FILE',
          2,
        );
      return makeCheckpoints(stile, checkpointing);
    },
    async rebuild() {
      const done = new Map<string, number>();
      for (const authority of stile.protocols.authorities)
        done.set(
          authority,
          await rebuildAuthority(
            seenByStile(stile, authority),
            authority,
            sceneOf(stile, authority),
          ),
        );
      return done;
    },
    async fillDemonstration() {
      await publishAll(stile, log);
      return fillDemonstrations(stile);
    },
    publishProtocol: (files, records) => publishProtocol(stile, files, records),
    async previewRetention(authority) {
      const { authorities } = stile.protocols;
      if (authorities.includes(authority)) return found(await previewForOperator(stile, authority));
      return problem(
        `No policy of “${authority}” is published here. There are policies of: ${authorities.join(', ') || 'nobody'}`,
      );
    },
    previewMoves: (authority, version) => previewFor(stile, authority, version),
    async makeAdministrator(authority, asked) {
      // The first thing that is done here: before the first start there are no policies yet.
      if (!stile.protocols.authorities.includes(authority)) await publishAll(stile, log);
      return makeAdministratorFor(stile, authority, asked);
    },
    listPeople: (authority) => listPeopleFor(stile, authority),
    importPeople: (authority, text, confirmed) =>
      importPeopleFor(stile, authority, text, confirmed),
    moveTransfers: (authority, version, worker) => moveFor(stile, authority, version, worker),
  };
}
