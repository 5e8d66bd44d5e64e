/** Where a clock's date is explained. The key keeps its slashes: `…/why/t1/minutes@2026-03-02T10:00:00.000Z`. */
export function whyHref(family: string, clock: string): string {
  const path = clock.split('/').map(encodeURIComponent).join('/');
  return `/families/${encodeURIComponent(family)}/why/${path}`;
}
