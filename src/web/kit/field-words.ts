import type { FieldView } from './field-view.ts';

/** The field inside a sentence: "date of visit", "“When was the visit?”", "TAF date". */
export function nounOf(field: FieldView): string {
  if (field.noun !== undefined) return field.noun;
  if (/[?:.]$/.test(field.label.trim())) return `“${field.label.trim().replace(/[:.]$/, '')}”`;
  const [first = ''] = field.label.split(' ', 1);
  // An abbreviation or a name such as ChECS keeps its capitals.
  const common = /^[A-Z][a-z’'-]*$/.test(first);
  return common ? lowerFirst(field.label) : field.label;
}

/** The field at the start of a sentence. */
export function subjectOf(field: FieldView): string {
  const noun = nounOf(field);
  if (noun.startsWith('“')) return `The answer to ${noun}`;
  return noun.charAt(0).toUpperCase() + noun.slice(1);
}

/** What is said where a required field was left empty. */
export function missingMessage(field: FieldView): string {
  const noun = nounOf(field);
  const asked = noun.startsWith('“');
  switch (field.type) {
    case 'yes-no':
      return `Select yes or no for ${asked ? noun : `“${field.label}”`}`;
    case 'choice':
    case 'choices':
    case 'level':
    case 'records':
      return asked ? `Select an answer to ${noun}` : `Select ${noun}`;
    case 'person':
      if (field.options !== undefined)
        return asked ? `Select an answer to ${noun}` : `Select ${noun}`;
      return asked ? `Enter an answer to ${noun}` : `Enter ${noun}`;
    case 'items':
      return asked ? `Enter at least one answer to ${noun}` : `Enter at least one row of ${noun}`;
    case 'text':
    case 'long-text':
    case 'date':
    case 'date-time':
    case 'number':
    case 'period':
      return asked ? `Enter an answer to ${noun}` : `Enter ${noun}`;
  }
}

/** Said beside a conditional question for those who see it without script. */
export function conditionWords(field: FieldView, fields: readonly FieldView[]): string {
  const { shownWhen } = field;
  if (shownWhen === undefined) return '';
  const other = fields.find((candidate) => candidate.name === shownWhen.field);
  const label = (value: string): string => {
    if (other?.type === 'yes-no') return value === 'yes' ? 'Yes' : 'No';
    return other?.options?.find((option) => option.value === value)?.label ?? value;
  };
  const answers = shownWhen.is.map((value) => `“${label(value)}”`).join(' or ');
  return `Answer if you chose ${answers}${other === undefined ? '' : ` for “${other.label}”`}.`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
