import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { foundOnPath } from './on-path.js';
import { withoutKeys } from './secrecy.js';

/** See `kubectlVersion`. */
export type KubectlVersion = string | { readonly silent: string } | null;

const versionAnswer = v.object({ clientVersion: v.object({ gitVersion: v.string() }) });

/** The installed kubectl's version such as `1.34.1`; null if there is none, or its file if that does not answer. */
export async function kubectlVersion(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<KubectlVersion> {
  try {
    const { stdout } = await promisify(execFile)('kubectl', ['version', '--client', '-o', 'json'], {
      env: withoutKeys(environment),
      timeout: 10_000,
    });
    return v.parse(versionAnswer, JSON.parse(stdout)).clientVersion.gitVersion.replace(/^v/, '');
  } catch {
    const [file] = foundOnPath('kubectl', environment);
    return file === undefined ? null : { silent: file };
  }
}
