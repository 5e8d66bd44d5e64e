/** Sends a server what nobody would, as everybody, and looks at every answer. The same seed sends the same. */
import { chanceFrom } from '../../src/simulation/chance.ts';
import { type Fault, Ground } from './ground.ts';
import type { Tally } from './ledger.ts';
import {
  anyMethod,
  anyRoute,
  forge,
  huge,
  spoiltLink,
  strangeForm,
  strangeSession,
} from './nonsense.ts';
import { signInSomehow } from './sign-in-ways.ts';
import { replay, tryForm, upload, walk } from './walk.ts';
import type { World } from './world.ts';

export interface Report {
  readonly requests: number;
  /** Each kind of fault once, with how often and where it was first. */
  readonly faults: readonly Fault[];
  /** What came of every route that changes something. */
  readonly routes: readonly (Tally & { readonly route: string })[];
  /** Routes that never answered with a page or an act. */
  readonly unreached: readonly string[];
  readonly statuses: Readonly<Record<string, number>>;
  readonly slowest: { readonly milliseconds: number; readonly what: string };
}

export interface FuzzSettings {
  readonly requests: number;
  readonly seed: number;
  /** In milliseconds, by this clock; after it the run ends where it is. */
  readonly within: number;
  readonly tell?: (line: string) => void;
}

export async function fuzz(world: World, settings: FuzzSettings): Promise<Report> {
  const ground = new Ground(world, chanceFrom(settings.seed));
  const began = performance.now();
  let told = 0;
  let faultsTold = 0;
  while (ground.requests < settings.requests && performance.now() - began < settings.within) {
    await stroke(ground);
    // At once, so that a long run can be broken off when it has found enough.
    for (const { what, first } of [...ground.faults.values()].slice(faultsTold))
      settings.tell?.(`Found: ${what}\n    ${first}`);
    faultsTold = ground.faults.size;
    if (ground.requests >= told + 5000) {
      told = ground.requests;
      const seconds = Math.round((performance.now() - began) / 1000);
      settings.tell?.(`${told} requests in ${seconds} s, ${faultsTold} kinds of fault`);
    }
  }
  const all = [...new Set(world.routes.map(({ method, url }) => `${method} ${url}`))];
  return {
    requests: ground.requests,
    faults: [...ground.faults.values()],
    routes: ground.ledger.list,
    unreached: all.filter((route) => !ground.reached.has(route)),
    statuses: ground.statuses,
    slowest: ground.slowest,
  };
}

async function stroke(ground: Ground): Promise<void> {
  const { chance, world } = ground;
  const somebody = chance.oneOf(world.visitors);
  const visitor = chance.between(0, 19) === 0 ? undefined : somebody;
  const letter = somebody.council.letter;
  const link = ground.link(letter, visitor);
  const kind = chance.between(0, 99);
  if (kind < 24) await walk(ground, visitor, link);
  else if (kind < 48) await tryForm(ground);
  else if (kind < 56) await anyRoute(ground, visitor, letter);
  else if (kind < 62) await walk(ground, visitor, ground.link(ground.otherThan(letter)));
  else if (kind < 70) await walk(ground, visitor, spoiltLink(ground, link));
  else if (kind < 77) await anyMethod(ground, visitor, letter);
  else if (kind < 81) await strangeForm(ground, visitor, link);
  else if (kind < 87) await strangeSession(ground, visitor, link);
  else if (kind < 91) await replay(ground, visitor);
  else if (kind < 94) await forge(ground, visitor, link);
  else if (kind < 95) await huge(ground, visitor, link);
  else if (kind < 97) await upload(ground, somebody);
  else await signInSomehow(ground, somebody);
}
