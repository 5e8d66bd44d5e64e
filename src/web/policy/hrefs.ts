/** Where each part of the policy stands in the app. The anchors are promises: other pages and printed paper point at them. */

/** One clause: what it says and where it applies. `version` only where it is not the current one. */
export function clauseHref(clause: string, version?: string): string {
  return `/policy/clauses/${encodeURIComponent(clause)}${asQuery(version)}`;
}

/** The pathway as a file for a modelling tool. */
export function bpmnHref(pathway: string, version?: string): string {
  return `/policy/pathways/${encodeURIComponent(pathway)}/bpmn${asQuery(version)}`;
}

export function pathwayHref(pathway: string, version?: string): string {
  return `/policy/pathways/${encodeURIComponent(pathway)}${asQuery(version)}`;
}

export function stageHref(pathway: string, stage: string, version?: string): string {
  return `${pathwayHref(pathway, version)}#stage-${stage}`;
}

export function stepHref(pathway: string, step: string, version?: string): string {
  return `${pathwayHref(pathway, version)}#step-${step}`;
}

export function gateHref(gate: string, version?: string): string {
  return `/policy/gates${asQuery(version)}#gate-${gate}`;
}

/** `owner` is the pathway or the duty that the clock belongs to. */
export function clockHref(owner: string, clock: string, version?: string): string {
  return `/policy/clocks${asQuery(version)}#clock-${owner}-${clock}`;
}

export function dutyHref(obligation: string, version?: string): string {
  return `/policy/clocks${asQuery(version)}#obligation-${obligation}`;
}

export function evidenceHref(kind: string, version?: string): string {
  return `/policy/records${asQuery(version)}#evidence-${kind}`;
}

/** Roles, levels, services, contacts, forums and consents stand on the first page of the policy. */
export function aboutHref(
  what: 'role' | 'level' | 'service' | 'contact' | 'forum' | 'consent',
  id: string,
  version?: string,
): string {
  return `/policy${asQuery(version)}#${what}-${id}`;
}

export function asQuery(version: string | undefined): string {
  return version === undefined ? '' : `?version=${encodeURIComponent(version)}`;
}
