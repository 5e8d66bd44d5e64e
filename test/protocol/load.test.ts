import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { loadProtocol } from '../../src/core/protocol/load.ts';
import type { Pathway, PathwayId, StageId } from '../../src/core/protocol/protocol.ts';
import { anytown } from './anytown.ts';
import { changed, protocolOf } from './change.ts';

const protocol = protocolOf(anytown);
// Names that stand in the fixture.
const pathway = protocol.pathways.get('step-down' as PathwayId) as Pathway;

describe('A protocol without mistakes', () => {
  it('is known by its authority and version', () => {
    assert.equal(protocol.key, 'anytown/2026');
  });

  it('is the same whatever the order of its files', () => {
    assert.deepEqual(protocolOf(anytown.toReversed()), protocol);
  });

  it('may have its sections spread over the files in any way', () => {
    const spread = anytown.flatMap(({ path, text }) => {
      const [first, second] = text.split(/^(?=gate-lists:|obligations:|interrupt:)/m);
      return second === undefined
        ? [{ path, text }]
        : [
            { path, text: first ?? '' },
            { path: `z-${path}`, text: second },
          ];
    });
    assert.deepEqual([...protocolOf(spread).obligations.keys()], ['stay-involved']);
  });

  it('starts a pathway in the first of its stages', () => {
    assert.equal(pathway.first, 'preparing');
  });

  it('fills in what was left out', () => {
    const accept = [...pathway.steps.values()].find(({ id }) => id === 'accept');
    assert.equal(accept?.to, 'stay');
    assert.equal(accept?.kind, 'forward');
    assert.equal(pathway.onInterrupt, 'suspends');
    assert.deepEqual(
      [...pathway.clocks.values()].map(({ strength }) => strength),
      ['should', 'must'],
    );
    assert.equal([...protocol.roles.values()][0]?.plural, 'Social workers');
  });

  it('knows who can meet a gate that does not say: whoever may record its evidence', () => {
    const meetBy = (id: string) =>
      [...protocol.gates.values()].find((gate) => gate.id === id)?.meetBy;
    assert.deepEqual(meetBy('visited'), ['social-worker', 'lead']);
    assert.deepEqual(meetBy('plan-recent'), ['social-worker']);
  });

  it('lets every field of the form of the interrupt be left empty', () => {
    const form = [...protocol.evidence.values()].find(({ id }) => id === protocol.interrupt.form);
    assert.deepEqual(
      form?.fields.map(({ required }) => required),
      [false],
    );
  });

  it('reads times, dates and numbers as they are written, without quotes', () => {
    assert.equal(protocol.about.version, '2026');
    assert.equal(protocol.about.effectiveFrom, '2026-01-05');
    assert.deepEqual([...protocol.forums.values()][0]?.parts[0]?.cutOff, {
      weekday: 'thursday',
      time: '16:00',
    });
    assert.deepEqual(protocol.officeHours?.monday, [{ opens: '08:30', closes: '17:00' }]);
    assert.equal(protocol.officeHours?.sunday, 'unknown');
  });

  it('remembers every place that cites a clause', () => {
    const places = protocol.citations
      .filter(({ clause }) => clause === 'ANY-9')
      .map(({ place, file }) => `${file} ${place}`);
    assert.deepEqual(places, [
      'evidence.yaml evidence joint-visit',
      'pathways/all.yaml clock four-weeks',
      'pathways/all.yaml obligation stay-involved',
      'protocol.yaml never',
      'protocol.yaml never',
    ]);
  });

  it('lets two pathways hand a family to each other, as long as it can come to rest', () => {
    const { files } = changed(
      'pathways/all.yaml',
      'kept: { title: Stays open, to: kept }',
      'kept: { title: Stays open, to: kept, hands-to: safeguarding }',
    );
    protocolOf(files);
  });
});

describe('Any protocol, however broken', () => {
  const lines = anytown.flatMap(({ path, text }) =>
    text.split('\n').map((_, line) => ({ path, line })),
  );
  const check = (files: typeof anytown) => {
    const loaded = loadProtocol(files);
    if (loaded.ok) return;
    assert.ok(loaded.problems.length > 0);
    for (const { file, line, column, message } of loaded.problems) {
      const text = files.find(({ path }) => path === file)?.text;
      assert.ok(text !== undefined, `no such file: ${file}`);
      assert.ok(
        line >= 1 && line <= text.split('\n').length && column >= 1,
        `no such place: ${file}:${line}:${column}`,
      );
      assert.ok(
        message.length > 5 && !message.includes('undefined') && !message.includes('[object'),
        message,
      );
    }
  };

  it('gives a protocol or problems with places when any one line is taken out', () => {
    for (const { path, line } of lines)
      check(
        anytown.map((file) =>
          file.path === path
            ? { path, text: file.text.split('\n').toSpliced(line, 1).join('\n') }
            : file,
        ),
      );
  });

  it('gives a protocol or problems with places when words are swapped, taken out or garbled', () => {
    const garble = fc.record({
      at: fc.nat(),
      length: fc.nat(40),
      by: fc.oneof(
        fc.string({ maxLength: 8 }),
        fc.constantFrom('', '\t', '{', '[', '- ', ': ', '"', '&a', '*a', '!x', '---\n'),
      ),
    });
    fc.assert(
      fc.property(
        fc.nat(anytown.length - 1),
        fc.array(garble, { minLength: 1, maxLength: 3 }),
        (chosen, changes) => {
          check(
            anytown.map((file, index) => {
              if (index !== chosen) return file;
              const text = changes.reduce((now, { at, length, by }) => {
                const start = at % now.length;
                return now.slice(0, start) + by + now.slice(start + length);
              }, file.text);
              return { ...file, text };
            }),
          );
        },
      ),
      { seed: 20_260_302, numRuns: 150 },
    );
  });

  it('is not exhausted by brackets without end', () => {
    for (const text of [
      '['.repeat(50_000),
      '{ a: '.repeat(20_000),
      '- '.repeat(20_000),
      'a: &a [*a, *a]',
    ])
      check([{ path: 'protocol.yaml', text }]);
  });
});

describe('A long protocol', () => {
  it('of 450 stages is loaded whole', () => {
    const stage = (n: number) => `      stage-${n}: { title: Stage ${n}, holder: team-manager }\n`;
    const step = (n: number) =>
      `      step-${n}:\n        title: Step ${n}\n        from: stage-${n}\n        to: ${n === 449 ? 'kept' : `stage-${n + 1}`}\n        by: lead\n        ours: yes\n`;
    const numbers = Array.from({ length: 450 }, (_, n) => n);
    const first = changed(
      'pathways/all.yaml',
      '    steps:\n      refer:',
      `${numbers.map(stage).join('')}    steps:\n${numbers.map(step).join('')}      enter: { title: Enter, from: preparing, to: stage-0, by: lead, ours: yes }\n      refer:`,
    );
    const long = protocolOf(first.files);
    assert.equal([...long.pathways.values()][0]?.stages.has('stage-449' as StageId), true);
  });
});
