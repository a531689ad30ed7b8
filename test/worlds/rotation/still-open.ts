import type { Breach } from './court.js';

interface Open extends Pick<Breach, 'promise'> {
  readonly text: RegExp;
  readonly what: string;
}

/** What is known to be broken still: it is counted, and fails nothing. */
export const stillOpen: readonly Open[] = [
  {
    promise: 'left open',
    text: /failure (memory of alarms|selection|run)$/,
    what: 'what was told while the memory could not be read is not called off',
  },
  {
    promise: 'storm',
    text: /that notifier \w+ is over, and never heard of it/,
    what: 'a channel that works again hears that it does',
  },
  {
    promise: 'left open',
    text: /\/\w+ (kms|kubernetesSecret)\S+/,
    what: 'a place of a sink that was taken out and put back counts as left for ever',
  },
  {
    promise: 'too many calls',
    text: /of (read|whoAmI|describe) /,
    what: 'such a place is read and tried every night',
  },
  {
    promise: 'false ready',
    text: / is address since /,
    what: 'after its sink could not be read, a copy is ready again by its last proof, with no answer tonight',
  },
  {
    promise: 'false proof',
    text: /is (revoked|removed)$/,
    what: 'a name without a right of its own counts as let in, although the record has no such certificate',
  },
  {
    promise: 'repeated',
    text: /hears (blocked|failing|pending) /,
    what: 'another reason at the same level is told too',
  },
];

export function isStillOpen({ promise, text }: Pick<Breach, 'promise' | 'text'>): boolean {
  return stillOpen.some((each) => each.promise === promise && each.text.test(text));
}
