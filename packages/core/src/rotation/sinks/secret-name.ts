import { createHash } from 'node:crypto';
import type { CredentialKey } from '../delivery/sink.js';

const longestName = 253;

/** Whether a Secret's name is a DNS-1123 subdomain, as the API server asks for. */
export function isSecretName(name: string): boolean {
  return (
    name.length <= longestName &&
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name)
  );
}

/** Whether a template's own letters make a Secret's name, and it asks for nothing that we cannot fill in. */
export function isSecretTemplate(template: string): boolean {
  return isSecretName(fill(template, { cluster: 'x', clusterId: 'x', identity: 'x' }));
}

/**
 * The name of a credential's Secret. What a name may not hold becomes a hyphen, so that two names can become one:
 * whose a Secret is stands in it, and the second one is refused. What is too long ends in a hash of the whole.
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

function fill(
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
