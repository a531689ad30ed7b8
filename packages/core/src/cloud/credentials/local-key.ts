import { join } from 'node:path';
import { readNamedFile } from '../../machine/files/named-file.js';
import type { AccessKey, CredentialOrigin } from '../openapi/credential-source.js';
import { keyInProfile } from './profile.js';

interface LocalKeyOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * The key of an origin that stores it in plain text: the environment, or a profile of mode AK or StsToken. Null for
 * all others, whose key the vendor's SDK fetches or finds. Without the SDK, which takes longer to load than kubectl's
 * plug-in may run.
 */
export function localKey(
  { kind, profile }: CredentialOrigin,
  { environment, home }: LocalKeyOptions,
): AccessKey | null {
  if (kind === 'environment') return keyInEnvironment(environment);
  if (kind !== 'cliProfile' || profile === null) return null;
  return keyInProfile(readNamedFile(join(home, '.aliyun', 'config.json')).toString('utf8'), profile);
}

function keyInEnvironment(environment: LocalKeyOptions['environment']): AccessKey | null {
  const accessKeyId = environment['ALIBABA_CLOUD_ACCESS_KEY_ID'];
  const accessKeySecret = environment['ALIBABA_CLOUD_ACCESS_KEY_SECRET'];
  if (!accessKeyId || !accessKeySecret) return null;
  return { accessKeyId, accessKeySecret, securityToken: environment['ALIBABA_CLOUD_SECURITY_TOKEN'] || null };
}
