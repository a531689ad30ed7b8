import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { notificationPart, type RotationConfiguration } from '@ackring/core/rotation';
import { AckringError } from '@ackring/core/words';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingsOptions {
  readonly environment: Environment;
  /** The package's folder. */
  readonly packageFolder: string;
  /** Reads an OSS object; null if it does not exist. */
  readonly readObject: (bucket: string, name: string) => Promise<string | null>;
}

/** A configuration's text, and its name in messages. */
export interface ConfigurationSource {
  readonly yaml: string;
  readonly name: string;
}

/**
 * The function's configuration: ACKRING_ROTATION if set (the YAML itself, within the 4 KB that Function Compute
 * allows an environment, or `oss://bucket/key`), else `rotation.yaml` of the package, else every default. Throws what
 * the object store throws, ResourceNotFound, or ConfigurationInvalid.
 */
export async function readSource(options: SettingsOptions): Promise<ConfigurationSource> {
  const setting = options.environment['ACKRING_ROTATION']?.trim();
  if (setting?.startsWith('oss://')) return { yaml: await objectYaml(setting, options), name: setting };
  if (setting) return { yaml: setting, name: 'ACKRING_ROTATION' };
  return { yaml: await packagedYaml(options.packageFolder), name: 'rotation.yaml' };
}

/**
 * Whom to notify of a configuration that cannot be read or used: what it names itself as far as readable, else
 * ACKRING_NOTIFY, which is YAML with `notify` and `heartbeat` as in rotation.yaml.
 */
export function fallbackConfiguration(
  source: ConfigurationSource | null,
  { environment }: Pick<SettingsOptions, 'environment'>,
): RotationConfiguration {
  const own = notificationPart(source?.yaml ?? '');
  const isSilent = own.notify.length === 0 && own.heartbeat === undefined;
  return isSilent ? notificationPart(environment['ACKRING_NOTIFY'] ?? '') : own;
}

async function objectYaml(url: string, { readObject }: SettingsOptions): Promise<string> {
  const [, bucket, name] = /^oss:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
  if (!bucket || !name) {
    throw new AckringError('ConfigurationInvalid', `ACKRING_ROTATION names no object: ${url}`, {
      remedy: 'Write it as oss://bucket/key.',
    });
  }
  const yaml = await readObject(bucket, name);
  if (yaml !== null) return yaml;
  throw new AckringError('ResourceNotFound', `there is no configuration at ${url}`, {
    remedy: 'Put rotation.yaml there, or correct ACKRING_ROTATION.',
  });
}

async function packagedYaml(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'rotation.yaml'), 'utf8');
  } catch {
    return '';
  }
}
