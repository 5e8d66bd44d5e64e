/** What the YAML parser objects to, for people who have never heard of YAML. */
import type { ErrorCode, YAMLError } from 'yaml';

/** Says in plain words what is wrong and what to do; the parser's own words where no better are known. */
export function plainWords(error: YAMLError, text: string): string {
  const known = words[error.code];
  if (error.code === 'MISSING_CHAR') return missingCharacter(error.message);
  if (error.code === 'UNEXPECTED_TOKEN' && text.slice(...error.pos).includes('\t')) return tab;
  if (error.code === 'BAD_INDENT' && error.message.startsWith('Flow'))
    return 'A closing bracket } or ] is missing above, or this line continues it and must be indented further';
  return known ?? `This line cannot be read: ${error.message}`;
}

const tab = 'There is a tab here. Indent with spaces only';
const quote = 'Put the whole value in quotes: it contains a colon followed by a space';
const indent =
  'This line is not indented like its neighbours. Lines that belong together start in the same column';

const words: Partial<Record<ErrorCode, string>> = {
  TAB_AS_INDENT: tab,
  BAD_INDENT: indent,
  BLOCK_AS_IMPLICIT_KEY: quote,
  MULTILINE_IMPLICIT_KEY:
    'This line has no colon after its name, or is not indented far enough to belong to the line above',
  BLOCK_IN_FLOW: 'Inside brackets [ ] or { } a value cannot continue as an indented block',
  BAD_SCALAR_START: 'A value cannot begin with this character. Put the whole value in quotes',
  BAD_DQ_ESCAPE:
    'A backslash inside double quotes has a special meaning. Write \\\\ for a backslash',
  BAD_ALIAS: 'A value cannot begin with * or &. Put the whole value in quotes',
  ALIAS_PROPS: 'A value cannot begin with * or &. Put the whole value in quotes',
  MULTIPLE_DOCS: 'The line --- begins a second document. Keep one document in a file',
  TAG_RESOLVE_FAILED: 'A value cannot begin with !. Put the whole value in quotes',
  BAD_DIRECTIVE: 'A line cannot begin with %. Put the value in quotes',
  KEY_OVER_1024_CHARS: 'This name is far too long. Is a line break missing after a colon?',
  RESOURCE_EXHAUSTION: 'Brackets are nested too deeply here for a protocol',
  UNEXPECTED_TOKEN:
    'This does not belong here. Is a comma, a colon, a quote or a bracket missing or too many?',
};

function missingCharacter(message: string): string {
  if (message.includes('quote')) return `A closing quote is missing`;
  if (message.includes('end with }')) return 'A closing bracket } is missing';
  if (message.includes('end with ]')) return 'A closing bracket ] is missing';
  if (message.includes('comma')) return 'A comma is missing between two values in brackets';
  if (message.includes('followed by a :')) {
    return 'A colon is missing after this name, or this line belongs to the text above and needs deeper indentation';
  }
  return 'A character is missing here: a colon, a comma, a quote or a bracket';
}
