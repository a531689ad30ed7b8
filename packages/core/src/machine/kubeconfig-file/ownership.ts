import { realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { kubeconfigPaths } from '../../kubeconfig/paths.js';

/** Whose a file is: one of kubectl's here, a version of one that is kept to undo a write, or any other. */
export type Ownership = 'kubeconfig' | 'kept' | 'others';

interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly stateFolder: string;
}

/** Tells one's own kubeconfigs from those of others, by whatever name a file was reached. */
export function kubeconfigOwnership({
  environment,
  home,
  stateFolder,
}: Surroundings): (file: string) => Ownership {
  const files = new Set(kubeconfigPaths({ kubeconfig: environment['KUBECONFIG'], home }).map(real));
  const kept = real(stateFolder);
  return (file) => {
    const path = real(file);
    if (files.has(path)) return 'kubeconfig';
    return path.startsWith(kept + sep) ? 'kept' : 'others';
  };
}

/** Of what is not there, the name in the real folder. */
function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const whole = resolve(path);
    const folder = dirname(whole);
    return folder === whole ? whole : join(real(folder), whole.slice(folder.length));
  }
}
