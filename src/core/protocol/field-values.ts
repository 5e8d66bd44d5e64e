/** The values that a field of a form can have. */
import { didYouMean } from './did-you-mean.ts';
import type { Field } from './protocol.ts';

/** The values a field can have, where they are few and known. */
export function allowedValues(field: Field): readonly string[] | undefined {
  if (field.type === 'choice' || field.type === 'choices')
    return field.options.map(({ value }) => value);
  return field.type === 'yes-no' ? ['yes', 'no'] : undefined;
}

/** `field "reason" cannot be "treshold". It is one of threshold, detail. Did you mean "threshold"?` */
export function notAmong(field: string, value: string, allowed: readonly string[]): string {
  return `field "${field}" cannot be "${value}". It is one of ${allowed.join(', ')}.${didYouMean(value, allowed)}`;
}
