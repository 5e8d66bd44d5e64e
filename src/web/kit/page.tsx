import type { Child, SafeHtml } from '../jsx/jsx-runtime.ts';
import { type AssetLinks, brandSheet } from './assets.ts';
import { govuk, jsEnabledScript } from './govuk.ts';

export interface NavItem {
  readonly text: string;
  readonly href: string;
  /** Things waiting there; shown as a number after the words. */
  readonly count?: number | undefined;
}

/** A fault in a form: the words, and where on the page to mend it. */
export interface PageError {
  readonly message: string;
  readonly href: string;
}

export interface Flash {
  readonly kind: 'success' | 'information';
  readonly text: string;
  readonly link?: { readonly href: string; readonly text: string } | undefined;
}

export interface PageProps {
  readonly title: string;
  readonly authorityName: string;
  /** Like `#00594f`. It colours lines, never text or what text stands on, so any council's colour is readable. */
  readonly brandColour?: string | undefined;
  readonly assets: AssetLinks;
  /** Absent before sign-in. */
  readonly person?:
    | { readonly name: string; readonly role?: string | undefined; readonly csrf: string }
    | undefined;
  /** When the person is signed out if they do nothing, and in any case. */
  readonly ending?:
    | {
        readonly idleMilliseconds: number;
        readonly lastMilliseconds: number | undefined;
        readonly words: string;
      }
    | undefined;
  readonly nav: readonly NavItem[];
  /** The `href` of the navigation item this page belongs to. */
  readonly current?: string | undefined;
  readonly flash?: Flash | undefined;
  readonly backLink?: { readonly href: string; readonly text: string } | undefined;
  readonly errors?: readonly PageError[] | undefined;
  readonly demo: boolean;
  readonly concernHref: string;
  readonly policyVersion?: string | undefined;
  /** Printed at the top of paper only: whose it is and when it was printed, in words. */
  readonly printed?: string | undefined;
  readonly children: Child;
}

/** A whole document. The heading is the page's own: the first thing in `children`. */
export function page(props: PageProps): string {
  const failed = props.errors !== undefined && props.errors.length > 0;
  const document = (
    <html lang="en" class="govuk-template">
      <head>
        <meta charset="utf-8" />
        <title>{`${failed ? 'Error: ' : ''}${props.title} – ${props.authorityName}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content="#0b0c0c" />
        <link rel="icon" sizes="48x48" href="/assets/images/favicon.ico" />
        <link rel="icon" sizes="any" href="/assets/images/favicon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/assets/images/icon-180.png" />
        <link rel="manifest" href="/assets/manifest.json" />
        <link rel="stylesheet" href={props.assets.css} />
        {props.brandColour === undefined ? null : (
          <link rel="stylesheet" href={brandSheet(props.brandColour)} />
        )}
        <script type="module" src={props.assets.js} />
      </head>
      <body class="govuk-template__body">
        <script>{jsEnabledScript}</script>
        {govuk('skip-link', { href: '#main-content', text: 'Skip to main content' })}
        <Header {...props} />
        <div class="govuk-width-container app-container">
          {props.backLink === undefined ? null : (
            <nav class="app-back" aria-label="Back">
              {govuk('back-link', props.backLink)}
            </nav>
          )}
          <main class="govuk-main-wrapper" id="main-content">
            {failed && props.errors !== undefined ? <Errors errors={props.errors} /> : null}
            {props.flash === undefined ? null : <FlashBanner flash={props.flash} />}
            {props.children}
          </main>
        </div>
        <Footer policyVersion={props.policyVersion} ending={props.ending} />
        {props.ending === undefined || props.person === undefined ? null : (
          <SessionWarning ending={props.ending} csrf={props.person.csrf} />
        )}
      </body>
    </html>
  );
  return `<!doctype html>\n${document}`;
}

function Header(props: PageProps): SafeHtml {
  return (
    <header class="govuk-template__header">
      <div class="app-top">
        <div class="govuk-width-container app-top__row">
          {/* First in the source so that it is the first stop after the skip link; the style sheet sets it to the right. */}
          <a class="app-concern-link" href={props.concernHref}>
            Report a safeguarding concern
          </a>
          {govuk('generic-header', {
            logoText: props.authorityName,
            url: '/',
            containerClasses: 'app-top__name',
          })}
        </div>
      </div>
      {props.nav.length === 0 && props.person === undefined
        ? null
        : govuk('service-navigation', {
            navigation: props.nav.map((item) => ({
              html: <NavText item={item} />,
              href: item.href,
              current: item.href === props.current,
            })),
            navigationLabel: 'Main',
            ariaLabel: 'Service',
            classes: 'app-navigation',
            slots: {
              end: props.person === undefined ? undefined : <Person person={props.person} />,
            },
          })}
      {props.demo ? (
        <section class="app-demo" aria-label="About this data">
          <p class="govuk-width-container">Demonstration data: every person here is invented</p>
        </section>
      ) : null}
      {props.printed === undefined ? null : (
        <p class="app-print-only app-printed">{props.printed}</p>
      )}
    </header>
  );
}

function NavText({ item }: { readonly item: NavItem }): SafeHtml {
  if (item.count === undefined || item.count === 0) return <>{item.text}</>;
  return (
    <>
      {item.text}{' '}
      <span class="app-count">
        {item.count}
        <span class="govuk-visually-hidden"> waiting</span>
      </span>
    </>
  );
}

function Person({ person }: { readonly person: NonNullable<PageProps['person']> }): SafeHtml {
  return (
    <form class="app-person" method="post" action="/sign-out">
      <span class="app-person__name">
        {person.name}
        {person.role === undefined ? null : <span class="app-person__role">, {person.role}</span>}
      </span>
      <input type="hidden" name="_csrf" value={person.csrf} />
      <button type="submit" class="app-link-button">
        Sign out
      </button>
    </form>
  );
}

function Errors({ errors }: { readonly errors: readonly PageError[] }): SafeHtml {
  return govuk('error-summary', {
    titleText: 'There is a problem',
    errorList: errors.map((error) => ({ text: error.message, href: error.href })),
  });
}

function FlashBanner({ flash }: { readonly flash: Flash }): SafeHtml {
  return govuk('notification-banner', {
    type: flash.kind === 'success' ? 'success' : undefined,
    html: (
      <p class="govuk-notification-banner__heading">
        {flash.text}{' '}
        {flash.link === undefined ? null : (
          <a class="govuk-notification-banner__link" href={flash.link.href}>
            {flash.link.text}
          </a>
        )}
      </p>
    ),
  });
}

// Own markup: the official footer always draws the crown and the Crown copyright line.
function Footer(props: Pick<PageProps, 'policyVersion' | 'ending'>): SafeHtml {
  return (
    <footer class="govuk-template__footer app-footer">
      <div class="govuk-width-container">
        <h2 class="govuk-visually-hidden">Support links</h2>
        <ul class="app-footer__links">
          <li>
            <a class="govuk-footer__link" href="/accessibility">
              Accessibility statement
            </a>
          </li>
          <li>
            <a class="govuk-footer__link" href="/tell-us">
              Tell us what would work better
            </a>
          </li>
          <li>
            <a class="govuk-footer__link" href="/about">
              About Stile
            </a>
          </li>
          {props.ending === undefined ? null : (
            <li>
              <a class="govuk-footer__link" href="/sessions">
                Where you are signed in
              </a>
            </li>
          )}
        </ul>
        {props.policyVersion === undefined ? null : (
          <p class="app-footer__policy">Policy in use: {props.policyVersion}</p>
        )}
        {props.ending === undefined ? null : (
          <p class="app-footer__policy app-without-script">
            You are signed out at {props.ending.words} if you open no other page until then. A form
            that you send later is kept while you sign in again.
          </p>
        )}
      </div>
    </footer>
  );
}

/** Hidden until the page's script finds that the session is about to end. */
function SessionWarning(props: {
  readonly ending: NonNullable<PageProps['ending']>;
  readonly csrf: string;
}): SafeHtml {
  const { idleMilliseconds, lastMilliseconds } = props.ending;
  return (
    <dialog
      class="app-session"
      aria-labelledby="session-heading"
      data-session-idle={String(idleMilliseconds)}
      data-session-last={lastMilliseconds === undefined ? undefined : String(lastMilliseconds)}
      data-session-key={props.csrf}
    >
      <div data-session-part="soon">
        <h2 class="govuk-heading-m" id="session-heading">
          You will be signed out soon
        </h2>
        <p class="govuk-body" data-session-time="" role="status" />
        <p class="govuk-body" data-session-part="stay">
          This keeps families’ records safe when nobody is here.
        </p>
        <p class="govuk-body" data-session-part="stay">
          <button type="button" class="govuk-button" data-session-stay="">
            Stay signed in
          </button>
        </p>
        <p class="govuk-body" data-session-part="last">
          You have been signed in for as long as one can be. Send or save what you are typing, and
          sign in again.
        </p>
        <p class="govuk-body" data-session-part="last">
          <button type="button" class="govuk-button" data-session-close="">
            Go on for now
          </button>
        </p>
      </div>
      <div data-session-part="over">
        <h2 class="govuk-heading-m" id="session-over">
          You have been signed out
        </h2>
        <p class="govuk-body">
          What you have typed is still here. Sign in again in a new tab, come back to this one, and
          send it.
        </p>
        <p class="govuk-body">
          <a
            class="govuk-button"
            href="/sign-in?ended=yes"
            target="_blank"
            data-session-again=""
            rel="noopener"
          >
            Sign in again (opens in a new tab)
          </a>
        </p>
      </div>
    </dialog>
  );
}
