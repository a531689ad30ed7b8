import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Emulator } from '@ackring/emulator/start';

/** `~/.aliyun/config.json` as `aliyun configure` writes it: a profile for each identity, of the same name. */
export async function writeProfiles(home: string, cloud: Emulator, names: readonly string[]): Promise<void> {
  const profiles = names.map((name) => ({
    name,
    mode: 'AK',
    access_key_id: cloud.identities[name]?.accessKeyId,
    access_key_secret: cloud.identities[name]?.accessKeySecret,
    region_id: 'ap-northeast-1',
  }));
  await mkdir(join(home, '.aliyun'), { recursive: true });
  await writeFile(join(home, '.aliyun', 'config.json'), JSON.stringify({ current: names[0], profiles }));
}

/** The cloud's endpoints without any credentials, so that a profile decides. */
export function withoutCredentials({ environment }: Emulator): {
  readonly environment: Record<string, string>;
} {
  const entries = Object.entries(environment).filter(([name]) => !name.startsWith('ALIBABA_CLOUD_'));
  return { environment: Object.fromEntries(entries) };
}
