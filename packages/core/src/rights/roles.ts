import { AckringError } from '../words/errors.js';
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
export const predefinedRoles = ['admin', 'admin-view', 'ops', 'dev', 'restricted'] as const;

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

function isPredefined(name: string): boolean {
  return predefinedRoles.some((each) => each === name);
}
