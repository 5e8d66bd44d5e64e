/** What an answer of the registry means for a run of the tests. */
import * as v from 'valibot';
import { type Audit, type Fault, isGrave } from './ask-registry.ts';

/** A fault that does no harm here and cannot be had without: who runs the tests reads why, and it comes back. */
export const acceptedFaults = v.array(
  v.strictObject({
    /** `GHSA-xxxx-xxxx-xxxx` */
    fault: v.pipe(v.string(), v.minLength(1)),
    because: v.pipe(v.string(), v.minLength(20)),
    /** The last day, as 2027-01-31. */
    until: v.pipe(v.string(), v.isoDate()),
  }),
);

export interface Verdict {
  readonly result: 'clean' | 'faults' | 'not asked';
  readonly lines: readonly string[];
}

/** Grave faults in what is shipped are failures; all else is said. */
export function judgeAudit(
  audit: Audit,
  accepted: v.InferOutput<typeof acceptedFaults>,
  today: string,
): Verdict {
  if (!audit.asked) return { result: 'not asked', lines: [`could not ask (${audit.why})`] };
  const isAccepted = ({ url }: Fault): boolean =>
    accepted.some(({ fault, until }) => url.endsWith(`/${fault}`) && today <= until);
  const failing = audit.faults.filter(
    (fault) => fault.shipped && isGrave(fault) && !isAccepted(fault),
  );
  const lines = audit.faults.map((fault) => {
    const { name, severity, title, url, shipped } = fault;
    const what = `${severity}: ${name}: ${title} (${url})`;
    if (failing.includes(fault)) return what;
    if (!shipped) return `warning, only where Stile is tested: ${what}`;
    return isAccepted(fault) ? `accepted: ${what}` : `warning: ${what}`;
  });
  return { result: failing.length > 0 ? 'faults' : 'clean', lines };
}
