import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AckringError } from '@ackring/core/errors';
import { parseRotationConfiguration, type RotationConfiguration } from '@ackring/core/rotation/configuration';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingsOptions {
  readonly environment: Environment;
  /** The folder of the package. */
  readonly packageFolder: string;
  /** Reads an object of OSS; null when it is not there. */
  readonly readObject: (bucket: string, name: string) => Promise<string | null>;
}

/**
 * The function's configuration: ACKRING_ROTATION when it is set (the YAML itself, within the 4 KB that
 * Function Compute allows an environment, or `oss://bucket/key`), else `rotation.yaml` of the package, else
 * every default.
 */
export async function loadConfiguration(options: SettingsOptions): Promise<RotationConfiguration> {
  const setting = options.environment['ACKRING_ROTATION']?.trim();
  if (setting?.startsWith('oss://')) {
    return parseRotationConfiguration(await objectYaml(setting, options), setting);
  }
  if (setting) return parseRotationConfiguration(setting, 'ACKRING_ROTATION');
  return parseRotationConfiguration(await packagedYaml(options.packageFolder), 'rotation.yaml');
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
