import { secretDataBytes } from '../../machine/api-server/kubernetes-secret.js';
import { ownSecret, type SecretPlace } from '../../machine/api-server/secret-failure.js';
import type { KubernetesSecret, SecretChange } from '../../machine/api-server/secret-patch.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { managedLabel } from './other-owner.js';
import type { SecretFormat } from './secret-format.js';
import { clusterAnnotation, identityAnnotation } from './secret-owner.js';
import type { CredentialKey, CredentialVersion } from './sink.js';

/** One credential in its Secret. */
export interface SecretSlot {
  readonly key: CredentialKey;
  readonly format: SecretFormat;
}

/** The kubeconfig of the Secret's readers; null if there is none. */
export function heldIn(secret: KubernetesSecret, { key, format }: SecretSlot): string | null {
  const data = Object.entries(secret.data ?? {}).map(([name, value]): [string, string] => [
    name,
    Buffer.from(value, 'base64').toString('utf8'),
  ]);
  return format.held(new Map(data), key);
}

/** Whether a version in it waits for its proof. */
export function hasStaged({ data }: KubernetesSecret, slot: SecretSlot): boolean {
  return data?.[nextKey(slot)] !== undefined;
}

/** Puts a version beside the current one; null if it is there already. */
export function staging(
  secret: KubernetesSecret,
  slot: SecretSlot,
  { text }: CredentialVersion,
): SecretChange | null {
  if (heldIn(secret, slot) === text || secret.data?.[nextKey(slot)] === encode(text)) return null;
  return { ...owned(slot, false), data: { [nextKey(slot)]: encode(text) } };
}

/** Makes a version the current one in one write, keeping the old one beside it. */
export function promotion(
  secret: KubernetesSecret | null,
  slot: SecretSlot,
  { text }: CredentialVersion,
): SecretChange {
  const { key, format } = slot;
  const current = secret === null ? null : heldIn(secret, slot);
  const previous = current === null || current === text ? {} : { [previousKey(slot)]: encode(current) };
  const derived = Object.entries(format.derived(text, key)).map(([name, value]) => [name, encode(value)]);
  const staged = secret !== null && hasStaged(secret, slot) ? { [nextKey(slot)]: null } : {};
  return {
    ...owned(slot, secret === null),
    data: { ...previous, ...staged, ...Object.fromEntries(derived), [format.dataKey(key)]: encode(text) },
  };
}

/** Throws Refused if staging or promoting would exceed a Secret's size, before anything is written. */
export function refuseTooLarge(
  secret: KubernetesSecret | null,
  slot: SecretSlot,
  version: CredentialVersion,
  place: SecretPlace,
): void {
  const after = { ...secret?.data, ...promotion(secret, slot, version).data };
  const staged = { ...secret?.data, [nextKey(slot)]: encode(version.text) };
  const bytes = Math.max(bytesOf(after), bytesOf(staged));
  if (bytes <= secretDataBytes) return;
  throw new AckringError(
    'Refused',
    say('Secret {secret} would hold {bytes} bytes, and Kubernetes takes {most}', {
      secret: `${place.namespace}/${place.name}`,
      bytes,
      most: secretDataBytes,
    }),
    { remedy: ownSecret },
  );
}

function owned({ key, format }: SecretSlot, isNew: boolean): Pick<SecretChange, 'labels' | 'annotations'> {
  return {
    labels: { ...(isNew ? { [managedLabel.name]: managedLabel.value } : {}), ...format.labels(key) },
    annotations: {
      [clusterAnnotation]: key.clusterId,
      ...(format.isShared ? {} : { [identityAnnotation]: key.identity }),
    },
  };
}

function bytesOf(data: Readonly<Record<string, string | null>>): number {
  return Object.values(data).reduce((sum, value) => sum + Buffer.byteLength(value ?? '', 'base64'), 0);
}

function nextKey({ key, format }: SecretSlot): string {
  return `${format.dataKey(key)}.next`;
}

function previousKey({ key, format }: SecretSlot): string {
  return `${format.dataKey(key)}.previous`;
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}
