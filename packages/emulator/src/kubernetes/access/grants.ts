import type { ClusterRecord, GrantedRole } from '../../world/cluster.js';
import { noteGrant } from '../../world/grant.js';
import type { World } from '../../world/world.js';
import { bindingsOfGrant, grantedRoleOf, holderOfBinding } from '../model/ack-roles.js';
import { isSame } from '../model/record.js';
import { hasStore, type KubernetesObject, storeOf } from '../model/store.js';
import { bindingsOf, rbacKind, referenceOf, subjectsOf } from './authorize.js';

/**
 * Writes a grant's bindings as ACK does after changing it, and deletes the identity's bindings that are no longer
 * wanted. If the cluster's objects do not exist yet, they will be created with these.
 */
export function bindGrant(cluster: ClusterRecord, uid: string, now: Date): void {
  if (!hasStore(cluster)) return;
  const store = storeOf(cluster);
  const grant = cluster.grants.get(uid);
  const meant = grant ? bindingsOfGrant(cluster, grant) : [];
  for (const { kind, object } of boundTo(cluster, uid)) {
    const { name, namespace = null } = object.metadata;
    const same = meant.find(
      ({ plural, draft }) =>
        plural === kind.plural &&
        draft.metadata.name === name &&
        (draft.metadata.namespace ?? null) === namespace,
    );
    const isKept = same !== undefined && isSame(same.draft['roleRef'], object['roleRef']);
    if (!isKept) store.delete(kind, namespace, name);
    else if (!isSame(same.draft['subjects'], object['subjects']))
      store.write(kind, { ...object, subjects: same.draft['subjects'] });
  }
  for (const { plural, draft } of meant) {
    const kind = rbacKind(plural);
    const { name, namespace = null } = draft.metadata;
    if (!store.get(kind, namespace, name)) store.plant(kind, draft, now);
  }
}

/** Takes a user's name out of all bindings, hand-made ones included; one without any subject is deleted. */
export function unbindName(cluster: ClusterRecord, name: string): void {
  const store = storeOf(cluster);
  for (const plural of ['clusterrolebindings', 'rolebindings'] as const) {
    const kind = rbacKind(plural);
    for (const object of bindingsOf(cluster, plural)) {
      const subjects = subjectsOf(object);
      const rest = subjects.filter((each) => each.kind !== 'User' || each.name !== name);
      if (rest.length === subjects.length) continue;
      if (rest.length > 0) store.write(kind, { ...object, subjects: rest });
      else store.delete(kind, object.metadata.namespace ?? null, object.metadata.name);
    }
  }
}

/** Applies changes to bindings in the cluster itself to its grants: created by hand, deleted, changed. */
export function readGrants(world: World, cluster: ClusterRecord): void {
  for (const grant of cluster.grants.values()) {
    const names = [grant.uid, `${grant.uid}-${grant.suffix}`];
    const roles = boundTo(cluster, grant.uid).flatMap(({ object }) => roleOf(object, names));
    if (isSame(sorted(roles), sorted(grant.roles)) || isBornOnly(grant.roles, roles)) continue;
    noteGrant(world, cluster, grant);
    grant.roles = roles;
  }
}

/** An initial administrator does not need to be in the grant. */
function isBornOnly(told: readonly GrantedRole[], found: readonly GrantedRole[]): boolean {
  return told.length === 0 && found.length === 1 && found[0]?.role === 'admin' && found[0].namespace === null;
}

function roleOf(binding: KubernetesObject, names: readonly string[]): GrantedRole[] {
  const reference = referenceOf(binding);
  const isHeld = subjectsOf(binding).some(
    ({ kind, name }) => kind === 'User' && names.includes(String(name)),
  );
  if (!reference || !isHeld) return [];
  return [{ role: grantedRoleOf(reference.name), namespace: binding.metadata.namespace ?? null }];
}

function boundTo(cluster: ClusterRecord, uid: string) {
  return (['clusterrolebindings', 'rolebindings'] as const).flatMap((plural) =>
    bindingsOf(cluster, plural)
      .filter((object) => holderOfBinding(object.metadata.name) === uid)
      // ACK binds no Roles: such a binding is somebody's own.
      .filter((object) => referenceOf(object)?.kind === 'ClusterRole')
      .map((object) => ({ kind: rbacKind(plural), object })),
  );
}

function sorted(roles: readonly GrantedRole[]): readonly string[] {
  return roles.map(({ role, namespace }) => `${namespace ?? ''}/${role}`).sort();
}
