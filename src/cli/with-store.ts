/** What the commands need of the database, which only `src/main` opens. */
import type { CalendarChanged } from '../cases/change-calendar.ts';
import type { Imported } from '../cases/import-people.ts';
import type { CheckpointReport } from '../cases/make-checkpoint.ts';
import type { MovedOrNot } from '../cases/move-transfers.ts';
import type { PublishedOrNot, Records } from '../cases/publish-protocol.ts';
import type { PreviewedMove } from '../cases/queries/preview-moves.ts';
import type { RetentionPreview } from '../cases/queries/preview-retention.ts';
import type { Parsed } from '../core/calendar/parsed.ts';
import type { Day } from '../core/calendar/time.ts';
import type { SourceFile } from '../core/protocol/problem.ts';
import type { AskedAdministrator, ListedInTerminal } from './people-commands.ts';
import type { ExitCode } from './terminal.ts';

export interface OpenStore {
  readonly today: () => Day;
  readonly changeCalendar: (json: unknown) => Promise<Parsed<CalendarChanged>>;
  readonly verifyHistory: () => Promise<HistoryReport>;
  /** Holds the history against signed checkpoints: those of the database, or of a file. */
  readonly checkCheckpoints: (asked: AskedCheckpoints) => Promise<readonly CheckpointCheck[]>;
  /** Signs the ends of all histories; appends to the file too. */
  readonly makeCheckpoints: (file: string | undefined) => Promise<readonly CheckpointReport[]>;
  /** Works the read tables out again; how many families of each authority. */
  readonly rebuild: () => Promise<ReadonlyMap<string, number>>;
  /** Fills a demonstration council, or says why not. */
  readonly fillDemonstration: () => Promise<Parsed<DemonstrationReport>>;
  /** Puts a version of a policy in force; paths are within its folder. */
  readonly publishProtocol: (
    files: readonly SourceFile[],
    records: Records,
  ) => Promise<PublishedOrNot>;
  readonly previewMoves: (
    authority: string,
    version: string,
  ) => Promise<Parsed<readonly PreviewedMove[]>>;
  /** What the rules would let go; a problem where there is no such authority. */
  readonly previewRetention: (authority: string) => Promise<Parsed<RetentionPreview>>;
  /** Gives the role of Stile's own to somebody new, or to somebody of the directory. */
  readonly makeAdministrator: (
    authority: string,
    asked: AskedAdministrator,
  ) => Promise<Parsed<{ readonly id: string; readonly name: string }>>;
  readonly listPeople: (authority: string) => Promise<Parsed<readonly ListedInTerminal[]>>;
  /** What a file would change, or has changed where it was confirmed. */
  readonly importPeople: (
    authority: string,
    text: string,
    confirmed: boolean,
  ) => Promise<Parsed<Imported>>;
  /** Moves what can be moved, as somebody of the directory. */
  readonly moveTransfers: (
    authority: string,
    version: string,
    worker: string,
  ) => Promise<Parsed<Extract<MovedOrNot, { readonly ok: true }>>>;
}

export interface AskedCheckpoints {
  readonly file: string | undefined;
  /** Files of public keys; without any, those of the settings. */
  readonly keys: readonly string[];
}

export interface CheckpointCheck {
  readonly authority: string;
  readonly checkpoints: number;
  readonly families: number;
  readonly at: string | undefined;
  readonly breaks: readonly { readonly family: string | undefined; readonly words: string }[];
}

export interface DemonstrationReport {
  readonly authorities: readonly string[];
  readonly families: number;
  readonly events: number;
  /** False when the demonstration was there already. */
  readonly filled: boolean;
}

export interface HistoryReport {
  readonly authorities: number;
  readonly streams: number;
  readonly events: number;
  readonly disposed: readonly { readonly authority: string; readonly family: string }[];
  readonly breaks: readonly {
    readonly authority: string;
    readonly family: string;
    readonly version: number;
    readonly problem: string;
    readonly words: string;
  }[];
}

/** Opens the database, acts, and closes it whatever happens. */
export type WithStore = (act: (store: OpenStore) => Promise<ExitCode>) => Promise<ExitCode>;
