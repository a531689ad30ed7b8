import { AckringError } from '../words/errors.js';
import { nearest } from '../words/nearest.js';
import { say } from '../words/say.js';

/** A role inside a cluster, for all of it or for one namespace. */
export interface ClusterRole {
  /** Predefined by ACK, or the name of a ClusterRole of the cluster. */
  readonly name: string;
  readonly isCustom: boolean;
  /** Null for the whole cluster. */
  readonly namespace: string | null;
}

/** ACK's own, as UpdateUserPermissions names them (the SDK's remarks, 7.2.0). */
const predefinedRoles = ['admin', 'admin-view', 'ops', 'dev', 'restricted'] as const;

/** These hold for the whole cluster only. */
const ofWholeCluster: ReadonlySet<string> = new Set(['admin', 'admin-view', 'ops']);

/** Throws UsageInvalid for a name that can be none, and for a namespace with a role that has none. */
export function clusterRole(name: string, namespace: string | null): ClusterRole {
  if (!/^[a-zA-Z0-9]([a-zA-Z0-9.:-]{0,251}[a-zA-Z0-9])?$/.test(name)) {
    throw new AckringError('UsageInvalid', say('"{name}" cannot be the name of a role', { name }), {
      remedy: say('Use one of {roles}, or the name of a ClusterRole of the cluster.', {
        roles: predefinedRoles,
      }),
    });
  }
  if (namespace !== null && !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(namespace)) {
    throw new AckringError(
      'UsageInvalid',
      say('"{namespace}" cannot be the name of a namespace', { namespace }),
      { remedy: say('Use at most 63 lower-case letters, digits and dashes, with no dash at either end.') },
    );
  }
  if (namespace !== null && ofWholeCluster.has(name)) {
    throw new AckringError(
      'UsageInvalid',
      say('{role} is granted for a whole cluster only', { role: name }),
      {
        remedy: say('Leave out the namespace, or take dev, restricted or a ClusterRole of the cluster.'),
      },
    );
  }
  return { name, isCustom: !isPredefined(name), namespace };
}

/**
 * The role that somebody types to be given. Throws UsageInvalid for what is nearly a role of ACK: the cloud takes any
 * name, and a binding to a role that is not there gives nothing. `ClusterRole/NAME` is one of the cluster, whatever it
 * is like.
 */
export function roleNamed(text: string, namespace: string | null): ClusterRole {
  const own = /^ClusterRole\/(?<name>.+)$/i.exec(text)?.groups?.['name'];
  const role = clusterRole(own ?? text, namespace);
  const meant = role.isCustom && own === undefined ? nearest(role.name, predefinedRoles) : null;
  if (meant === null) return role;
  throw new AckringError(
    'UsageInvalid',
    say('{role} is no role of ACK; did you mean {meant}?', { role: role.name, meant }),
    { remedy: say('A role of that name in the cluster is `ClusterRole/{role}`.', { role: role.name }) },
  );
}

function isPredefined(name: string): boolean {
  return predefinedRoles.some((each) => each === name);
}
