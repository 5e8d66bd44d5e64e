/** With whom information is shared: the names that the policy knows, and whoever else there is. */
import type { Protocol } from '../../core/protocol/protocol.ts';
import type { FieldOption } from '../kit/field-view.ts';

/** Teams and roles, services, meetings and contacts of the policy, each name once, by the id that its gates look for. */
export function sharedWithOptions(protocol: Protocol): readonly FieldOption[] {
  const named = [
    ...[...protocol.roles.values()].map(({ id, title }) => ({ value: id, label: title })),
    ...[...protocol.services.values()].map(({ id, title }) => ({ value: id, label: title })),
    ...[...protocol.forums.values()].map(({ id, title }) => ({ value: id, label: title })),
    ...[...protocol.contacts.values()].map(({ id, title }) => ({ value: id, label: title })),
  ];
  // A gate that looks for a name which several kinds of things bear is met by the first of them.
  const once = new Map(named.toReversed().map((option) => [option.label, option]));
  return [...once.values()].toSorted((one, other) => one.label.localeCompare(other.label, 'en-GB'));
}

/** The title of what was chosen; what was typed stays as it is. */
export function sharedWithInWords(protocol: Protocol, to: string): string {
  return sharedWithOptions(protocol).find((option) => option.value === to)?.label ?? to;
}
