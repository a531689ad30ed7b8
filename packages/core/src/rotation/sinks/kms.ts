import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as v from 'valibot';
import {
  type KmsSecrets,
  type NewVersion,
  type SecretValue,
  secretBytes,
} from '../../cloud/kms/kms-secrets.js';
import { allow } from '../../cloud/ram.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { isClusterId, keyUse, openKmsSecrets, text as setting } from '../plug-in/plug-in.js';
import { refuseUnusableKey } from './key-check.js';
import {
  type CredentialKey,
  type CredentialVersion,
  type DocumentStore,
  refuseOlder,
  type Sink,
  type SinkPlugIn,
  writtenMeanwhile,
} from './sink.js';

const schema = v.strictObject({
  kind: v.literal('kms'),
  prefix: v.optional(v.pipe(v.string(), v.maxLength(20)), 'ackring/'),
  keyId: v.optional(setting('keyId')),
  instanceId: v.optional(setting('instanceId')),
  region: v.optional(setting('region')),
});

/** KMS Secrets Manager. */
export const kmsSink: SinkPlugIn<typeof schema> = {
  kind: 'kms',
  schema,
  keepsMemory: true,
  open: async ({ prefix, keyId = null, instanceId = null, region }, options) => {
    const secrets = await openKmsSecrets(options, region);
    const place = { region: region ?? options.region, instanceId, setting: 'keyId' } as const;
    return {
      ...createKmsSink({ secrets, prefix, keyId, instanceId }),
      check: async (signal) => {
        if (keyId !== null) await refuseUnusableKey(secrets, { keyId, ...place }, signal);
      },
    };
  },
  ramStatements: ({ prefix, keyId, region: named }, place) => {
    const region = named ?? place.region;
    const secrets = `acs:kms:${region}:${place.accountId ?? '*'}:secret/${prefix}*`;
    return [...allow(secretActions, [secrets]), ...keyUse(keyId, region, place)];
  },
  docs: {
    summary:
      'KMS Secrets Manager: secret `<prefix><cluster id>/<identity>`, the current version under `ACSCurrent`.',
    example: '{ kind: kms, prefix: "ackring/", keyId: "key-…", instanceId: "kst-…" }',
    settings: {
      prefix: 'before each name, at most 20 characters; `ackring/`',
      keyId: "the key that encrypts; the account's default key for secrets",
      instanceId: 'the bought KMS instance that keeps secrets and key; none',
      region: "where; the function's own",
    },
    notes: [
      'Needs a KMS instance, which is bought (see [What it costs](../costs.md#kms)): `instanceId` is its id, `keyId` a key in it. Without one take `oss`.',
      'A name longer than 64 characters ends in a hash of the whole.',
      'KMS makes 10 secrets a second, for an account and region: the first delivery of 10,000 credentials takes 17 minutes at least, and goes on from run to run until it is done.',
      '`ackring rotate plan` also lists what has no cluster or holder any more; whoever plans needs `kms:ListSecrets` for it, the function does not.',
      'It also looks at the key of `keyId`, for whoever plans with `kms:DescribeKey`.',
      'A deleted secret keeps its name for up to 30 days; a key or an instance named anew is for the secrets made from then on.',
    ],
  },
};

const secretActions = [
  'kms:GetSecretValue',
  'kms:PutSecretValue',
  'kms:CreateSecret',
  'kms:UpdateSecretVersionStage',
];

interface KmsSinkOptions {
  readonly secrets: KmsSecrets;
  readonly prefix: string;
  readonly keyId: string | null;
  readonly instanceId: string | null;
}

/** The stage label of an unproven version, in place of `ACSCurrent`. */
const stagedStage = 'AckringStaged';

/** The shortest documented limit for a secret's name; longer ones end in a hash. */
const nameLength = 64;

/**
 * KMS Secrets Manager: secret `<prefix><cluster id>/<identity>`. A version is put under our own stage label, and
 * `ACSCurrent` is moved to it once proven; `ACSPrevious` follows automatically. A secret that does not exist yet has
 * no consumers, so it is created at promotion only.
 */
function createKmsSink({ secrets, prefix, keyId, instanceId }: KmsSinkOptions): Sink {
  const name = `kms:${prefix}`;
  const nameOf = (key: CredentialKey): string => secretName(prefix, `${key.clusterId}/${key.identity}`);
  return {
    name,
    read: async (key, signal) => (await secrets.current(nameOf(key), signal))?.data ?? null,
    stage: async (key, version, signal) => {
      const secret = nameOf(key);
      const current = await secrets.current(secret, signal);
      if (current === null || current.versionId === version.id) return;
      await secrets.put(putOf(secret, version), signal);
    },
    promote: async (key, version, signal) => {
      const secret = nameOf(key);
      const current = await secrets.current(secret, signal);
      if (current === null) await create(secret, version, signal);
      else await moveTo(secret, version, current, signal);
    },
    places: {
      nameOf,
      list: async (signal) =>
        (await secrets.list(signal)).flatMap((secret) => {
          const clusterId = secret.startsWith(prefix) ? secret.slice(prefix.length).split('/')[0] : undefined;
          return clusterId !== undefined && isClusterId(clusterId) ? [{ name: secret, clusterId }] : [];
        }),
    },
    documents: createDocuments(secrets, prefix, { keyId, instanceId }),
  };

  async function create(secret: string, version: CredentialVersion, signal?: AbortSignal): Promise<void> {
    const description = 'A kubeconfig of an ACK cluster, kept fresh by ackring';
    const made = { name: secret, versionId: version.id, data: version.text, description, keyId, instanceId };
    try {
      await secrets.create(made, signal);
    } catch (error) {
      if (!isConflict(error)) throw error;
      const current = await currentOrUnknown(secret, signal);
      // Two runs may create it at once: the second finds the secret there and continues with it.
      if (current === null) throw error;
      await moveTo(secret, version, current, signal);
    }
  }

  async function moveTo(
    secret: string,
    version: CredentialVersion,
    current: SecretValue,
    signal?: AbortSignal,
  ): Promise<void> {
    if (current.versionId === version.id) return;
    refuseOlder(name, current.data, version);
    try {
      // Even if it was staged before: a version without a stage label may have been dropped since.
      await secrets.put(putOf(secret, version), signal);
      // Refused if another version has the label by now, so that two runs cannot overwrite each other.
      await secrets.moveCurrent({ name: secret, from: current.versionId, to: version.id }, signal);
    } catch (error) {
      const now = await currentOrUnknown(secret, signal);
      if (now === null || now.versionId === current.versionId) throw error;
      // Another run moved it to a version older than ours: continue from there.
      await moveTo(secret, version, now, signal);
    }
  }

  /** An answer may be lost, and the retry refused because the first attempt worked: the current state decides. */
  async function currentOrUnknown(secret: string, signal?: AbortSignal): Promise<SecretValue | null> {
    return secrets.current(secret, signal).catch(() => null);
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof AckringError && error.code === 'Conflict';
}

function putOf(name: string, { id, text }: CredentialVersion) {
  return { name, versionId: id, data: text, stages: [stagedStage] };
}

/** A report compresses to a sixth or less, so that two hundred credentials fit into a secret's 30 KB. */
const packed = 'gzip:';
/** Far more than what a secret of 30 KB packs of ours; a bomb in its place is a thousand times its size. */
const unpackedBytes = 4 * 1_048_576;

function pack(text: string): string {
  return Buffer.byteLength(text) < 20_000 ? text : `${packed}${gzipSync(text).toString('base64')}`;
}

function unpack(text: string | null): string | null {
  if (!text?.startsWith(packed)) return text;
  const bytes = Buffer.from(text.slice(packed.length), 'base64');
  try {
    return gunzipSync(bytes, { maxOutputLength: unpackedBytes }).toString('utf8');
  } catch {
    throw new AckringError('ResponseUnreadable', say('a document in KMS does not unpack'), {
      remedy: say('Delete the secrets below state/ of the sink: what is due is then told again.'),
    });
  }
}

/** Reports and memory as secrets beside the credentials: `<prefix>state/<name>`. */
function createDocuments(
  secrets: KmsSecrets,
  prefix: string,
  place: { readonly keyId: string | null; readonly instanceId: string | null },
): DocumentStore {
  const nameOf = (name: string): string => secretName(prefix, `state/${name}`);
  const create = (version: Omit<NewVersion, 'stages'>, signal?: AbortSignal): Promise<void> =>
    secrets.create({ ...version, ...place, description: 'ackring state' }, signal);
  return {
    fits: (text) => Buffer.byteLength(pack(text)) <= secretBytes,
    read: async (name, signal) => unpack((await secrets.current(nameOf(name), signal))?.data ?? null),
    write: async (name, document, signal) => {
      const secret = nameOf(name);
      const text = pack(document);
      const current = await secrets.current(secret, signal);
      if (current?.data === text) return;
      // An existing version would keep its place: the same text later is another version.
      const versionId = createHash('sha256').update(`${current?.versionId} ${text}`).digest('hex');
      const version = { name: secret, versionId, data: text };
      const put = () => secrets.put({ ...version, stages: ['ACSCurrent'] }, signal);
      if (current !== null) return put();
      try {
        await create(version, signal);
      } catch (error) {
        if (!isConflict(error)) throw error;
        await put();
      }
    },
    replace: async (name, { over, text }, signal) => {
      const secret = nameOf(name);
      const current = await secrets.current(secret, signal);
      if (unpack(current?.data ?? null) !== over) throw writtenMeanwhile(name);
      // Each version has one successor of that name: KMS refuses a second one with another value.
      const versionId = createHash('sha256').update(`after ${current?.versionId}`).digest('hex');
      const version = { name: secret, versionId, data: pack(text) };
      if (current === null) await create(version, signal);
      else await secrets.put({ ...version, stages: ['ACSCurrent'] }, signal);
    },
  };
}

/** Within KMS's alphabet and length; shortened names end in a hash of the whole, so that none collide. */
function secretName(prefix: string, rest: string): string {
  const name = `${prefix}${rest}`.replace(/[^\w/+=.@-]/g, '_');
  if (name.length <= nameLength) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, nameLength - hash.length - 1)}-${hash}`;
}
