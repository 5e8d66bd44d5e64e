/**
 * Puts a condition that is not met into words: what was found, and what would meet it (design, promise 4). One file,
 * because every word of the condition grammar has its sentence here, in the order of the grammar.
 */
import {
  asCalendarPeriod,
  isElapsed,
  lengthInWords,
  type Period,
  periodInWords,
} from '../calendar/period.ts';
import { satisfiedFrom } from '../calendar/recency.ts';
import { dayOf } from '../calendar/time.ts';
import { dayInWords, momentInWords } from '../calendar/words.ts';
import { agedInWords } from '../protocol/describe-condition.ts';
import { levelTitle, nthInWords, testInWords } from '../protocol/describe-moment.ts';
import type { Condition, EvidenceDefinition, Moment, RoleId } from '../protocol/protocol.ts';
import { clockStart, earliest } from './clocks.ts';
import {
  clockOf,
  earliestDay,
  holds,
  isBy,
  isOldEnough,
  isRecent,
  isSince,
  latestConsent,
} from './conditions.ts';
import { levelOf } from './evolve.ts';
import type { Evidence } from './family.ts';
import { evidenceOf, momentOf, passes, type Scene } from './moments.ts';
import { stateOfConsent } from './sharing/consent-state.ts';

export interface Explanation {
  /** A sentence each; empty when the condition holds. */
  readonly found: string;
  readonly wouldMeet: string;
  /** Evidence kinds and consent scopes whose recording would help. */
  readonly asks: readonly { readonly evidence?: string; readonly consent?: string }[];
}

type Of<K extends Condition['is']> = Extract<Condition, { readonly is: K }>;

/** Explains a condition in a scene. For `any`, every way is named; for `all`, only what is missing. */
export function explain(condition: Condition, scene: Scene): Explanation {
  if (holds(condition, scene)) return nothing;
  switch (condition.is) {
    case 'evidence':
      return explainEvidence(condition, scene);
    case 'consent':
      return explainConsent(condition, scene);
    case 'disclosure':
      return {
        found: 'No disclosure is recorded.',
        wouldMeet: `Record a disclosure${condition.consulted.length === 0 ? '' : `, with ${roles(condition.consulted, scene, 'or')} consulted`}.`,
        asks: [],
      };
    case 'assigned':
      return {
        found: `Nobody is named as ${title(condition.role, scene)}.`,
        wouldMeet: `Name the ${title(condition.role, scene)}.`,
        asks: [],
      };
    case 'employer': {
      const wanted =
        condition.employer === 'authority' ? 'the local authority' : 'a partner agency';
      return {
        found: `You do not work for ${wanted}.`,
        wouldMeet: `This is for people who work for ${wanted}.`,
        asks: [],
      };
    }
    case 'transfer': {
      const name = scene.protocol.pathways.get(condition.pathway)?.title ?? condition.pathway;
      if (condition.within !== undefined) {
        const length = lengthOf(condition.within);
        return {
          found: `“${name}” has not ended in the last ${length}.`,
          wouldMeet: `This is for families where “${name}” ended in the last ${length}.`,
          asks: [],
        };
      }
      return {
        found: `“${name}” is not ${condition.state}.`,
        wouldMeet: condition.state === 'open' ? `Start “${name}”.` : `Bring “${name}” to its end.`,
        asks: [],
      };
    }
    case 'obligation': {
      const name =
        scene.protocol.obligations.get(condition.obligation)?.title ?? condition.obligation;
      return {
        found: `“${name}” is not ${condition.state}.`,
        wouldMeet: `“${name}” must be ${condition.state}.`,
        asks: [],
      };
    }
    case 'elapsed':
      return explainElapsed(condition, scene);
    case 'timing':
      return explainTiming(condition, scene);
    case 'order':
      return {
        found: `${upper(moment(condition.first, scene))} does not come before ${moment(condition.then, scene)}.`,
        wouldMeet: `${upper(moment(condition.first, scene))} must be recorded, dated on or before ${moment(condition.then, scene)}.`,
        asks: condition.first.of === 'evidence' ? [{ evidence: condition.first.kind }] : [],
      };
    case 'age':
      return {
        found: `A child is not aged ${condition.from} to under ${condition.under}, or the date of birth is not known.`,
        wouldMeet: 'Check the dates of birth.',
        asks: [],
      };
    case 'not-before':
      return explainNotBefore(condition, scene);
    case 'level':
      return explainLevel(condition, scene);
    case 'all':
      return joined(
        condition.of.filter((part) => !holds(part, scene)).map((part) => explain(part, scene)),
        ' ',
      );
    case 'any':
      return anyOf(condition.of.map((part) => explain(part, scene)));
    case 'not':
      return explainNot(condition.of, scene);
  }
}

const nothing: Explanation = { found: '', wouldMeet: '', asks: [] };

function explainEvidence(condition: Of<'evidence'>, scene: Scene): Explanation {
  const definition = scene.protocol.evidence.get(condition.kind);
  const noun = definition?.noun ?? condition.kind;
  const asks = [{ evidence: condition.kind }];
  const latest = evidenceOf(condition.kind, scene).at(-1);
  const earliest = earliestDay(condition, scene);
  const dated = earliest === undefined ? '' : `, dated ${dayInWords(earliest)} or later`;
  const needs = condition.with.map((test) => testInWords(test, definition)).join(' and ');
  const by = condition.by.length === 0 ? '' : `, recorded by ${roles(condition.by, scene, 'or')}`;
  const each = condition.eachChild ? ' for each child' : '';
  const count = condition.count > 1 ? ` (${condition.count} needed)` : '';
  const wouldMeet = `Record ${noun}${each}${count}${dated}${by}${needs === '' ? '' : `, with ${needs}`}.`;
  if (latest === undefined) return { found: `Not on file: ${noun}.`, wouldMeet, asks };
  return { found: whatIsWrong(condition, latest, scene, definition), wouldMeet, asks };
}

function whatIsWrong(
  condition: Of<'evidence'>,
  latest: Evidence,
  scene: Scene,
  definition: EvidenceDefinition | undefined,
): string {
  const noun = definition?.noun ?? condition.kind;
  const on = latest.id === 'pending' ? 'on this form' : `dated ${dayInWords(latest.day)}`;
  if (condition.within !== undefined && !isRecent(condition, latest, scene)) {
    return `The latest on file, ${noun} dated ${dayInWords(latest.day)}, is not from the last ${lengthOf(condition.within)} before ${dayInWords(dayOf(scene.at))}.`;
  }
  const failed = condition.with.filter((test) => !passes(latest, [test]));
  if (failed.length > 0) {
    const wanted = failed.map((test) => testInWords(test, definition)).join(' or ');
    return `${upper(noun)} ${on} does not say ${wanted}.`;
  }
  if (!isBy(condition, latest))
    return `${upper(noun)} ${on} was not recorded by ${roles(condition.by, scene, 'or')}.`;
  if (!isSince(condition, latest, scene) && condition.since !== undefined) {
    return `${upper(noun)} ${on} is from before ${moment(condition.since, scene)}.`;
  }
  if (condition.eachChild) return `${upper(noun)} is not on file for each child.`;
  return `Not enough on file: ${noun}.`;
}

function explainConsent(condition: Of<'consent'>, scene: Scene): Explanation {
  const scope = scene.protocol.consents.get(condition.scope)?.title ?? condition.scope;
  const consent = latestConsent(condition, scene);
  const signer = condition.signedBy;
  const who =
    signer === undefined
      ? ''
      : `, signed by ${signer.relations.length === 0 ? 'a member of the family' : signer.relations.join(' or ')}${signer.inHousehold ? ' who lives in the household' : ''}${agedInWords(signer.aged)}`;
  const asks = [{ consent: condition.scope }];
  const wouldMeet = `Record the family’s answer on “${scope}”: ${condition.status.map((status) => status.replace('-', ' ')).join(' or ')}${who}.`;
  if (consent === undefined)
    return { found: `The family’s answer on “${scope}” is not recorded.`, wouldMeet, asks };
  const on = dayInWords(consent.day);
  if (!condition.status.includes(consent.status)) {
    return {
      found: `“${scope}” was recorded as ${consent.status.replace('-', ' ')} on ${on}.`,
      wouldMeet,
      asks,
    };
  }
  const { until } = consent.terms;
  if (until !== undefined && stateOfConsent(consent, dayOf(scene.at)) === 'expired') {
    return {
      found: `The consent to “${scope}” of ${on} counted until the end of ${dayInWords(until)}.`,
      wouldMeet,
      asks,
    };
  }
  if (condition.since !== undefined) {
    const since = momentOf(condition.since, scene);
    if (since === undefined || consent.day < since.day) {
      return {
        found: `The answer on “${scope}” is from ${on}, before ${moment(condition.since, scene)}.`,
        wouldMeet,
        asks,
      };
    }
  }
  if (!isOldEnough(condition, consent, scene)) {
    return {
      found: `The answer on “${scope}” of ${on} was given by a child who was not yet ${signer?.aged}, or whose date of birth is not known.`,
      wouldMeet,
      asks,
    };
  }
  return {
    found: `The answer on “${scope}” of ${on} is not signed by the right person.`,
    wouldMeet,
    asks,
  };
}

function explainElapsed(condition: Of<'elapsed'>, scene: Scene): Explanation {
  const since = momentOf(condition.since, scene);
  const length = lengthOf(condition.period);
  if (since === undefined) {
    return {
      found: `${upper(moment(condition.since, scene))} is not recorded, so ${length} cannot be counted.`,
      wouldMeet: `Record ${moment(condition.since, scene)}.`,
      asks:
        condition.since.of === 'evidence' || condition.since.of === 'field'
          ? [{ evidence: condition.since.kind }]
          : [],
    };
  }
  const period = asCalendarPeriod(condition.period);
  const from = period.ok ? dayInWords(satisfiedFrom(since.day, period.value)) : undefined;
  return {
    found: `${upper(length)} have not passed since ${moment(condition.since, scene)} on ${dayInWords(since.day)}.`,
    wouldMeet: from === undefined ? `Wait until ${length} have passed.` : `Met from ${from}.`,
    asks: [],
  };
}

function explainTiming(condition: Of<'timing'>, scene: Scene): Explanation {
  const date = momentOf(condition.date, scene);
  const what = moment(condition.date, scene);
  const rule = `at ${condition.at} ${lengthOf(condition.period)} ${condition.side} ${moment(condition.of, scene)}`;
  return {
    found:
      date === undefined
        ? `${upper(what)} is not recorded.`
        : `${upper(what)}, ${dayInWords(date.day)}, is not ${rule}.`,
    wouldMeet: `${upper(what)} must be ${rule}.`,
    asks:
      condition.date.of === 'field' || condition.date.of === 'evidence'
        ? [{ evidence: condition.date.kind }]
        : [],
  };
}

function explainNotBefore(condition: Of<'not-before'>, scene: Scene): Explanation {
  const clock = clockOf(condition.clock, scene);
  const title = clock?.title ?? condition.clock;
  const least = clock && earliest(clock, scene);
  const since = clock && clockStart(clock, scene);
  if (least === undefined || since === undefined) {
    const starts = clock?.starts.map((each) => moment(each, scene)).join(' or ') ?? '';
    return {
      found: `“${title}” has not begun to count.`,
      wouldMeet: `It begins with ${starts === '' ? 'its start' : starts}.`,
      asks: [],
    };
  }
  const length = lengthOf(least.period);
  return {
    found: `It is too early for “${title}”: ${length} have not passed since ${dayInWords(since.day)}.`,
    wouldMeet: `Possible from ${isElapsed(least.period) ? momentInWords(least.at) : dayInWords(least.day)}.`,
    asks: [],
  };
}

function explainLevel(condition: Of<'level'>, scene: Scene): Explanation {
  const wanted = condition.levels.map((id) => `“${levelTitle(scene.protocol, id)}”`).join(' or ');
  const recorded = scene.child === undefined ? undefined : levelOf(scene.family, scene.child);
  return {
    found:
      recorded === undefined
        ? 'No level is recorded, or not the same for all.'
        : `The recorded level is “${levelTitle(scene.protocol, recorded.level)}”, since ${dayInWords(recorded.day)}.`,
    wouldMeet: `This is for children at ${wanted}.`,
    asks: [],
  };
}

function explainNot(condition: Condition, scene: Scene): Explanation {
  if (condition.is === 'evidence') {
    const noun = scene.protocol.evidence.get(condition.kind)?.noun ?? condition.kind;
    return {
      found: `On file: ${noun}${condition.with.length === 0 ? '' : `, with ${condition.with.map((test) => testInWords(test, scene.protocol.evidence.get(condition.kind))).join(' and ')}`}.`,
      wouldMeet: 'This is for families without it.',
      asks: [],
    };
  }
  if (condition.is === 'transfer') {
    const name = scene.protocol.pathways.get(condition.pathway)?.title ?? condition.pathway;
    return {
      found: `“${name}” ${condition.within === undefined ? `is ${condition.state}` : `ended in the last ${lengthOf(condition.within)}`}.`,
      wouldMeet: `“${name}” must not be ${condition.state}.`,
      asks: [],
    };
  }
  return {
    found: 'What is on file rules this out.',
    wouldMeet: 'Check what is on file.',
    asks: [],
  };
}

function anyOf(parts: readonly Explanation[]): Explanation {
  const { found } = joined(parts, ' ');
  const ways = parts.map((part) => part.wouldMeet.replace(/\.$/, ''));
  return { found, wouldMeet: `${ways.join('; or: ')}.`, asks: parts.flatMap((part) => part.asks) };
}

function joined(parts: readonly Explanation[], by: string): Explanation {
  const once = (texts: readonly string[]): string => [...new Set(texts)].join(by);
  return {
    found: once(parts.map((part) => part.found)),
    wouldMeet: once(parts.map((part) => part.wouldMeet)),
    asks: parts.flatMap((part) => part.asks),
  };
}

/** A moment inside a sentence: "a visit to the family", "the step “Send to the Front Door”". */
function moment(of: Moment, scene: Scene): string {
  const pathway =
    scene.transfer === undefined ? undefined : scene.protocol.pathways.get(scene.transfer.pathway);
  switch (of.of) {
    case 'step':
      return `the step “${pathway?.steps.get(of.step)?.title ?? of.step}”`;
    case 'stage':
      return `the stage “${pathway?.stages.get(of.stage)?.title ?? of.stage}”`;
    case 'evidence': {
      const noun = scene.protocol.evidence.get(of.kind)?.noun ?? of.kind;
      if (of.count !== undefined) return `${noun}, ${nthInWords(of.count)} time`;
      return of.last === undefined ? noun : `${noun}, ${of.last} in a row`;
    }
    case 'passed':
      return `${lengthOf(of.period)} after ${moment(of.since, scene)}`;
    case 'level':
      return `the level becoming “${levelTitle(scene.protocol, of.level)}”`;
    case 'field': {
      const definition = scene.protocol.evidence.get(of.kind);
      return `“${definition?.fields.find((field) => field.id === of.field)?.label ?? of.field}” (${definition?.title ?? of.kind})`;
    }
    case 'consent':
      return `the family’s answer on “${scene.protocol.consents.get(of.scope)?.title ?? of.scope}”`;
    case 'assigned':
      return `the naming of the ${title(of.role, scene)}`;
    case 'listed':
      return 'the case being listed';
    case 'sitting':
      return `the ${scene.protocol.forums.get(of.forum)?.short ?? of.forum}`;
    case 'started':
      return 'the start';
    case 'ended':
      return 'the end';
    case 'obligation-started':
      return 'the start of the duty';
  }
}

function title(role: RoleId, scene: Scene): string {
  return scene.protocol.roles.get(role)?.title ?? role;
}

function roles(ids: readonly RoleId[], scene: Scene, word: 'or' | 'and'): string {
  return ids.map((role) => title(role, scene)).join(` ${word} `);
}

function lengthOf(period: Period): string {
  return period.unit === 'same day' ? periodInWords(period) : lengthInWords(period);
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
