import { AckringError } from '../errors.js';
import type { Kubeconfig } from './kubeconfig.js';
import { lookupOf } from './lookup.js';
import { renderMapping } from './render.js';
import { isMapping, type YamlMapping, type YamlValue } from './yaml-value.js';

/**
 * One context with its cluster and user as YAML without secrets, as `kubectl config view --minify` shows it:
 * data omitted; tokens, passwords and what plug-ins are handed redacted. Throws ContextNotFound.
 */
export function redactedContext(kubeconfigs: readonly Kubeconfig[], contextName: string): string {
  const lookup = lookupOf(kubeconfigs);
  const context = lookup.contexts.get(contextName)?.entry;
  if (!context) {
    throw new AckringError('ContextNotFound', `there is no context "${contextName}"`, {
      remedy: 'List them: `ackring contexts`.',
    });
  }
  const cluster = lookup.clusters.get(context.cluster ?? '')?.entry;
  const user = lookup.users.get(context.user ?? '')?.entry;
  const document = {
    apiVersion: 'v1',
    clusters: cluster ? [{ cluster: redact(cluster.fields), name: cluster.name }] : [],
    contexts: [{ context: context.fields, name: context.name }],
    kind: 'Config',
    users: user ? [{ name: user.name, user: redact(user.fields) }] : [],
  };
  return `${renderMapping(document, 0).join('\n')}\n`;
}

/** The fields of a cluster or user without secrets. */
export function redact(fields: YamlMapping): YamlMapping {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, redactField(key, value)]));
}

function redactField(key: string, value: YamlValue): YamlValue {
  if (key.endsWith('-data')) return 'DATA+OMITTED';
  if (key === 'token' || key === 'password') return 'REDACTED';
  if (key === 'auth-provider' && isMapping(value)) return { ...value, config: 'REDACTED' };
  if (key === 'exec' && isMapping(value)) return { ...value, ...(value['env'] ? { env: 'REDACTED' } : {}) };
  if (key === 'proxy-url' && typeof value === 'string') return value.replace(/\/\/[^/@]*@/, '//REDACTED@');
  return value;
}
