/** The section `evidence`: what may be recorded about a family, and the forms. */
import { type Decoder, flag, list, oneOf, text } from './decode.ts';
import { mapOf, may, need, record } from './decode-records.ts';
import type { EvidenceDefinition, EvidenceKind, RoleId } from './protocol.ts';
import { at } from './read-document.ts';
import { tells } from './read-effects.ts';
import { formOf } from './read-fields.ts';
import { comesFromSomewhere, doubtful, nameOfA } from './words.ts';

const groups = oneOf(
  'assessment',
  'plan',
  'visit',
  'meeting',
  'supervision',
  'form',
  'document',
  'contact',
  'decision',
  'check',
);

/** The reader of the section. The form of the interrupt is named here because its fields may all be left empty. */
export function evidence(
  interruptForm: string | undefined,
): Decoder<ReadonlyMap<EvidenceKind, EvidenceDefinition>> {
  return mapOf<EvidenceKind, EvidenceDefinition>(
    { kind: 'evidence' },
    (id) =>
      record(
        {
          title: need(text),
          noun: need(text),
          group: need(groups),
          by: need(list(nameOfA<RoleId>('role'))),
          fields: may(formOf(id, id === interruptForm)),
          'per-child': may(flag, false),
          timed: may(flag, false),
          'counts-as': may(list(nameOfA<EvidenceKind>('evidence')), []),
          tells: may(tells, []),
          hint: may(text),
          ...doubtful,
        },
        (values, cx): EvidenceDefinition | undefined => {
          const {
            fields,
            'per-child': perChild,
            'counts-as': countsAs,
            ours: _,
            ...words
          } = values;
          if (!comesFromSomewhere(values, cx)) return undefined;
          return { id, fields: [...(fields?.values() ?? [])], perChild, countsAs, ...words };
        },
      ),
    at('evidence'),
  );
}
