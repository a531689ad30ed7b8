import type { Random } from '@ackring/testkit/random';

// Worlds of access, generated with what is bound in them: ACK has taken away what it gave to a certificate's name, and
// people have bound by hand whatever they liked.

export const namespaces = ['default', 'team-a', 'team-b', 'team-c', 'other'] as const;

/** ClusterRoles, each with an action that tells whether it is in force; null for one that is not there. */
export const roles = {
  edit: { verb: 'create', resource: 'secrets' },
  view: { verb: 'list', resource: 'services' },
  'write-configmaps': { verb: 'create', resource: 'configmaps' },
  'mixed-pods': { verb: 'delete', resource: 'pods' },
  'read-metrics': { verb: 'get', path: '/metrics' },
  'not-there': null,
} as const;

export type RoleName = keyof typeof roles;

/**
 * `old`: of the certificate that lost its access; `older`: of one before it; `next`: of the holder today; `group`: of
 * people; `everyone`: of all certificates that ACK issues.
 */
export type SubjectName = 'old' | 'older' | 'next' | 'uid' | 'stranger' | 'group' | 'everyone';

export function isGroup(subject: SubjectName): boolean {
  return subject === 'group' || subject === 'everyone';
}

export interface DraftBinding {
  /** Null for the whole cluster. */
  readonly namespace: (typeof namespaces)[number] | null;
  readonly role: RoleName;
  readonly subjects: readonly SubjectName[];
}

export interface AccessWorld {
  readonly index: number;
  readonly bindings: readonly DraftBinding[];
  /** The certificate is in a group of people, instead of the one of all that ACK issues. */
  readonly isInGroup: boolean;
  readonly contextNamespace: (typeof namespaces)[number] | null;
  /** The holder's name of today is the same: nothing documents that a revoke changes it. */
  readonly isOwn: boolean;
}

export function drawWorld(random: Random, index: number): AccessWorld {
  const count = random.once(4) ? 0 : random.below(4);
  const bindings = Array.from({ length: count }, () => drawBinding(random));
  // Only where no other world is played at the same time: it opens them all.
  if (random.once(6)) bindings.push({ ...drawBinding(random), subjects: ['everyone'] });
  return {
    index,
    bindings,
    isInGroup: random.once(5),
    contextNamespace: random.once(2) ? null : random.one(namespaces),
    isOwn: !random.once(3),
  };
}

export function drawBinding(random: Random): DraftBinding {
  const role = random.one(Object.keys(roles) as RoleName[]);
  const isEverywhere = role === 'read-metrics' || random.once(4);
  const subjects = new Set<SubjectName>([
    random.one(['old', 'old', 'old', 'older', 'next', 'uid', 'stranger', 'group'] as const),
  ]);
  if (random.once(3)) subjects.add(random.one(['old', 'next', 'stranger'] as const));
  return { namespace: isEverywhere ? null : random.one(namespaces), role, subjects: [...subjects] };
}

/** With one binding less each. */
export function smallerWorlds(world: AccessWorld): readonly AccessWorld[] {
  return world.bindings.map((_, at) => ({ ...world, bindings: world.bindings.toSpliced(at, 1) }));
}
