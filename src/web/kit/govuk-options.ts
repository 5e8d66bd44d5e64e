import type { SafeHtml } from '../jsx/safe-html.ts';

/** Words, or markup already made safe; never a string of markup. */
export type Content = { readonly text: string } | { readonly html: SafeHtml };
type OptionalContent = { readonly text?: string | undefined; readonly html?: SafeHtml | undefined };
type Attributes = Readonly<Record<string, string | number | undefined>>;

interface Common {
  readonly classes?: string | undefined;
  readonly attributes?: Attributes | undefined;
}
export type LabelOptions = Content & Common & { readonly isPageHeading?: boolean | undefined };
export type HintOptions = Content & Common;
export type ErrorMessageOptions = Content & Common;
export interface FieldsetOptions extends Common {
  readonly legend?:
    | (Content & {
        readonly classes?: string | undefined;
        readonly isPageHeading?: boolean | undefined;
      })
    | undefined;
  readonly describedBy?: string | undefined;
  readonly role?: string | undefined;
  readonly html?: SafeHtml | undefined;
}
interface Described {
  readonly hint?: HintOptions | undefined;
  readonly errorMessage?: ErrorMessageOptions | undefined;
}
interface OneInput extends Common, Described {
  readonly id?: string | undefined;
  readonly name: string;
  readonly label: LabelOptions;
  readonly value?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly describedBy?: string | undefined;
  readonly formGroup?:
    | (Common & {
        readonly beforeInput?: Content | undefined;
        readonly afterInput?: Content | undefined;
      })
    | undefined;
}
interface InputSet extends Common, Described {
  readonly fieldset?: FieldsetOptions | undefined;
  readonly formGroup?:
    | (Common & {
        readonly beforeInputs?: Content | undefined;
        readonly afterInputs?: Content | undefined;
      })
    | undefined;
}
interface InputOptions extends OneInput {
  readonly type?: string | undefined;
  readonly inputmode?: string | undefined;
  readonly autocomplete?: string | undefined;
  readonly spellcheck?: boolean | undefined;
  readonly prefix?: (Content & Common) | undefined;
  readonly suffix?: (Content & Common) | undefined;
}
interface TextareaOptions extends OneInput {
  readonly rows?: string | undefined;
  readonly spellcheck?: boolean | undefined;
  readonly autocomplete?: string | undefined;
}
interface CharacterCountOptions extends TextareaOptions {
  readonly maxlength: string;
  readonly threshold?: string | undefined;
}
export type ChoiceItem =
  | { readonly divider: string }
  | (Content & {
      readonly value: string;
      readonly id?: string | undefined;
      readonly hint?: HintOptions | undefined;
      readonly label?: Common | undefined;
      readonly checked?: boolean | undefined;
      readonly disabled?: boolean | undefined;
      readonly conditional?: { readonly html: SafeHtml } | undefined;
      readonly behaviour?: 'exclusive' | undefined;
      readonly attributes?: Attributes | undefined;
    });
interface ChoiceOptions extends InputSet {
  readonly idPrefix?: string | undefined;
  readonly name: string;
  readonly items: readonly ChoiceItem[];
}
interface SelectOptions extends OneInput {
  readonly items: readonly {
    readonly value?: string | undefined;
    readonly text: string;
    readonly selected?: boolean | undefined;
    readonly disabled?: boolean | undefined;
  }[];
}
interface DateInputOptions extends InputSet {
  readonly id: string;
  readonly namePrefix?: string | undefined;
  readonly items?:
    | readonly {
        readonly id?: string | undefined;
        readonly name: string;
        readonly label?: string | undefined;
        readonly value?: string | undefined;
        readonly error?: boolean | undefined;
        readonly inputmode?: string | undefined;
        readonly classes?: string | undefined;
        readonly attributes?: Attributes | undefined;
      }[]
    | undefined;
}
interface FileUploadOptions extends OneInput {
  readonly multiple?: boolean | undefined;
}
export interface ActionOptions extends Common {
  readonly href: string;
  readonly text: string;
  readonly visuallyHiddenText?: string | undefined;
}
type Actions = { readonly items: readonly ActionOptions[]; readonly classes?: string | undefined };
export interface SummaryListOptions extends Common {
  readonly rows: readonly {
    readonly key: Content & { readonly classes?: string | undefined };
    readonly value: Content & { readonly classes?: string | undefined };
    readonly actions?: Actions | undefined;
    readonly classes?: string | undefined;
  }[];
  readonly card?:
    | (Common & {
        readonly title?: (Content & { readonly headingLevel?: number | undefined }) | undefined;
        readonly actions?: Actions | undefined;
      })
    | undefined;
}
type TagOptions = Content & Common;
interface TaskListOptions extends Common {
  readonly idPrefix?: string | undefined;
  readonly items: readonly {
    readonly title: Content & { readonly classes?: string | undefined };
    readonly hint?: Content | undefined;
    readonly status: OptionalContent & {
      readonly tag?: TagOptions | undefined;
      readonly classes?: string | undefined;
    };
    readonly href?: string | undefined;
    readonly classes?: string | undefined;
  }[];
}
type Cell = OptionalContent &
  Common & {
    readonly format?: 'numeric' | undefined;
    readonly colspan?: number | undefined;
    readonly rowspan?: number | undefined;
  };
interface TableOptions extends Common {
  readonly head?: readonly Cell[] | undefined;
  readonly rows: readonly (readonly Cell[])[];
  readonly caption?: string | undefined;
  readonly captionClasses?: string | undefined;
  readonly firstCellIsHeader?: boolean | undefined;
}
type LinkItem = Content & {
  readonly href?: string | undefined;
  readonly attributes?: Attributes | undefined;
};
type PageLink = OptionalContent & {
  readonly href: string;
  readonly labelText?: string | undefined;
  readonly attributes?: Attributes | undefined;
};

/** The options of each GOV.UK macro the pages use, under the component's own name. */
export interface GovukOptions {
  'back-link': OptionalContent & Common & { readonly href: string };
  breadcrumbs: Common & {
    readonly items: readonly LinkItem[];
    readonly collapseOnMobile?: boolean | undefined;
    readonly labelText?: string | undefined;
  };
  button: Content &
    Common & {
      readonly type?: 'submit' | 'button' | 'reset' | undefined;
      readonly name?: string | undefined;
      readonly value?: string | undefined;
      readonly href?: string | undefined;
      readonly id?: string | undefined;
      readonly disabled?: boolean | undefined;
      readonly preventDoubleClick?: boolean | undefined;
      readonly isStartButton?: boolean | undefined;
    };
  'character-count': CharacterCountOptions;
  checkboxes: ChoiceOptions & {
    readonly values?: readonly string[] | undefined;
    readonly describedBy?: string | undefined;
  };
  'date-input': DateInputOptions;
  details: Content &
    Common &
    ({ readonly summaryText: string } | { readonly summaryHtml: SafeHtml }) & {
      readonly id?: string | undefined;
      readonly open?: boolean | undefined;
    };
  'error-summary': Common & {
    readonly titleText: string;
    readonly descriptionText?: string | undefined;
    readonly errorList: readonly { readonly text: string; readonly href?: string | undefined }[];
    readonly disableAutoFocus?: boolean | undefined;
  };
  fieldset: FieldsetOptions;
  'file-upload': FileUploadOptions;
  'generic-header': Common & {
    readonly url?: string | undefined;
    readonly logoText: string;
    readonly containerClasses?: string | undefined;
  };
  input: InputOptions;
  'inset-text': Content & Common & { readonly id?: string | undefined };
  'notification-banner': Content &
    Common & {
      readonly titleText?: string | undefined;
      readonly titleHeadingLevel?: string | undefined;
      readonly titleId?: string | undefined;
      readonly type?: 'success' | undefined;
      readonly role?: string | undefined;
      readonly disableAutoFocus?: boolean | undefined;
    };
  pagination: Common & {
    readonly items?:
      | readonly {
          readonly number?: string | undefined;
          readonly href?: string | undefined;
          readonly current?: boolean | undefined;
          readonly ellipsis?: boolean | undefined;
          readonly visuallyHiddenText?: string | undefined;
        }[]
      | undefined;
    readonly previous?: PageLink | undefined;
    readonly next?: PageLink | undefined;
    readonly landmarkLabel?: string | undefined;
  };
  panel: Content &
    Common & { readonly titleText: string; readonly headingLevel?: number | undefined };
  'phase-banner': Content & Common & { readonly tag: TagOptions };
  radios: ChoiceOptions & { readonly value?: string | undefined };
  select: SelectOptions;
  'service-navigation': Common & {
    readonly navigation: readonly (Content & {
      readonly href?: string | undefined;
      readonly current?: boolean | undefined;
      readonly active?: boolean | undefined;
    })[];
    readonly serviceName?: string | undefined;
    readonly serviceUrl?: string | undefined;
    readonly ariaLabel?: string | undefined;
    readonly navigationLabel?: string | undefined;
    readonly navigationId?: string | undefined;
    readonly slots?:
      | {
          readonly start?: SafeHtml | undefined;
          readonly end?: SafeHtml | undefined;
          readonly navigationStart?: SafeHtml | undefined;
          readonly navigationEnd?: SafeHtml | undefined;
        }
      | undefined;
  };
  'skip-link': Content & Common & { readonly href?: string | undefined };
  'summary-list': SummaryListOptions;
  table: TableOptions;
  tabs: Common & {
    readonly id?: string | undefined;
    readonly idPrefix?: string | undefined;
    readonly title?: string | undefined;
    readonly items: readonly {
      readonly id: string;
      readonly label: string;
      readonly panel: Content;
    }[];
  };
  tag: TagOptions;
  'task-list': TaskListOptions;
  textarea: TextareaOptions;
  'warning-text': Content & Common & { readonly iconFallbackText?: string | undefined };
}

/** The options of each Ministry of Justice macro the pages use. */
export interface MojOptions {
  alert: Common &
    OptionalContent & {
      readonly variant: 'information' | 'success' | 'warning' | 'error';
      readonly title: string;
      readonly showTitleAsHeading?: boolean | undefined;
      readonly headingTag?: 'h2' | 'h3' | 'h4' | undefined;
    };
  'identity-bar': Common & { readonly title: Content };
  'sub-navigation': Common & {
    readonly label: string;
    readonly items: readonly (Content & {
      readonly href: string;
      readonly active?: boolean | undefined;
    })[];
  };
  timeline: Common & {
    readonly headingLevel?: number | undefined;
    readonly items: readonly (Content & {
      readonly label: Content;
      readonly byline?: Content | undefined;
      /** `words` is printed as it stands: the calendar decides how a date reads. */
      readonly datetime: { readonly timestamp: string; readonly words: string };
    })[];
  };
}
