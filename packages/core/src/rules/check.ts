import type { KubeconfigState } from '../cloud/ack/api.js';
import type { Identity } from '../words/identity.js';
import type { FleetRule } from './rules.js';

/** One kubeconfig under one rule. */
export interface RuleFinding {
  /** The rule's place in its file, from 1. */
  readonly rule: number;
  readonly cluster: { readonly id: string; readonly name: string; readonly region: string };
  readonly identity: Identity;
  /** What is left of the certificate's life, in ms; null if no certificate is in force. */
  readonly lifeMs: number | null;
  readonly verdict: 'kept' | 'broken';
}

/**
 * Holds the kubeconfigs of a cluster against the rules. The cloud tells when a certificate ends and not when it began:
 * a maximum is broken by what has more than that left, so that whoever checks daily sees each new one that lives too
 * long. Roles of the cloud's own services are left out.
 */
export function checkRules(
  rules: readonly FleetRule[],
  states: readonly KubeconfigState[],
  now: Date,
): readonly RuleFinding[] {
  return states
    .filter(({ cloudService }) => cloudService === null)
    .flatMap((state) =>
      rules.flatMap((rule, index) => (applies(rule, state) ? [findingOf(rule, index, state, now)] : [])),
    );
}

function findingOf(rule: FleetRule, index: number, state: KubeconfigState, now: Date): RuleFinding {
  const { cluster, identity } = state;
  const lifeMs = lifeLeft(state, now);
  const isTooLong = lifeMs !== null && rule.maxLifeMs !== null && lifeMs > rule.maxLifeMs;
  const isForbidden = lifeMs !== null && !rule.longTerm;
  return {
    rule: index + 1,
    cluster,
    identity,
    lifeMs,
    verdict: isTooLong || isForbidden ? 'broken' : 'kept',
  };
}

/** Temporary ones are in no list: whatever is in force there is long-term. */
function lifeLeft({ certificateState, notAfter }: KubeconfigState, now: Date): number | null {
  if (certificateState !== 'unexpired' || notAfter === null) return null;
  const left = notAfter.getTime() - now.getTime();
  return left > 0 ? left : null;
}

function applies({ identities, clusters }: FleetRule, { identity, cluster }: KubeconfigState): boolean {
  return isAmong(identities, identity) && matchesWildcard(clusters, cluster.name);
}

function isAmong(identities: string, { type, name, uid }: Identity): boolean {
  if (identities === 'people') return type === 'user' || type === 'root' || type === 'unknown';
  if (identities === 'roles') return type === 'role' || type === 'unknown';
  return identities === name || identities === uid;
}

/**
 * Whether a whole name matches a pattern in which `*` stands for any characters. Linear in the name for each star: a
 * regular expression made of a hostile pattern could run for hours.
 */
function matchesWildcard(pattern: string, name: string): boolean {
  let [at, star, resume] = [0, -1, 0];
  for (let index = 0; index < name.length; ) {
    if (pattern[at] === '*') {
      star = at;
      resume = index;
      at += 1;
    } else if (at < pattern.length && pattern[at] === name[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      resume += 1;
      index = resume;
      at = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
