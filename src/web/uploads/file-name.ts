const LONGEST = 100;

/** The name of a file as it may be shown and kept: no folder, nothing unseen, not too long; never empty. */
export function cleanFileName(sent: string): string {
  const last = sent.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  // Control characters, and those that turn the direction of writing: `gpj.exe` could be made to read `exe.jpg`.
  const seen = last.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}<>:"|?*]/gu, '').replace(/\s+/g, ' ');
  const name = seen.replace(/^[. ]+|[. ]+$/g, '');
  const letters = [...name];
  const ending = letters.length > LONGEST ? [...endingOf(name)] : [];
  const short = [...letters.slice(0, LONGEST - ending.length), ...ending].slice(0, LONGEST);
  return (letters.length > LONGEST ? short.join('') : name) || 'file';
}

/** `.csv`, in small letters; nothing where there is none. */
export function endingOf(name: string): string {
  return /\.[a-z0-9]{1,10}$/i.exec(name)?.[0].toLowerCase() ?? '';
}
