/** `stile history`: check it, sign checkpoints of it, and write it out for others to check. */
import type { Command } from 'commander';
import type { WithSafekeeping } from './backup-commands.ts';
import { answer, type ExitCode, json, type Terminal } from './terminal.ts';
import type { CheckpointCheck, HistoryReport, WithStore } from './with-store.ts';

interface AskedVerify {
  readonly checkpoints?: true | string;
  readonly key: readonly string[];
  readonly json?: true;
}

export function addHistoryCommands(
  program: Command,
  terminal: Terminal,
  withStore: WithStore,
  withSafekeeping: WithSafekeeping,
): void {
  const history = program.command('history').description('what happened, as it was written');
  history
    .command('verify')
    .description('check that no event has been changed or taken away; exits with 1 if one has')
    .option(
      '--checkpoints [file]',
      'hold it against the signed checkpoints too: those of the database, or of a file',
    )
    .option(
      '--key <file>',
      'a public key that checkpoints are signed with; may be given several times',
      (each: string, before: readonly string[]) => [...before, each],
      [],
    )
    .option('--json', 'print the result as JSON')
    .action((asked: AskedVerify) =>
      answer(terminal, () =>
        withStore(async (store) => {
          const found = await store.verifyHistory();
          const file = typeof asked.checkpoints === 'string' ? asked.checkpoints : undefined;
          const checked =
            asked.checkpoints === undefined
              ? undefined
              : await store.checkCheckpoints({ file, keys: asked.key });
          return verified(terminal, found, checked, asked.json === true);
        }),
      ),
    );
  history
    .command('checkpoint')
    .description('sign the ends of all histories with the key of STILE_CHECKPOINT_KEY')
    .option('--file <file>', 'append the checkpoint to this file, and not to STILE_CHECKPOINT_FILE')
    .option('--json', 'print the result as JSON')
    .action((asked: { file?: string; json?: true }) =>
      answer(terminal, () =>
        withStore(async (store) => {
          const made = await store.makeCheckpoints(asked.file);
          const refused = made.some(({ breaks }) => breaks.length > 0);
          if (asked.json === true) terminal.out(json({ ok: !refused, authorities: made }));
          for (const { authority, number, families, breaks } of asked.json === true ? [] : made) {
            if (number !== undefined)
              terminal.out(`${authority}: checkpoint ${number} covers ${families} histories.`);
            for (const { family, words } of breaks)
              terminal.err(
                `${authority}, ${family ?? 'checkpoints'}: ${words} Nothing was signed.`,
              );
          }
          return refused ? 1 : 0;
        }),
      ),
    );
  history
    .command('key')
    .description('make a key that signs checkpoints; keep it away from the database')
    .argument('<file>', 'where to write it; the public half goes to the same name with .pub')
    .action((file: string) =>
      answer(terminal, () =>
        withSafekeeping(async (keeping) => {
          const { fingerprint } = await keeping.makeKey(file);
          terminal.out(
            [
              `The key is in ${file}, for its owner only. Its public half is in ${file}.pub: give that to whoever checks.`,
              `Fingerprint: ${fingerprint}`,
              `Set STILE_CHECKPOINT_KEY=${file} where Stile runs.`,
            ].join('\n'),
          );
          return 0;
        }),
      ),
    );
  history
    .command('dump')
    .description('write the history in the plain form that tools/verify-history reads')
    .argument('<file>', 'where to write it; it holds everything about every family')
    .action((file: string) =>
      answer(terminal, () =>
        withSafekeeping(async (keeping) => {
          const { streams, events } = await keeping.dumpHistory(file);
          terminal.out(`${events} events of ${streams} histories are in ${file}.`);
          return 0;
        }),
      ),
    );
}

function verified(
  terminal: Terminal,
  found: HistoryReport,
  checked: readonly CheckpointCheck[] | undefined,
  asJson: boolean,
): ExitCode {
  const against = (checked ?? []).flatMap(({ authority, breaks }) =>
    breaks.map(({ family, words }) => ({ authority, family: family ?? 'checkpoints', words })),
  );
  const whole = found.breaks.length === 0 && against.length === 0;
  if (asJson) {
    terminal.out(json({ ok: whole, ...found, ...(checked && { checkpoints: checked }) }));
    return whole ? 0 : 1;
  }
  for (const { authority, family, words } of [...found.breaks, ...against])
    terminal.err(`${authority}, ${family}: ${words}`);
  if (found.breaks.length > 0)
    terminal.err(
      `The history is not whole: ${found.breaks.length} of ${found.streams} histories are not as they were written.`,
    );
  else terminal.out(`The history is whole: ${found.events} events of ${found.streams} histories.`);
  const gone = found.disposed.length;
  if (gone > 0)
    terminal.out(
      `${gone} ${gone === 1 ? 'family was' : 'families were'} disposed of, as two people decided and recorded.`,
    );
  if (checked === undefined) return whole ? 0 : 1;
  if (against.length > 0) {
    terminal.err('The history is not what the checkpoints have signed.');
    return 1;
  }
  for (const { authority, checkpoints, families, at } of checked)
    terminal.out(
      checkpoints === 0
        ? `${authority}: there is no checkpoint yet.`
        : `${authority}: as signed, ${families} histories up to checkpoint ${checkpoints} of ${at}.`,
    );
  return whole ? 0 : 1;
}
