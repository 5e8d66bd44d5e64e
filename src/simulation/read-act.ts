/** Reads what `do:` says. */
import { type Decoder, text } from '../core/protocol/decode.ts';
import { didYouMean } from '../core/protocol/did-you-mean.ts';
import { tell } from '../core/protocol/reading.ts';
import { type Act, namedActs, plainActs } from './scenario.ts';

/** `start step-down`, `record home-visit`, `raise concern`; anything of one word is a step of a pathway. */
export const act: Decoder<Act> = {
  wants: 'a step, or an act such as "record home-visit" or "raise concern"',
  read(node, cx) {
    const read = text.read(node, cx);
    if (read === undefined) return undefined;
    const written = read.value.replace(/\s+/g, ' ');
    const plain = plainActs.find((each) => each === written);
    if (plain !== undefined) return { value: { is: plain } };
    const named = namedActs.find((each) => written.startsWith(`${each} `));
    if (named !== undefined) {
      return { value: { is: named, of: { text: written.slice(named.length + 1), at: node.at } } };
    }
    const lonely = namedActs.find((each) => each === written);
    if (lonely !== undefined) {
      tell(cx, node.at, `"${lonely}" needs a name after it`);
      return undefined;
    }
    if (!written.includes(' '))
      return { value: { is: 'step', step: { text: written, at: node.at } } };
    const verb = written.replace(/ [^ ]+$/, '');
    const near = didYouMean(written, plainActs) || didYouMean(verb, namedActs);
    tell(cx, node.at, `There is no act "${written}".${near || ` There are: ${known}`}`);
    return undefined;
  },
};

const known = [
  ...namedActs.map((each) => `${each} NAME`),
  ...plainActs,
  'or a step by its name',
].join(', ');
