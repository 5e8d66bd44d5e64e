import { createRequire } from 'node:module';
import path from 'node:path';
import nunjucks from 'nunjucks';
import { assertHarmlessUrl, raw, SafeHtml } from '../jsx/safe-html.ts';
import type { GovukOptions, MojOptions } from './govuk-options.ts';

const require = createRequire(import.meta.url);
const govukRoot = path.join(path.dirname(require.resolve('govuk-frontend/package.json')), 'dist');
const mojRoot = path.dirname(require.resolve('@ministryofjustice/frontend/package.json'));

const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader([govukRoot, mojRoot]), {
  autoescape: true,
});
// Theirs formats with moment and in the server's time zone; ours prints the words it is given.
environment.addFilter('date', (_timestamp: string, words: string) => words);
// Theirs looks for the end from every blank: a form of 20,000 empty lines would keep everybody waiting for a minute.
environment.addFilter('trim', (text: unknown) => {
  const trimmed = String(text ?? '').trim();
  return text instanceof nunjucks.runtime.SafeString
    ? new nunjucks.runtime.SafeString(trimmed)
    : trimmed;
});
const compiled = new Map<string, nunjucks.Template>();

/** Renders a GOV.UK component with the markup of the package itself. */
export function govuk<Name extends keyof GovukOptions>(
  name: Name,
  options: GovukOptions[Name],
): SafeHtml {
  return render(`govuk/components/${name}/template.njk`, options);
}

/** Renders a Ministry of Justice component with the markup of the package itself. */
export function moj<Name extends keyof MojOptions>(
  name: Name,
  options: MojOptions[Name],
): SafeHtml {
  return render(
    `moj/components/${name}/template.njk`,
    name === 'timeline' ? withFormats(options) : options,
  );
}

/** GOV.UK's own start-up line; the policy allows it by the hash that a test recomputes. */
export const jsEnabledScript: SafeHtml = raw(
  "document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');",
);

/** For the `script-src` of the content security policy. */
export const JS_ENABLED_HASH = 'sha256-GUQ5ad8JK5KmEWmROf3LZd9ge94daqNvd8xy9YS1iDw=';

function render(file: string, options: object): SafeHtml {
  let template = compiled.get(file);
  if (template === undefined) {
    template = environment.getTemplate(file, true);
    compiled.set(file, template);
  }
  return raw(template.render({ params: toParams(options, '') }));
}

const SLOTS: ReadonlySet<string> = new Set(['start', 'end', 'navigationStart', 'navigationEnd']);

// The templates mark whatever is called html as safe, so only markup may pass under such a name, and nowhere else.
function toParams(value: unknown, key: string): unknown {
  const wantsMarkup = /html$/i.test(key) || SLOTS.has(key);
  if (value instanceof SafeHtml) {
    if (!wantsMarkup) throw new TypeError(`The option "${key}" takes text, not markup.`);
    return value.toString();
  }
  if (wantsMarkup && value !== undefined)
    throw new TypeError(`The option "${key}" takes markup, not text.`);
  if (typeof value === 'string') assertHarmlessUrl(key, value);
  if (Array.isArray(value)) return value.map((entry) => toParams(entry, key));
  if (typeof value !== 'object' || value === null) return value;
  const params: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(value)) {
    if (key === 'attributes' && !/^(?!on|style$)[a-z][a-z-]*$/.test(name))
      throw new TypeError(`The attribute "${name}" is not allowed.`);
    if (entry !== undefined) params[name] = toParams(entry, name);
  }
  return params;
}

function withFormats(options: object): object {
  if (!('items' in options) || !Array.isArray(options.items)) return options;
  const items: readonly unknown[] = options.items;
  return { ...options, items: items.map(withFormat) };
}

function withFormat(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || !('datetime' in item)) return item;
  const { datetime } = item;
  if (typeof datetime !== 'object' || datetime === null || !('words' in datetime)) return item;
  return { ...item, datetime: { ...datetime, format: datetime.words } };
}
