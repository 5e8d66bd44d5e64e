/** The whole of what could be shared of a family in a summary, in sections and entries that can be left out one by one. */
import { dayInWords } from '../../core/calendar/words.ts';
import { allEvidence } from '../../core/family/evolve.ts';
import type { Evidence } from '../../core/family/family.ts';
import { fullName } from '../../core/family/people.ts';
import type { SummarySection } from '../../core/family/sharing/consent-terms.ts';
import type { FamilyScene } from '../acts/scene.ts';
import { answerInWords, rowsOf } from '../family/answer-words.ts';
import { holderInWords, roleTitle, stampInWords } from '../family/names.ts';

export function composeSummary(scene: FamilyScene): readonly SummarySection[] {
  const { family, derived, visitor } = scene;
  const { protocol } = visitor;
  const { name, role } = holderInWords(protocol, family.holder);
  const sections: readonly SummarySection[] = [
    {
      id: 'people',
      heading: 'The family',
      entries: family.people.map((person) => ({
        id: person.id,
        title: fullName(person),
        lines: [
          ...(person.born === undefined ? [] : [`Born ${dayInWords(person.born)}`]),
          ...(person.kind === 'child'
            ? []
            : [
                `${person.relation}${person.inHousehold ? '' : ', does not live in the household'}`,
              ]),
          ...(person.note === undefined || person.note === '' ? [] : [person.note]),
        ],
      })),
    },
    {
      id: 'workers',
      heading: 'Who works with them',
      entries: [
        {
          id: 'holder',
          title: 'Held now by',
          lines: [role === undefined ? name : `${name}, ${role}`],
        },
        ...[...family.assigned].map(([of, { practitioner }]) => ({
          id: `role-${of}`,
          title: roleTitle(protocol, of),
          lines: [
            [practitioner.name, practitioner.agency].filter((part) => part !== '').join(', '),
          ],
        })),
      ],
    },
    {
      id: 'now',
      heading: 'What is happening now',
      entries: derived.transfers
        .filter(({ transfer }) => transfer.state !== 'ended')
        .map(({ transfer, pathway, stages }) => ({
          id: transfer.id,
          title: pathway.title,
          lines: stages.map(({ stage, since }) => `${stage.title}, since ${dayInWords(since.day)}`),
        })),
    },
    {
      id: 'records',
      heading: 'Records',
      entries: allEvidence(family).map((record) => recordEntry(scene, record)),
    },
  ];
  return sections.filter(({ entries }) => entries.length > 0);
}

function recordEntry(scene: FamilyScene, record: Evidence): SummarySection['entries'][number] {
  const { protocol } = scene.visitor;
  const definition = protocol.evidence.get(record.kind);
  const said = { protocol, people: scene.family.people };
  return {
    id: record.id,
    title: `${definition?.title ?? record.kind}, ${stampInWords(record)}`,
    lines: (definition?.fields ?? []).flatMap((field) => {
      const value = record.fields[field.id];
      // What names other records would name one that is left out.
      if (value === undefined || field.type === 'evidence') return [];
      const rows = rowsOf(field, value, said);
      if (rows.length === 0) return [`${field.label}: ${answerInWords(field, value, said)}`];
      return rows.map(
        (row) => `${field.label}: ${row.map((cell) => `${cell.label}: ${cell.answer}`).join('. ')}`,
      );
    }),
  };
}
