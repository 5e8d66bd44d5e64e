/** Asks ClamAV's `clamd` about a file, by its INSTREAM command. docs/decisions/0012 says why this is written here. */
import { connect, type Socket } from 'node:net';

/** Says what was found, or throws where nobody could look. */
export type Scan = (bytes: Buffer) => Promise<{ readonly found: string | undefined }>;

export interface ClamavSettings {
  /** `tcp://host:3310`, or `unix:///run/clamav/clamd.ctl`. */
  readonly address: string;
  /** For the whole conversation. */
  readonly patience?: number;
}

const CHUNK = 64 * 1024;
const LONGEST_ANSWER = 4096;

export function scanWithClamav({ address, patience = 20_000 }: ClamavSettings): Scan {
  const { protocol, hostname, port, pathname } = new URL(address);
  const where =
    protocol === 'unix:'
      ? { path: decodeURIComponent(pathname) }
      : { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 3310) };
  return async (bytes) => {
    const socket = connect(where);
    const patient = AbortSignal.timeout(patience);
    const giveUp = () => socket.destroy(new Error('ClamAV did not answer in time'));
    patient.addEventListener('abort', giveUp);
    try {
      return readAnswer(await converse(socket, bytes));
    } finally {
      patient.removeEventListener('abort', giveUp);
      socket.destroy();
    }
  };
}

/** The command, the file in pieces each behind its length, and a length of nothing; then clamd answers and closes. */
function converse(socket: Socket, bytes: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      answer += text;
      if (answer.length > LONGEST_ANSWER) socket.destroy(new Error('ClamAV said too much'));
      else if (answer.includes('\u0000')) resolve(answer);
    });
    socket.on('error', (error) => {
      // Where it stops reading a file that is too long for it, it says so before the connection breaks; what it said is
      // lost where the break is noticed first.
      if (!('code' in error)) reject(error);
      else if (answer !== '') resolve(answer);
      else reject(BROKEN_OFF.has(String(error.code)) ? new Error(brokenOff) : error);
    });
    socket.on('close', () => resolve(answer));
    socket.write('zINSTREAM\u0000');
    for (let from = 0; from < bytes.length; from += CHUNK) {
      const piece = bytes.subarray(from, from + CHUNK);
      socket.write(lengthOf(piece.length));
      socket.write(piece);
    }
    socket.write(lengthOf(0));
  });
}

const BROKEN_OFF: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET']);
const brokenOff =
  'ClamAV broke off before it had the whole file: its StreamMaxLength may be smaller than the file';

function lengthOf(length: number): Buffer {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(length);
  return four;
}

function readAnswer(text: string): { readonly found: string | undefined } {
  const answer = (text.split('\u0000')[0] ?? '').trim();
  if (answer === 'stream: OK') return { found: undefined };
  const name = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  // A signature's name: nothing of the file is in it.
  if (name !== undefined) return { found: name.replace(/[^\w.-]/g, '').slice(0, 100) };
  throw new Error(
    /size limit/i.test(answer)
      ? 'ClamAV takes no file of this size: raise its StreamMaxLength'
      : 'ClamAV answered something that is no answer',
  );
}
