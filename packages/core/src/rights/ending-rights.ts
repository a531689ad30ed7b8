import { join } from 'node:path';
import * as v from 'valibot';
import type { Clock } from '../machine/clock.js';
import { orMissing, unreadable, unwritable } from '../machine/files/error.js';
import { makePrivateFolder, namesIn } from '../machine/files/folders.js';
import { readNamedFile } from '../machine/files/named-file.js';
import { privateFolder, removeFile, syncFolder } from '../machine/files/write.js';
import { takeLock } from '../machine/kubeconfig-file/lock.js';
import { dayMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import { jsonIn } from '../words/json.js';
import { say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import { placeIn, rightsFolder } from './due.js';
import { type EndingRight, rightEnds } from './ending-right.js';

/** Rights that end, wherever they are kept. */
export interface EndingRights {
  /** Of every account, by their ends; those that are over for 90 days. Of a rotation's ledger too, if one is named. */
  all(ledger?: string | null): Promise<RightsReading>;
  /** As the ledger that has it too knows it; null if there is none. */
  elsewhere(right: EndingRight): Promise<EndingRight | null>;
  /** Throws FileUnwritable, and ResponseUnreadable for ids and names of the cloud's that can be none. */
  keep(right: EndingRight): Promise<void>;
  /** One run at a time where they are kept. Throws FileLocked at once. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** The records, and which of them cannot be used: nothing is done about those. */
export interface RightsReading {
  readonly rights: readonly EndingRight[];
  readonly errors: readonly AckringError[];
}

/** How long is kept what is over. */
export const keptMs = 90 * dayMs;

/** Of what is given from this machine: a folder of mode 0700, one file each, mode 0600, written atomically. */
export function endingRights(stateFolder: string, clock: Clock): EndingRights {
  const folder = rightsFolder(stateFolder);
  const write = privateFolder(folder);
  const remove = async (name: string): Promise<void> => {
    try {
      await removeFile(join(folder, name));
      await syncFolder(folder);
    } catch (error) {
      throw unwritable(join(folder, name), error);
    }
  };
  return {
    all: async () => {
      const places = (await namesIn(folder)).flatMap((name) => placeIn(name) ?? []);
      const over = new Set(places.flatMap(({ id, isOver }) => (isOver ? [id] : [])));
      // Of one that was killed between its two writes the later counts.
      const latest = places.filter(({ id, isOver }) => isOver || !over.has(id));
      const readings = await Promise.all(latest.map((place) => read(join(folder, place.name), place.id)));
      return {
        rights: readings
          .flatMap((each) => (each === null || each instanceof AckringError ? [] : [each]))
          .toSorted((left, right) => left.until.getTime() - right.until.getTime()),
        errors: readings.filter((each) => each instanceof AckringError),
      };
    },
    elsewhere: async () => null,
    keep: async (right) => {
      const written = JSON.stringify(right, null, 2);
      // What could not be read again would be given, and never taken.
      if (rightIn(jsonIn(written)) === null) throw unkeepable(right);
      await write(nameOf(right), `${written}\n`);
      if (right.over === null) return;
      await remove(nameOf({ ...right, over: null }));
      const oldest = clock.now().getTime() - keptMs;
      const places = (await namesIn(folder)).flatMap((name) => placeIn(name) ?? []);
      const over = new Set(places.flatMap(({ id, isOver }) => (isOver ? [id] : [])));
      // With those that were left by a kill between two writes.
      const old = places.filter(({ id, untilMs }) => over.has(id) && untilMs < oldest);
      // `.over.json` comes after `.json`, which alone would say that it still has to be taken.
      for (const name of old.map((each) => each.name).toSorted()) await remove(name);
    },
    alone: async (work) => {
      try {
        await makePrivateFolder(folder);
      } catch (error) {
        throw unwritable(folder, error);
      }
      const release = await takeLock(join(folder, 'run'), { clock, waitMs: 0 });
      try {
        return await work();
      } finally {
        await release();
      }
    },
  };
}

function nameOf({ id, until, over }: Pick<EndingRight, 'id' | 'until' | 'over'>): string {
  return `${until.getTime()}.${id}${over === null ? '' : '.over'}.json`;
}

export const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(512));
export const uid = v.pipe(v.string(), v.regex(/^\d{1,32}$/));
export const instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((written) => new Date(written)),
);

const word = v.pipe(v.string(), v.regex(/^[\w.:-]{1,253}$/));

// A region becomes part of a host that signed calls go to, and an id part of their path.
export const clusterSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  name: text,
  region: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/)),
});

export const roleSchema = v.strictObject({ name: word, isCustom: v.boolean(), namespace: v.nullable(word) });

const schema = v.strictObject({
  id: text,
  accountId: uid,
  cluster: clusterSchema,
  identity: v.strictObject({ uid, name: text }),
  isRamRole: v.boolean(),
  role: roleSchema,
  by: text,
  reason: text,
  request: v.optional(v.nullable(v.strictObject({ id: text, by: uid, at: instant })), null),
  ledger: v.optional(v.nullable(text), null),
  until: instant,
  askedAt: instant,
  answeredAt: v.nullable(instant),
  seenAt: v.nullable(instant),
  takingAt: v.nullable(instant),
  over: v.nullable(v.strictObject({ how: v.picklist(rightEnds), at: instant })),
  trouble: v.nullable(v.strictObject({ code: text, message: v.string(), at: instant })),
});

/** A record that was read; null for anything else. */
export function rightIn(read: unknown): EndingRight | null {
  const parsed = v.safeParse(schema, read);
  return parsed.success ? parsed.output : null;
}

const largest = 65_536;

/** Null if it went meanwhile. */
async function read(file: string, id: string): Promise<EndingRight | AckringError | null> {
  try {
    const bytes = await orMissing(Promise.resolve().then(() => readNamedFile(file, largest)));
    if (bytes === null) return null;
    const right = rightIn(jsonIn(bytes.toString('utf8')));
    return right?.id === id ? right : notOurs(file);
  } catch (error) {
    return unreadable(file, error);
  }
}

export function unkeepable({
  identity: { uid: whose },
  cluster: { id: cluster },
}: EndingRight): AckringError {
  return new AckringError(
    'ResponseUnreadable',
    say('{uid} in {cluster} cannot be ids of an identity and a cluster', { uid: whose, cluster }),
    { remedy: say('Look at them in the console: nothing was changed.') },
  );
}

function notOurs(file: string): AckringError {
  return new AckringError('FileUnreadable', say('{file} is no record of a right that ends', { file }), {
    remedy: say(
      'Compare it with the journal, `ackring history --check`; take the right by hand, `ackring access withdraw`, then remove the file: `{command}`.',
      { command: shell`rm ${file}` },
    ),
  });
}
