/** Addresses of meetings, and the names that join a case on an agenda to its form. */
export function sittingHref(forum: string, day: string, rest = ''): string {
  return `/meetings/${encodeURIComponent(forum)}/${day}${rest}`;
}

/** The id of a case on the page of a sitting. */
export function caseId(item: { readonly family: string; readonly transfer: string }): string {
  return `case-${item.family}-${item.transfer}`;
}
