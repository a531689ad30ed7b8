import type { Cluster } from '../../words/cluster.js';
import type { AccessChoice } from '../../words/endpoints.js';
import { matchesGlob } from '../../words/glob.js';
import type { RotationConfiguration } from './configuration.js';

/**
 * Whether the configuration selects this cluster: by name, tag and VPC, and not excluded. Patterns know `*` and `?`.
 * A cluster whose VPC is unknown is in none.
 */
export function isSelected(cluster: Cluster, select: RotationConfiguration['select']): boolean {
  if (select.vpc !== undefined && cluster.vpcId !== select.vpc) return false;
  if (select.names && !matchesAny(cluster, select.names)) return false;
  if (select.exclude && matchesAny(cluster, select.exclude)) return false;
  return Object.entries(select.tags ?? {}).every(([key, value]) => cluster.tags[key] === value);
}

/** The access to this cluster: by the first rule that matches it, `auto` if none does. */
export function accessOf(cluster: Cluster, { access }: Pick<RotationConfiguration, 'access'>): AccessChoice {
  if (typeof access === 'string') return access;
  return access.find(({ select }) => isSelected(cluster, select))?.access ?? 'auto';
}

function matchesAny(cluster: Cluster, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, cluster.name) || matchesGlob(pattern, cluster.id));
}
