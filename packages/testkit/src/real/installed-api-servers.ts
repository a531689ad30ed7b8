import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A kube-apiserver of this machine, with its etcd. */
export interface InstalledApiServer {
  readonly program: string;
  readonly etcd: string;
  /** Such as `1.37.2`. */
  readonly version: string;
}

/**
 * Every kube-apiserver in `KUBEBUILDER_ASSETS`, which `ava.config.mjs` sets, in envtest's layout: `kube-apiserver`, and
 * other versions beside it as `kube-apiserver-<version>`. Empty if there is none; tests that need one end in
 * `.kube-apiserver.test.ts` and are then skipped with a note.
 */
export function installedApiServers(): readonly InstalledApiServer[] {
  const folder = process.env['KUBEBUILDER_ASSETS'] ?? '';
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^kube-apiserver(-\d+\.\d+\.\d+)?$/.test(name))
    .sort()
    .map((name) => installed(join(folder, name), join(folder, 'etcd')));
}

function installed(program: string, etcd: string): InstalledApiServer {
  const said = execFileSync(program, ['--version'], { encoding: 'utf8' });
  const version = /v(\d+\.\d+\.\d+)/.exec(said)?.[1];
  if (version === undefined) throw new Error(`${program} does not tell its version: ${said}`);
  return { program, etcd, version };
}
