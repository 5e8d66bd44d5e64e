/** What a browser finds on a page: links, and forms with what they hold. */

export interface Form {
  readonly action: string;
  readonly method: 'GET' | 'POST';
  readonly files: boolean;
  /** Where what is typed in it is kept. */
  readonly draftUrl: string | undefined;
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  /** What it holds as the page came. */
  readonly value: string;
  /** Checkbox and radio: sent only where chosen. */
  readonly chosen: boolean;
  readonly kind: string;
  /** What may be chosen instead. */
  readonly options: readonly string[];
  /** A number is wanted. */
  readonly numeric: boolean;
}

export function linksOf(html: string): readonly string[] {
  const links = [...html.matchAll(/\s(?:href|action)="(\/[^"]*)"/g)].map(([, href = '']) =>
    plain(href).replace(/#.*$/, ''),
  );
  return [...new Set(links)].filter((href) => !href.startsWith('/assets/'));
}

export function formsOf(html: string, path: string): readonly Form[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(
    ([, head = '', inside = '']) => ({
      action: attribute(head, 'action') ?? path,
      method: (attribute(head, 'method') ?? 'get').toUpperCase() === 'POST' ? 'POST' : 'GET',
      files: head.includes('multipart/form-data'),
      draftUrl: attribute(head, 'data-draft-url'),
      fields: fieldsOf(inside),
    }),
  );
}

/** Where the forms of a page that change something go. */
export function postsOf(html: string, path: string): readonly string[] {
  return [...html.matchAll(/<form\b([^>]*)>/g)]
    .filter(([, head = '']) => /method="post"/i.test(head))
    .map(([, head = '']) => attribute(head, 'action') ?? path);
}

/** The first thing that a page says is to be corrected; else what it is about. */
export function whatIsWrong(html: string): string {
  const [, list = ''] = /govuk-error-summary__list[^>]*>([\s\S]*?)<\/ul>/.exec(html) ?? [];
  const [, error] = /<a [^>]*>([\s\S]*?)<\/a>/.exec(list) ?? [];
  const [, heading = ''] = /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html) ?? [];
  return plain(error ?? heading)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 120);
}

function fieldsOf(html: string): readonly Field[] {
  const tags = /<(input|button)\b([^>]*)>|<(textarea|select)\b([^>]*)>([\s\S]*?)<\/\3>/g;
  return [...html.matchAll(tags)].flatMap(([, one, oneHead, two, twoHead, inside = '']) => {
    const tag = one ?? two;
    const head = oneHead ?? twoHead ?? '';
    const name = attribute(head, 'name');
    if (name === undefined) return [];
    if (tag === 'select') return [selectOf(name, inside)];
    if (tag === 'textarea')
      return [{ ...rest, name, kind: 'textarea', value: plain(inside).trim(), chosen: true }];
    const kind = tag === 'input' ? (attribute(head, 'type') ?? 'text') : 'button';
    const value = attribute(head, 'value') ?? (kind === 'checkbox' ? 'on' : '');
    const chosen = !/^(?:checkbox|radio|button|submit)$/.test(kind) || /\bchecked\b/.test(head);
    return [{ ...rest, name, kind, value, chosen, numeric: /inputmode="numeric"/.test(head) }];
  });
}

const rest = { options: [], numeric: false };

function selectOf(name: string, inside: string): Field {
  const options = [...inside.matchAll(/<option\b([^>]*)>([^<]*)/g)];
  const values = options.map(([, head = '', text = '']) => attribute(head, 'value') ?? plain(text));
  const now = options.findIndex(([, head = '']) => /\bselected\b/.test(head));
  const value = values[Math.max(0, now)] ?? '';
  return { name, kind: 'select', value, chosen: true, options: values, numeric: false };
}

function attribute(head: string, name: string): string | undefined {
  const expression = ATTRIBUTES.get(name) ?? new RegExp(`\\s${name}="([^"]*)"`);
  ATTRIBUTES.set(name, expression);
  const found = expression.exec(head)?.[1];
  return found === undefined ? undefined : plain(found);
}

const ATTRIBUTES = new Map<string, RegExp>();

function plain(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
