import { isSameHolder, type Owner } from './ownership.js';

/** The pattern of context names; `{region}`, `{name}` and `{id}` stand for the cluster's own. */
export const defaultNamePattern = 'ack/{region}/{name}';

/**
 * The name an owner's entries get: `ack/<region>/<cluster name>`, with `/private` for private access. Only
 * when another thing has that name does it grow: by the kind, the holder's uid or the cluster's id, whichever
 * tells the two apart. Deterministic: the same files give the same name.
 */
export function contextNameFor(owner: Owner, naming: Naming): string {
  const base = `${fillPattern(naming.pattern ?? defaultNamePattern, owner)}${owner.access === 'private' ? '/private' : ''}`;
  const candidates = [base, ...longerNames(base, owner, naming.ownerOfName(base))];
  return candidates.find((name) => !naming.isTaken(name)) ?? numbered(base, naming);
}

/** What names there are already. */
export interface Naming {
  readonly pattern?: string | undefined;
  isTaken(name: string): boolean;
  /** Whose context that name is; null for one that is not ours. */
  ownerOfName(name: string): Owner | null;
}

function longerNames(base: string, owner: Owner, holder: Owner | null): string[] {
  const byKind = `${base}/${owner.kind}`;
  const byUid = owner.uid === null ? [] : [`${base}/${owner.uid}`, `${base}/${owner.uid}/${owner.kind}`];
  const byId = [`${base}/${owner.clusterId}`, `${base}/${owner.clusterId}/${owner.kind}`];
  if (holder && isSameHolder(holder, owner)) return [byKind, ...byUid, ...byId];
  if (holder?.clusterId === owner.clusterId) return [...byUid, ...byId];
  return [...byId, ...byUid];
}

function numbered(base: string, naming: Naming): string {
  for (let number = 2; ; number += 1) {
    const name = `${base}/${number}`;
    if (!naming.isTaken(name)) return name;
  }
}

function fillPattern(pattern: string, owner: Owner): string {
  const parts: Record<string, string> = {
    region: owner.region,
    name: speakable(owner.clusterName) || owner.clusterId,
    id: owner.clusterId,
  };
  return pattern.replaceAll(/\{(region|name|id)\}/g, (_, part: string) => parts[part] ?? '');
}

/** Blanks, slashes and control characters become dashes: the name is typed in shells. */
function speakable(name: string): string {
  return name.replaceAll(/[\s/\\"'`$\p{C}]+/gu, '-').replaceAll(/^-+|-+$/g, '');
}
