import { AckringError } from '../errors.js';
import type { Kubeconfig } from './kubeconfig.js';
import { type Lookup, lookupOf } from './lookup.js';
import { materialText } from './material.js';

/** The parts of one context as texts (PEM), across files; null where there is none. `key` is secret. */
export interface ContextPieces {
  readonly context: string;
  readonly server: string | null;
  /** The client's certificate, with what chain follows it. */
  readonly certificate: string | null;
  readonly key: string | null;
  /** The authorities that the API server is checked against. */
  readonly ca: string | null;
}

/** Takes a context (null: the current one) apart. Throws ContextNotFound. */
export function contextPieces(kubeconfigs: readonly Kubeconfig[], contextName: string | null): ContextPieces {
  const lookup = lookupOf(kubeconfigs);
  const name = contextName ?? onlyContext(lookup);
  const context = lookup.contexts.get(name)?.entry;
  if (!context) throw contextNotFound(name, lookup);
  const cluster = lookup.clusters.get(context.cluster ?? '');
  const user = lookup.users.get(context.user ?? '');
  return {
    context: name,
    server: cluster?.entry.server ?? null,
    certificate: user ? materialText(user.kubeconfig, user.entry.clientCertificate) : null,
    key: user ? materialText(user.kubeconfig, user.entry.clientKey) : null,
    ca: cluster ? materialText(cluster.kubeconfig, cluster.entry.certificateAuthority) : null,
  };
}

function onlyContext({ currentContext, contexts }: Lookup): string {
  const [first, ...others] = contexts.keys();
  if (currentContext !== null) return currentContext;
  if (first !== undefined && others.length === 0) return first;
  throw new AckringError('ContextNotFound', 'there is no current context', {
    remedy: contexts.size === 0 ? 'Fetch one: `ackring get CLUSTER`.' : `Name one of: ${namesOf(contexts)}.`,
  });
}

function contextNotFound(name: string, { contexts }: Lookup): AckringError {
  return new AckringError('ContextNotFound', `there is no context "${name}"`, {
    remedy: contexts.size === 0 ? 'Fetch one: `ackring get CLUSTER`.' : `There are: ${namesOf(contexts)}.`,
  });
}

function namesOf(contexts: Lookup['contexts']): string {
  const names = [...contexts.keys()];
  const more = names.length > 8 ? ` and ${names.length - 8} more` : '';
  return `${names.slice(0, 8).join(', ')}${more}`;
}
