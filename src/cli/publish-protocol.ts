/** `stile protocol publish`: with the records that the policy asks for. */
import { relative } from 'node:path';
import type { Day } from '../core/calendar/time.ts';
import { dayInWords } from '../core/calendar/words.ts';
import { type Loaded, loadProtocol } from '../core/protocol/load.ts';
import { problemLine } from '../core/protocol/problem.ts';
import { prove } from '../core/protocol/proof/proof.ts';
import { findProtocolFolders, readProtocolFolder } from './read-files.ts';
import { BadInput, type ExitCode, json, type Terminal } from './terminal.ts';
import type { WithStore } from './with-store.ts';

/** 0 when it is in force, 1 where it was refused. */
export async function publish(
  terminal: Terminal,
  withStore: WithStore,
  name: string,
  asked: { readonly record: readonly string[]; readonly json?: true },
): Promise<ExitCode> {
  const [folder, ...others] = findProtocolFolders(name);
  if (folder === undefined || others.length > 0)
    throw new BadInput(`${name} holds several protocols. Name one of them.`);
  const records = Object.fromEntries(asked.record.map(readRecord));
  const files = readProtocolFolder(folder).map(({ path, text }) => ({
    path: relative(folder, path),
    text,
  }));
  const loaded = loadProtocol(files);
  const faults = loaded.ok ? prove(loaded.protocol) : [];
  if (faults.length > 0) {
    for (const { about, says } of faults) terminal.err(`${about}: ${says}`);
    terminal.err(
      `It is not sound, and nothing was published. Look with: stile protocol check ${name}`,
    );
    return 1;
  }
  return withStore(async (store) => {
    const published = await store.publishProtocol(files, records);
    if (asked.json === true) terminal.out(json(published));
    else if (published.ok)
      terminal.out(
        published.isNew
          ? `${published.key} is published.${fromWhen(loaded, store.today())}`
          : `${published.key} was published already.`,
      );
    else {
      terminal.err(published.message);
      for (const problem of published.problems) terminal.err(`  ${problemLine(problem)}`);
    }
    return published.ok ? 0 : 1;
  });
}

/** Nothing where it is in force at once. */
function fromWhen(loaded: Loaded, today: Day): string {
  if (!loaded.ok || loaded.protocol.about.effectiveFrom <= today) return '';
  const day = dayInWords(loaded.protocol.about.effectiveFrom);
  return ` It takes effect on ${day}; until then what is in force stays.`;
}

function readRecord(written: string): readonly [string, string] {
  const at = written.indexOf('=');
  if (at < 1)
    throw new BadInput(
      `“${written}” is no record. Write it as id=text, such as eia="Completed on 3 March 2026".`,
    );
  return [written.slice(0, at).trim(), written.slice(at + 1)];
}
