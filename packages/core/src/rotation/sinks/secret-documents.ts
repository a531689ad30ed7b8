import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type KubernetesSecrets, secretDataBytes } from '../../machine/api-server/kubernetes-secret.js';
import type { SecretPlace } from '../../machine/api-server/secret-failure.js';
import type { KubernetesSecret, SecretChange } from '../../machine/api-server/secret-patch.js';
import type { Clock } from '../../machine/clock.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';

import { managedLabel } from './other-owner.js';
import { untilWritten } from './secret-writes.js';
import { type DocumentStore, writtenMeanwhile } from './sink.js';

export interface SecretDocumentsOptions {
  readonly secrets: KubernetesSecrets;
  readonly namespace: string;
  readonly clock: Clock;
  readonly random?: () => number;
}

/** On every Secret that holds a document: its name. Another one of that name is left alone. */
const documentAnnotation = 'ackring.dev/state';

/** The key of the document: JSON, compressed. */
const dataKey = 'document.json.gz';

/** Far more than a Secret packs of ours; a bomb in its place is many times its size. */
const unpackedBytes = 64 * 1_048_576;

/**
 * Reports and memory as Secrets of the hub, beside the credentials. Each is written as it was read, so that of two runs
 * at once none reverts the other's without having seen it.
 */
export function createSecretDocuments(options: SecretDocumentsOptions): DocumentStore {
  const { secrets, namespace } = options;
  const placeOf = (name: string): SecretPlace => ({ namespace, name: secretNameOf(name) });
  const readOwn = async (name: string, signal?: AbortSignal) => {
    const found = await secrets.read(placeOf(name), signal);
    if (found !== null) refuseOthers(found, placeOf(name), name);
    return found;
  };
  return {
    fits: (text) => packed(text).length <= secretDataBytes - 4_096,
    read: async (name, signal) => unpacked(await readOwn(name, signal)),
    write: (name, text, signal) =>
      untilWritten(
        {
          ...options,
          place: placeOf(name),
          read: (bound) => readOwn(name, bound),
          decide: (found) => (found !== null && textIn(found) === text ? null : documentOf(name, text)),
        },
        signal,
      ),
    replace: (name, { over, text }, signal) =>
      untilWritten(
        {
          ...options,
          place: placeOf(name),
          read: (bound) => readOwn(name, bound),
          decide: (found) => {
            const current = unpacked(found);
            if (current === text) return null;
            if (current !== over) throw writtenMeanwhile(name);
            return documentOf(name, text);
          },
        },
        signal,
      ),
  };
}

function documentOf(name: string, text: string): SecretChange {
  return {
    labels: { [managedLabel.name]: managedLabel.value },
    annotations: { [documentAnnotation]: name },
    data: { [dataKey]: packed(text).toString('base64') },
  };
}

function packed(text: string): Buffer {
  return gzipSync(text);
}

/** Null if it cannot be unpacked. */
function textIn({ data }: KubernetesSecret): string | null {
  const bytes = Buffer.from(data?.[dataKey] ?? '', 'base64');
  try {
    return gunzipSync(bytes, { maxOutputLength: unpackedBytes }).toString('utf8');
  } catch {
    return null;
  }
}

/** What does not unpack is a document nevertheless, and a torn one. */
function unpacked(found: KubernetesSecret | null): string | null {
  return found === null ? null : (textIn(found) ?? '');
}

function refuseOthers({ annotations }: KubernetesSecret, place: SecretPlace, name: string): void {
  if (annotations?.[documentAnnotation] === name) return;
  const secret = `${place.namespace}/${place.name}`;
  throw new AckringError(
    'Refused',
    say('Secret {secret} was not made by ackring, and is left alone', { secret }),
    {
      remedy: say('The rotation remembers there what it did: rename that Secret, or take another namespace.'),
    },
  );
}

/** A DNS-1123 subdomain; a name that had to be changed ends in a hash of the whole. */
function secretNameOf(document: string): string {
  const name = `ackring-state-${document}`;
  const safe = name
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .slice(0, 230);
  if (safe === name) return name;
  return `${safe}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}
