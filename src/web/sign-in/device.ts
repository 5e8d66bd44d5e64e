/** A browser in the words a person would use, from what it says of itself: "Chrome on Windows". */
export function deviceOf(userAgent: string | undefined): string {
  const said = userAgent ?? '';
  const browser = firstOf(browsers, said);
  const system = firstOf(systems, said);
  if (browser === undefined) return system ?? 'A browser that does not say what it is';
  return system === undefined ? browser : `${browser} on ${system}`;
}

type Words = readonly (readonly [pattern: RegExp, words: string])[];

// Each claims to be those below it as well.
const browsers: Words = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:OPR|Opera)\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|Chromium|HeadlessChrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: Words = [
  [/\biPhone\b/, 'an iPhone'],
  [/\biPad\b/, 'an iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'a Chromebook'],
  [/\bMac(?:intosh| OS X)\b/, 'a Mac'],
  [/\bLinux\b/, 'Linux'],
];

function firstOf(words: Words, said: string): string | undefined {
  return words.find(([pattern]) => pattern.test(said))?.[1];
}
