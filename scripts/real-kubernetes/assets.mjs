import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The newest, and the oldest whose wire clients still have to know; the first is called `kube-apiserver` alone. */
export const versions = ['1.37.2', '1.24.17'];

/**
 * Where `kube-apiserver` and `etcd` are looked for, in envtest's layout: `KUBEBUILDER_ASSETS` where it is set, else
 * our cache, else, where that has none, envtest's own folder.
 */
export function assetsFolder() {
  const cache = cacheFolder();
  if (process.env.KUBEBUILDER_ASSETS) return cache;
  return (
    [cache, '/usr/local/kubebuilder/bin'].find((folder) => isExecutable(join(folder, 'kube-apiserver'))) ??
    cache
  );
}

/**
 * Where they are built to: a folder for these versions, so that tests never meet those of another checkout. Root's
 * lies outside every home, where a run that has none of its own finds it again.
 */
export function cacheFolder() {
  return resolve(
    process.env.KUBEBUILDER_ASSETS || join(caches(), 'ackring', `kube-apiserver-${versions.join('-')}`),
  );
}

function caches() {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  return process.geteuid?.() === 0 ? '/var/cache' : join(homedir(), '.cache');
}

export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
