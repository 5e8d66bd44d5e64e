/** What is asked about a family as a whole when it is registered. */
import type { Command } from '../../core/family/commands.ts';
import type { Practitioner } from '../../core/family/people.ts';
import type { Protocol, Role, RoleId } from '../../core/protocol/protocol.ts';
import type { FieldView } from '../kit/field-view.ts';
import type { Visitor } from '../web.ts';

type Register = Extract<Command, { readonly do: 'register-family' }>;

const ME = 'me:';

/** The questions, with who may hold the family offered by the policy's own roles. */
export function familyFields(visitor: Visitor): readonly FieldView[] {
  const options = holderOptions(visitor);
  return [
    {
      name: 'reference',
      label: 'Reference in your case system',
      noun: 'the reference',
      type: 'text',
      required: false,
      hint: 'Leave it empty and Stile makes one',
      maxLength: 60,
    },
    {
      name: 'holder',
      label: 'Who holds the family now?',
      noun: 'who holds the family now',
      type: 'choice',
      required: true,
      hint: 'There is always one. You can name people in the other roles afterwards',
      options,
      value: options[0]?.value.startsWith(ME) ? options[0].value : undefined,
    },
    {
      name: 'known',
      label: 'Since when is the family known?',
      noun: 'the date since when the family is known',
      type: 'date',
      time: 'past',
      required: false,
      hint: 'Leave it empty for today. Nothing can be recorded that happened before it',
    },
    {
      name: 'locality',
      label: 'Area or locality',
      noun: 'the area',
      type: 'text',
      required: false,
      maxLength: 100,
    },
  ];
}

/** Who holds the family and who is named, from the answer. */
export function holderFrom(
  answer: string,
  visitor: Visitor,
): Pick<Register, 'holder' | 'assign'> | undefined {
  const { protocol, actor } = visitor;
  const mine = answer.startsWith(ME);
  // An unknown role simply finds nothing.
  const role = protocol.roles.get((mine ? answer.slice(ME.length) : answer) as RoleId);
  if (role === undefined) return undefined;
  if (!mine) return { holder: role.id, assign: [] };
  if (!actor.roles.includes(role.id)) return undefined;
  const practitioner: Practitioner = {
    name: actor.name,
    agency: actor.agency,
    employer: actor.employer,
    contact: undefined,
    worker: actor.worker,
  };
  return { holder: role.id, assign: [{ role: role.id, practitioner }] };
}

function holderOptions({ protocol, actor }: Visitor): readonly {
  readonly value: string;
  readonly label: string;
  readonly hint?: string | undefined;
}[] {
  const holding = holdingRoles(protocol);
  const mine = holding.filter(
    (role) => role.held === 'family' && actor.roles.some((own) => own === role.id),
  );
  return [
    ...mine.map((role) => ({ value: `${ME}${role.id}`, label: `I do, as ${role.title}` })),
    ...holding.map((role) => ({
      value: role.id,
      label: mine.includes(role) ? `Another ${role.title}` : role.title,
      hint:
        role.held === 'family' && role.manager !== undefined
          ? `Until somebody is named, ${protocol.roles.get(role.manager)?.title ?? 'the manager'} holds it`
          : undefined,
    })),
  ];
}

/** Roles that hold a family somewhere in the policy, in its own order. */
function holdingRoles(protocol: Protocol): readonly Role[] {
  const holders = new Set(
    [...protocol.pathways.values()].flatMap((pathway) =>
      [...pathway.stages.values()].map((stage) => stage.holder),
    ),
  );
  return [...protocol.roles.values()].filter((role) => holders.has(role.id));
}
