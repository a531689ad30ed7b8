import type { HeldStock } from '@ackring/testkit/kubeconfigs/held-clusters';
import type { Done } from './each-writer.js';
import { dialled, isCredentialOf, type Reach, type Sight } from './reach.js';

/**
 * Where a write broke the rule: each context reaches what it reached before, or its own cluster by a new credential;
 * but for what the writer says that it did. Null if it kept it.
 */
export function brokenReach(
  done: Done,
  sights: Record<'before' | 'after', Sight>,
  stock: HeldStock,
): string | null {
  const { before, after } = sights;
  if (done.current !== null && after.current !== done.current)
    return `the current context is ${after.current}, not ${done.current}`;
  for (const [name, was] of before.reaches) {
    const broken = brokenContext(name, was, { done, after, stock });
    if (broken !== null) return `${name}: ${broken}`;
  }
  const expected = new Set([
    ...before.reaches.keys(),
    ...(done.added ?? []),
    ...(done.uncovered ?? []),
    ...(done.renamed?.values() ?? []),
    ...(done.fetched === undefined ? [] : [done.fetched.context]),
  ]);
  const [unexpected] = [...after.reaches.keys()].filter((name) => !expected.has(name));
  if (unexpected !== undefined) return `${unexpected} is there now`;
  return brokenPromise(done, after, stock);
}

interface Surroundings {
  readonly done: Done;
  readonly after: Sight;
  readonly stock: HeldStock;
}

function brokenContext(name: string, was: Reach, { done, after, stock }: Surroundings): string | null {
  const now = after.reaches.get(done.renamed?.get(name) ?? name);
  if (done.uncovered?.includes(name)) return null;
  const isRemoved = done.removed?.includes(name) ?? false;
  if (now === undefined) return isRemoved || done.useless?.includes(name) ? null : 'is gone';
  if (isRemoved) return 'is still there';
  if (isSame(was, now) || done.fetched?.context === name) return null;
  if (done.namespace?.context === name && isSame({ ...was, namespace: done.namespace.namespace }, now))
    return null;
  const isKept = isUndescribed(was) || isSame(unchecked(was), unchecked(now));
  if (done.unchecked === name && isKept && !now.isChecked) return null;
  if (done.mayRenew !== true) return `reaches another place: ${difference(was, now)}`;
  const follows = done.companions?.includes(name) ?? false;
  if (was.refusals.length === 0 && !follows && !isSame({ ...was, ...credentialOf(now) }, now))
    return `reaches another place: ${difference(was, now)}`;
  const cluster = dialled(now, stock.clusters);
  if (cluster === null) return `a new credential lies beside ${now.server}, where none belongs`;
  return isCredentialOf(now, { cluster, uid: stock.uid })
    ? null
    : `its credential is none of ${cluster.name}`;
}

/** What the writer says it put somewhere is there, as kubectl reads it. */
function brokenPromise({ fetched, renewed = [] }: Done, after: Sight, stock: HeldStock): string | null {
  const held = fetched === undefined ? renewed : [...renewed, fetched.context];
  for (const name of held) {
    const now = after.reaches.get(name);
    const cluster = now === undefined ? null : dialled(now, stock.clusters);
    if (now === undefined || cluster === null) return `${name} was renewed, and dials ${now?.server}`;
    if (!isCredentialOf(now, { cluster, uid: stock.uid }))
      return `${name} was renewed, and holds something else`;
    if (stock.clusters.some(({ held }) => held.certificate === now.certificate))
      return `${name} was renewed, and holds the old one`;
    if (now.refusals.length > 0) return `${name} was renewed, and kubectl refuses it: ${now.refusals}`;
    if (fetched?.context === name && fetched.cluster !== cluster.id) return `${name} reaches ${cluster.name}`;
  }
  return null;
}

function isSame(one: Reach, other: Reach): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function credentialOf({ certificate, args, credential, refusals }: Reach) {
  return { certificate, args, credential, refusals };
}

/** client-go says no more of what it refuses: that it leads where it led is seen by our own eyes then. */
function isUndescribed({ server, refusals }: Reach): boolean {
  return server === '' && refusals.length > 0;
}

function unchecked(reach: Reach): Reach {
  return { ...reach, authority: '', isChecked: false, refusals: [] };
}

/** Without keys. */
function difference(was: Reach, now: Reach): string {
  const keys = ['server', 'isChecked', 'manner', 'namespace', 'refusals', 'args'] as const;
  const told = keys.filter((key) => JSON.stringify(was[key]) !== JSON.stringify(now[key]));
  return (
    told.map((key) => `${key} ${JSON.stringify(was[key])} → ${JSON.stringify(now[key])}`).join(', ') ||
    'credential'
  );
}
