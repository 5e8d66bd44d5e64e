/** Markup that is safe to send: made only by the JSX runtime, and by `raw` in the bridge to GOV.UK's templates and for our own drawings. */
export class SafeHtml {
  readonly #html: string;

  constructor(html: string) {
    this.#html = html;
  }

  toString(): string {
    return this.#html;
  }
}

/**
 * Declares a string to be markup. Only the bridge to the official templates and the page of the
 * drawings may import this; a test reads the imports and holds that.
 */
export function raw(html: string): SafeHtml {
  return new SafeHtml(html);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text so that it is inert both as text and inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

const URL_ATTRIBUTES: ReadonlySet<string> = new Set(['href', 'src', 'action', 'formaction']);

/** Browsers ignore white space and control characters inside a scheme, so they are dropped before looking. */
export function assertHarmlessUrl(attribute: string, value: string): void {
  if (!URL_ATTRIBUTES.has(attribute.toLowerCase())) return;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters browsers skip
  const seen = value.replace(/[\u0000-\u0020\u007f-\u009f]/g, '');
  if (/^(?:javascript|vbscript|data):/i.test(seen)) {
    throw new TypeError(`The ${attribute} of an element may not run a script.`);
  }
}
