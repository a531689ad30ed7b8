import type { Clock } from '../../machine/clock.js';
import { type EndingRight, withObserved } from '../../rights/ending-right.js';
import { type EndingRights, keptMs, rightIn, unkeepable } from '../../rights/ending-rights.js';
import { AckringError } from '../../words/errors.js';
import { jsonIn } from '../../words/json.js';
import { say } from '../../words/say.js';
import { readToWrite, writeKeyed } from '../report/keyed-document.js';
import { type DocumentStore, writtenMeanwhile } from '../sinks/sink.js';
import { untilUnopposed } from './stored-ledger.js';

const name = 'rights';

const mark = 'ackring.rights/v1';

/**
 * Rights that end, in the stores of a rotation's ledger, each of which has all of them. What is over there stays over:
 * whoever is about to take it and reads that too late is refused. A record that another run's write took with it is
 * written again before anything is done. Throws what the stores throw if none can be read, or none takes it.
 */
export function ledgerRights(
  stores: readonly DocumentStore[],
  clock: Clock,
  signal?: AbortSignal,
): EndingRights {
  return {
    all: async () => {
      const readings = await ofAny(stores, (store) => readFrom(store, signal));
      const latest = new Map<string, EndingRight>();
      for (const right of readings.flatMap(({ rights }) => rights)) {
        if (latest.get(right.id)?.over == null) latest.set(right.id, right);
      }
      return {
        rights: [...latest.values()].toSorted((left, right) => left.until.getTime() - right.until.getTime()),
        errors: readings.flatMap(({ errors }) => errors),
      };
    },
    elsewhere: async () => null,
    keep: async (right) => {
      if (rightIn(jsonIn(JSON.stringify(right))) === null) throw unkeepable(right);
      const oldest = new Date(clock.now().getTime() - keptMs);
      await ofAny(stores, (store) => untilUnopposed(() => writeTo(store, right, { oldest, signal })));
    },
    // Each document is replaced only where it is what was read, and one that is over stays so.
    alone: (work) => work(),
  };
}

/** With every store; throws only if none could be used. */
async function ofAny<T>(stores: readonly DocumentStore[], use: (store: DocumentStore) => Promise<T>) {
  if (stores.length === 0) throw nowhere();
  const done = await Promise.allSettled(stores.map(use));
  const results = done.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const failed = done.find((each) => each.status === 'rejected');
  if (results.length === 0 && failed !== undefined) throw failed.reason;
  return results;
}

async function readFrom(store: DocumentStore, signal: AbortSignal | undefined) {
  const { document, seen } = await readToWrite(store, name, signal);
  if (document?.mark !== mark) return { rights: [], errors: isNew(seen) ? [] : [torn()], seen, items: [] };
  const read = document.items.map(({ key, value }) => {
    const right = rightIn(value);
    return right?.id === key ? right : unreadable(key);
  });
  return {
    rights: read.flatMap((each) => (each instanceof AckringError ? [] : [each])),
    errors: read.filter((each) => each instanceof AckringError),
    seen,
    items: document.items,
  };
}

function isNew(seen: ReadonlyMap<string, string | null>): boolean {
  return seen.get(name) === null;
}

async function writeTo(
  store: DocumentStore,
  right: EndingRight,
  { oldest, signal }: { readonly oldest: Date; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { rights, errors, seen, items } = await readFrom(store, signal);
  // What is torn may hold what somebody else gave.
  if (items.length === 0 && errors[0] !== undefined) throw errors[0];
  const before = rights.find(({ id }) => id === right.id) ?? null;
  if (before !== null && before.over !== null) {
    if (right.over === null) throw overAlready(right);
    return;
  }
  const old = new Set(rights.flatMap(({ id, over, until }) => (over !== null && until < oldest ? [id] : [])));
  const others = items.filter(({ key }) => key !== right.id && !old.has(key));
  const next = [...others, { key: right.id, value: withObserved(right, before) }];
  await writeKeyed(store, name, { mark, head: null, items: next }, { seen, signal });
  const kept = await readFrom(store, signal);
  if (!kept.items.some(({ key }) => key === right.id)) throw writtenMeanwhile(name);
}

function nowhere(): AckringError {
  return new AckringError('ConfigurationInvalid', say('no sink of the rotation has room for its ledger'), {
    remedy: say('Name one that has, such as {example}.', { example: '{kind: oss, bucket: my-keys}' }),
  });
}

function overAlready({ identity, cluster }: EndingRight): AckringError {
  const facts = { name: identity.name, cluster: cluster.name };
  return new AckringError(
    'Refused',
    say('that right of {name} in {cluster} is over: another run was quicker', facts),
    { remedy: say('Nothing needs doing: the next run looks whether it is gone.') },
  );
}

const byHand = say('Compare it with the journals, `ackring history --check`; take the right by hand.');

function unreadable(id: string): AckringError {
  return new AckringError(
    'ResponseUnreadable',
    say('{id} in the ledger of the rotation is no record of a right that ends', { id }),
    { remedy: byHand },
  );
}

function torn(): AckringError {
  return new AckringError(
    'ResponseUnreadable',
    say('the rights that end in the ledger of the rotation cannot be read: the document is torn'),
    { remedy: byHand },
  );
}
