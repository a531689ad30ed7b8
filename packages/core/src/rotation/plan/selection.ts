import type { Cluster } from '../../cluster.js';
import type { RotationConfiguration } from '../configuration.js';

/** Whether the configuration takes this cluster: named, tagged and not excluded. Patterns know `*` and `?`. */
export function isSelected(cluster: Cluster, select: RotationConfiguration['select']): boolean {
  if (select.names && !matchesAny(cluster, select.names)) return false;
  if (select.exclude && matchesAny(cluster, select.exclude)) return false;
  return Object.entries(select.tags ?? {}).every(([key, value]) => cluster.tags[key] === value);
}

function matchesAny(cluster: Cluster, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const expression = globExpression(pattern);
    return expression.test(cluster.name) || expression.test(cluster.id);
  });
}

function globExpression(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
