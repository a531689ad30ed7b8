import { join } from 'node:path';
import * as v from 'valibot';
import type { Clock } from '../machine/clock.js';
import { orMissing, unreadable, unwritable } from '../machine/files/error.js';
import { makePrivateFolder, namesIn } from '../machine/files/folders.js';
import { readNamedFile } from '../machine/files/named-file.js';
import { privateFolder, removeFile, syncFolder } from '../machine/files/write.js';
import { takeLock } from '../machine/kubeconfig-file/lock.js';
import type { ClusterRef } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { type Identity, mappingName, tokenUser } from '../words/identity.js';
import { jsonIn } from '../words/json.js';
import { say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import type { Stretch } from './quiet.js';
import type { TokenAccess } from './token-access.js';

/**
 * How far one identity is in one cluster. `begun`: something may have been written there. `proven`: mapping and
 * bindings are there, and give the same rights. `watching`: the local contexts use tokens, and the certificate is
 * watched. `cleaned`: it is gone.
 */
export type RecordedStage = 'begun' | 'proven' | 'watching' | 'cleaned';

const clusterId = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const uid = v.pipe(v.string(), v.regex(/^\d{1,32}$/));
const text = v.pipe(v.string(), v.nonEmpty(), v.maxLength(512));
const instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((written) => new Date(written)),
);

const roleKind = v.picklist(['Role', 'ClusterRole']);
const name = v.pipe(v.string(), v.regex(/^[\w.:@-]{1,253}$/));

const schema = v.strictObject({
  version: v.literal(1),
  cluster: v.strictObject({
    id: clusterId,
    name: text,
    region: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/)),
  }),
  identity: v.strictObject({ uid, name: text, type: v.picklist(['user', 'role']) }),
  isSelf: v.boolean(),
  commonName: v.pipe(v.string(), v.regex(/^\d{1,32}-[0-9A-Za-z]{1,64}$/)),
  access: v.strictObject({
    mapping: v.strictObject({
      name,
      arn: v.pipe(v.string(), v.regex(/^acs:ram::\d+:(user|role)\/[^\s/]{1,128}$/)),
      username: v.pipe(v.string(), v.regex(/^ram:\d{1,32}$/)),
      groups: v.array(name),
    }),
    bindings: v.array(
      v.strictObject({
        kind: v.picklist(['ClusterRoleBinding', 'RoleBinding']),
        name,
        namespace: v.nullable(name),
        role: v.strictObject({ kind: roleKind, name: text }),
      }),
    ),
  }),
  stage: v.picklist(['begun', 'proven', 'watching', 'cleaned']),
  startedAt: instant,
  watchedSince: v.nullable(instant),
  unused: v.nullable(v.strictObject({ from: instant, until: instant })),
  quietDays: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(365)),
  task: v.pipe(v.string(), v.uuid()),
});

/** What is remembered of one identity's migration in one cluster; it holds no secret. */
export interface MigrationRecord {
  readonly version: 1;
  readonly cluster: ClusterRef & { readonly name: string };
  readonly identity: Pick<Identity, 'uid' | 'name'> & { readonly type: 'user' | 'role' };
  /** Whoever began it: only one's own token can be signed. */
  readonly isSelf: boolean;
  readonly commonName: string;
  readonly access: TokenAccess;
  readonly stage: RecordedStage;
  readonly startedAt: Date;
  /** Since when nothing here should use the certificate any more. */
  readonly watchedSince: Date | null;
  /** How long the audit log has shown no use, as far as the last look: a log may keep less than the days asked for. */
  readonly unused: Stretch | null;
  readonly quietDays: number;
  /** Links the writes of the kubeconfig files in their history. */
  readonly task: string;
}

export interface RecordPlace {
  readonly clusterId: string;
  readonly uid: string;
}

/** A record, or why it cannot be used: then nothing is done for that identity in that cluster. */
export type RecordReading = { readonly record: MigrationRecord | null } | { readonly error: AckringError };

/** Records in a folder of mode 0700, one file each, mode 0600, written atomically. */
export interface MigrationRecords {
  read(place: RecordPlace): Promise<RecordReading>;
  /** Those that can be read; of one cluster, or all. */
  all(clusterId?: string): Promise<readonly MigrationRecord[]>;
  write(record: MigrationRecord): Promise<void>;
  forget(place: RecordPlace): Promise<void>;
  /** One run at a time on this machine. Throws FileLocked. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

const largest = 262_144;

export function migrationRecords(stateFolder: string, clock: Clock): MigrationRecords {
  const folder = join(stateFolder, 'migrations');
  const keep = privateFolder(folder);
  const read = async (place: RecordPlace): Promise<RecordReading> => {
    if (!isPlace(place)) return { record: null };
    const file = join(folder, nameOf(place));
    try {
      const bytes = await orMissing(Promise.resolve().then(() => readNamedFile(file, largest)));
      return bytes === null ? { record: null } : { record: parse(bytes.toString('utf8'), place, file) };
    } catch (error) {
      return { error: unreadable(file, error) };
    }
  };
  return {
    read,
    all: async (clusterId) => {
      const found = (await namesIn(folder)).flatMap((each) => placeIn(each) ?? []);
      const places = found.filter((each) => clusterId === undefined || each.clusterId === clusterId);
      const readings = await Promise.all(places.map(read));
      return readings.flatMap((reading) => ('record' in reading ? (reading.record ?? []) : []));
    },
    write: async (record) => {
      const place = { clusterId: record.cluster.id, uid: record.identity.uid };
      const { startedAt, watchedSince, unused } = record;
      const written = {
        ...record,
        startedAt: startedAt.toISOString(),
        watchedSince: watchedSince?.toISOString() ?? null,
        unused:
          unused === null ? null : { from: unused.from.toISOString(), until: unused.until.toISOString() },
      };
      await keep(nameOf(place), `${JSON.stringify(written, null, 2)}\n`);
    },
    forget: async (place) => {
      const file = join(folder, nameOf(place));
      try {
        await removeFile(file);
        await syncFolder(folder);
      } catch (error) {
        throw unwritable(file, error);
      }
    },
    alone: async (work) => {
      const file = join(folder, 'run');
      try {
        await makePrivateFolder(folder);
      } catch (error) {
        throw unwritable(folder, error);
      }
      const release = await takeLock(file, { clock, waitMs: 2_000 });
      try {
        return await work();
      } finally {
        await release();
      }
    },
  };
}

/** Throws ResponseUnreadable for ids of the cloud's that would be a path. */
function nameOf(place: RecordPlace): string {
  if (!isPlace(place)) {
    const { uid: whose, clusterId: where } = place;
    throw new AckringError(
      'ResponseUnreadable',
      say('{uid} in {cluster} cannot be ids of an identity and a cluster', { uid: whose, cluster: where }),
      { remedy: say('Look at them in the console: nothing was changed.') },
    );
  }
  return `${place.clusterId}.${place.uid}.json`;
}

function isPlace(place: RecordPlace): boolean {
  return v.is(clusterId, place.clusterId) && v.is(uid, place.uid);
}

function placeIn(file: string): RecordPlace | null {
  const [, id, holder] = /^([\w-]{1,64})\.(\d{1,32})\.json$/.exec(file) ?? [];
  return id === undefined || holder === undefined ? null : { clusterId: id, uid: holder };
}

/** The names of what it would remove are made of the uid: a record names nothing else. */
function parse(content: string, place: RecordPlace, file: string): MigrationRecord {
  const parsed = v.safeParse(schema, jsonIn(content));
  if (!parsed.success) throw notOurs(file);
  const { cluster, identity, access, commonName } = parsed.output;
  const own = mappingName(identity.uid);
  const isWhole =
    cluster.id === place.clusterId &&
    identity.uid === place.uid &&
    commonName.startsWith(`${place.uid}-`) &&
    access.mapping.name === own &&
    access.mapping.username === tokenUser(place.uid) &&
    !access.mapping.groups.includes('system:masters') &&
    access.bindings.every((each) => each.name.startsWith(`${own}-`)) &&
    access.bindings.every(({ kind, namespace }) => (kind === 'RoleBinding') === (namespace !== null));
  if (!isWhole) throw notOurs(file);
  return parsed.output;
}

function notOurs(file: string): AckringError {
  return new AckringError('FileUnreadable', say('{file} is no record of a migration', { file }), {
    remedy: say(
      'Somebody changed it: compare it with the journal, `ackring history --check`, then remove it: `{command}`.',
      {
        command: shell`rm ${file}`,
      },
    ),
  });
}
