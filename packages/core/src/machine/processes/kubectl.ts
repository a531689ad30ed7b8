import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { withoutKeys } from './secrecy.js';

const versionAnswer = v.object({ clientVersion: v.object({ gitVersion: v.string() }) });

/** The installed kubectl's version such as `1.34.1`, or null if none answers. */
export async function kubectlVersion(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('kubectl', ['version', '--client', '-o', 'json'], {
      env: withoutKeys(environment),
      timeout: 10_000,
    });
    return v.parse(versionAnswer, JSON.parse(stdout)).clientVersion.gitVersion.replace(/^v/, '');
  } catch {
    return null;
  }
}
