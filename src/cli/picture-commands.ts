/** `stile protocol draw` and `stile protocol bpmn`: a pathway as a picture, in words, and for other modellers. */
import type { Command } from 'commander';
import { didYouMean } from '../core/protocol/did-you-mean.ts';
import type { Pathway, Protocol } from '../core/protocol/protocol.ts';
import { pathwayBpmn } from '../drawing/bpmn.ts';
import { drawPathway } from '../drawing/draw-pathway.ts';
import { outlineText } from '../drawing/outline.ts';
import { named, type Places } from './protocol-commands.ts';
import { answer, BadInput, type ExitCode, type Terminal } from './terminal.ts';
import { writeText } from './write-files.ts';

interface Asked {
  readonly out?: string;
  readonly text?: true;
}

export function addPictureCommands(protocol: Command, terminal: Terminal, places: Places): void {
  protocol
    .command('draw')
    .description('draw a pathway as SVG, or tell it in ordered words')
    .argument('<protocol>', 'authority/version, or a folder')
    .argument('[pathway]', 'the pathway (may be left out where there is one, or with --text)')
    .option('--text', 'the ordered words instead of the picture')
    .option('--out <file>', 'write to a file')
    .action((name: string, pathway: string | undefined, asked: Asked) =>
      answer(terminal, async () => {
        const policy = named(places, name);
        if (asked.text === true) return say(terminal, words(policy, pathway), asked.out);
        const drawing = await drawPathway(policy, onePathway(policy, pathway));
        for (const { number, says } of drawing.legend) terminal.err(`(${number}) ${says}`);
        return say(terminal, drawing.svg, asked.out);
      }),
    );
  protocol
    .command('bpmn')
    .description('write a pathway as BPMN 2.0, for the usual modellers')
    .argument('<protocol>', 'authority/version, or a folder')
    .argument('[pathway]', 'the pathway (may be left out where there is one)')
    .option('--out <file>', 'write to a file')
    .action((name: string, pathway: string | undefined, asked: Asked) =>
      answer(terminal, async () => {
        const policy = named(places, name);
        return say(terminal, await pathwayBpmn(policy, onePathway(policy, pathway)), asked.out);
      }),
    );
}

function words(policy: Protocol, pathway: string | undefined): string {
  const wanted =
    pathway === undefined ? [...policy.pathways.values()] : [onePathway(policy, pathway)];
  return wanted.map((each) => outlineText(policy, each)).join('\n');
}

function onePathway(policy: Protocol, name: string | undefined): Pathway {
  const all = [...policy.pathways.values()];
  const ids = all.map(({ id }) => id);
  const [only, ...others] = name === undefined ? all : all.filter(({ id }) => id === name);
  if (only !== undefined && others.length === 0) return only;
  throw new BadInput(
    name === undefined
      ? `${policy.key} has several pathways. Name one: ${ids.join(', ')}.`
      : `${policy.key} has no pathway “${name}”.${didYouMean(name, ids) || ` It has: ${ids.join(', ')}.`}`,
  );
}

function say(terminal: Terminal, text: string, out: string | undefined): ExitCode {
  if (out === undefined) terminal.out(text.trimEnd());
  else {
    writeText(out, text.endsWith('\n') ? text : `${text}\n`);
    terminal.err(`Written to ${out}.`);
  }
  return 0;
}
