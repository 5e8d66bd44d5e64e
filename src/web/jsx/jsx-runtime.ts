import type { JSX as PreactJSX } from 'preact';
import { assertHarmlessUrl, escapeHtml, SafeHtml } from './safe-html.ts';

export { SafeHtml } from './safe-html.ts';

/** What may stand between two tags. Not a Date (its words belong to the calendar) and not a plain object. */
export type Child = SafeHtml | string | number | boolean | null | undefined | readonly Child[];

type Component<P> = (props: P) => SafeHtml;
type Props = Readonly<Record<string, unknown>>;

type Forbidden =
  | `on${string}`
  | 'style'
  | 'children'
  | 'className'
  | 'htmlFor'
  | 'dangerouslySetInnerHTML'
  | 'ref';

type Element<P> = { [A in keyof P as A extends Forbidden ? never : A]: P[A] } & {
  children?: Child;
};

export namespace JSX {
  export type Element = SafeHtml;
  export interface ElementChildrenAttribute {
    children: Child;
  }
  export interface IntrinsicAttributes {
    key?: string | number;
  }
  export type IntrinsicElements = IntrinsicElementsWithoutScript;
}

type IntrinsicElementsWithoutScript = {
  [Tag in keyof PreactJSX.IntrinsicElements]: Element<PreactJSX.IntrinsicElements[Tag]>;
};

const VOID_TAGS: ReadonlySet<string> = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);

/** Renders one element or calls one component. The compiler writes the calls; nobody else should. */
export function jsx(type: string | Component<Props>, props: Props): SafeHtml {
  if (typeof type === 'function') return type(props);
  if (!/^[a-zA-Z][a-zA-Z0-9-]*$/.test(type))
    throw new TypeError(`"${type}" is not the name of an element.`);
  const open = `<${type}${printAttributes(type, props)}>`;
  if (VOID_TAGS.has(type)) return new SafeHtml(open);
  return new SafeHtml(`${open}${printContent(type, props.children)}</${type}>`);
}

/** The same as `jsx`: the compiler calls it where an element has several children. */
export function jsxs(type: string | Component<Props>, props: Props): SafeHtml {
  return jsx(type, props);
}

/** Several children without an element around them. */
export function Fragment(props: { readonly children?: Child }): SafeHtml {
  return new SafeHtml(printChild(props.children));
}

function printAttributes(tag: string, props: Props): string {
  let printed = '';
  for (const [name, value] of Object.entries(props)) {
    if (name === 'children' || name === 'key') continue;
    printed += printAttribute(tag, name, value);
  }
  return printed;
}

function printAttribute(tag: string, name: string, value: unknown): string {
  if (!/^[a-zA-Z_][a-zA-Z0-9_:.-]*$/.test(name))
    throw new TypeError(`"${name}" is not the name of an attribute.`);
  if (/^on/i.test(name) || /^(?:style|srcdoc|dangerouslySetInnerHTML)$/i.test(name)) {
    throw new TypeError(
      `<${tag}> may not have the attribute "${name}": the content security policy forbids it.`,
    );
  }
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') {
    // An aria state that is absent means something other than one that is false.
    if (name.startsWith('aria-')) return ` ${name}="${value}"`;
    return value ? ` ${name}` : '';
  }
  if (typeof value !== 'string' && typeof value !== 'number') {
    throw new TypeError(`The attribute "${name}" of <${tag}> must be text or a number.`);
  }
  const text = String(value);
  assertHarmlessUrl(name, text);
  return ` ${name}="${escapeHtml(text)}"`;
}

function printContent(tag: string, children: unknown): string {
  // Escaping does not help inside these two: the browser reads their text as program.
  if (
    (tag === 'script' || tag === 'style') &&
    children !== undefined &&
    !(children instanceof SafeHtml)
  ) {
    throw new TypeError(`<${tag}> may not hold text.`);
  }
  return printChild(children);
}

function printChild(child: unknown): string {
  if (child instanceof SafeHtml) return child.toString();
  if (typeof child === 'string') return escapeHtml(child);
  if (typeof child === 'number') return String(child);
  if (child === null || child === undefined || typeof child === 'boolean') return '';
  if (Array.isArray(child)) return child.map(printChild).join('');
  throw new TypeError(
    'Only text, numbers and markup can be shown; put dates and objects into words first.',
  );
}
