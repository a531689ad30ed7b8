import { createHash } from 'node:crypto';
import type { SecretPlace } from '../../machine/api-server/secret-failure.js';
import type { KubernetesSecret } from '../../machine/api-server/secret-patch.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { belongsToOwner, lostToOwner, otherOwner } from './other-owner.js';
import type { SecretFormat } from './secret-format.js';
import type { CredentialKey } from './sink.js';

/** The owner of a Secret: set on every one that we write to. */
export const clusterAnnotation = 'ackring.dev/cluster-id';

/** The identity, if they cannot share one. */
export const identityAnnotation = 'ackring.dev/identity';

interface Claim {
  readonly place: SecretPlace;
  readonly key: CredentialKey;
  readonly format: SecretFormat;
  /** Names of existing Secrets that may be written to. */
  readonly adopt: readonly string[];
}

/**
 * Two clusters of one name must not take turns in one Secret, and others' Secrets are theirs: throws Conflict for
 * another credential's, Refused for one that is not ours. One of ours that somebody took over is written on as long as
 * our keys are left in it: what was delivered is not given up for a mark.
 */
export function refuseOthers(found: KubernetesSecret, { place, key, format, adopt }: Claim): void {
  const cluster = found.annotations?.[clusterAnnotation];
  const identity = found.annotations?.[identityAnnotation];
  if (cluster === undefined && !adopt.includes(place.name)) throw notOurs(place);
  if (cluster !== undefined && cluster !== key.clusterId) throw belongsToCluster(place, cluster);
  if (!format.isShared && identity !== undefined && identity !== key.identity)
    throw belongsTo(place, identity);
  const owner = otherOwner(found);
  if (owner !== null && cluster === undefined) throw belongsToOwner(owner, place);
  if (owner !== null && !holdsOurs(found)) throw lostToOwner(owner, place);
}

/** A current version, one that waits, or the one before, of any credential. */
function holdsOurs({ data }: KubernetesSecret): boolean {
  return Object.keys(data ?? {}).some((key) => /^(value|kubeconfig(-.*)?)(\.(next|previous))?$/.test(key));
}

/** What cannot be written at all: throws Refused. */
export function refuseUnwritable({ immutable, isBeingDeleted }: KubernetesSecret, place: SecretPlace): void {
  const { name, namespace } = place;
  const secret = nameOf(place);
  if (immutable) {
    throw new AckringError(
      'Refused',
      say('Secret {secret} is immutable, which cannot be undone', { secret }),
      {
        remedy: say('Delete it if nothing needs its other keys, and the next run makes it anew: {command}', {
          command: shell`kubectl delete secret ${name} --namespace ${namespace}`,
        }),
      },
    );
  }
  if (isBeingDeleted) {
    throw new AckringError(
      'Refused',
      say('Secret {secret} is being deleted, and its finalizers hold it', { secret }),
      {
        remedy: say('See which: {command}; once it is gone, the next run makes it anew.', {
          command: shell`kubectl get secret ${name} --namespace ${namespace} -o jsonpath='{.metadata.finalizers}'`,
        }),
      },
    );
  }
}

function notOurs(place: SecretPlace): AckringError {
  return new AckringError(
    'Refused',
    say('Secret {secret} was not made by ackring, and is left alone', { secret: nameOf(place) }),
    {
      remedy: say('Take another name in rotation.yaml, or write to it too: `adopt: ["{name}"]`', {
        name: place.name,
      }),
    },
  );
}

/** A new one of that name may have replaced it. */
function belongsToCluster(place: SecretPlace, cluster: string): AckringError {
  return new AckringError(
    'Conflict',
    say('Secret {secret} belongs to cluster {cluster}', { secret: nameOf(place), cluster }),
    {
      remedy: say(
        'If that cluster is gone, delete the Secret, and the next run makes it anew: {command}; if it is not, tell them apart in rotation.yaml: name: {template}.',
        {
          command: shell`kubectl delete secret ${place.name} --namespace ${place.namespace}`,
          template: '"{cluster}-{clusterId}"',
        },
      ),
    },
  );
}

function belongsTo(place: SecretPlace, identity: string): AckringError {
  return new AckringError(
    'Conflict',
    say('Secret {secret} belongs to the identity {identity} of that cluster', {
      secret: nameOf(place),
      identity,
    }),
    {
      remedy: say('Tell them apart in rotation.yaml: name: {template}.', {
        template: '"{cluster}-{clusterId}-{identity}"',
      }),
    },
  );
}

function nameOf({ namespace, name }: SecretPlace): string {
  return `${namespace}/${name}`;
}

const longestName = 253;

/** Whether a Secret's name is a DNS-1123 subdomain, as the API server requires. */
export function isSecretName(name: string): boolean {
  return (
    name.length <= longestName &&
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)
  );
}

/** Whether a template's literal text is valid in a Secret's name, and its placeholders are known. */
export function isSecretTemplate(template: string): boolean {
  return isSecretName(fill(template, { cluster: 'x', clusterId: 'x', identity: 'x' }));
}

/**
 * The name of a credential's Secret. Invalid characters become hyphens, so that two names can become one: the Secret
 * records its owner, and the second one is refused. Names that are too long end in a hash of the whole.
 */
export function secretName(template: string, { clusterName, clusterId, identity }: CredentialKey): string {
  const filled = fill(template, { cluster: clusterName, clusterId, identity });
  const name = filled
    .toLowerCase()
    .split('.')
    .map((label) => label.replace(/[^a-z0-9-]/g, '-').replace(/^-+|-+$/g, ''))
    .filter((label) => label !== '')
    .join('.');
  if (name === '') return clusterId;
  return name.length <= longestName ? name : shortened(name, filled);
}

export function fill(
  template: string,
  values: Readonly<Record<'cluster' | 'clusterId' | 'identity', string>>,
): string {
  return template.replace(
    /\{(cluster|clusterId|identity)\}/g,
    (_whole, name: keyof typeof values) => values[name],
  );
}

function shortened(name: string, whole: string): string {
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 8);
  return `${name.slice(0, longestName - hash.length - 1).replace(/[-.]+$/, '')}-${hash}`;
}
