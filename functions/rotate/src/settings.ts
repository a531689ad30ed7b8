import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  notificationPart,
  objectPlace,
  parseRotationConfiguration,
  type RotationConfiguration,
  refuseWithoutSinks,
} from '@ackring/core/rotation';
import { AckringError, shell } from '@ackring/core/words';

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
 * allows an environment, or `oss://bucket/key`), else `rotation.yaml` of the package. Throws what the object store
 * throws, ResourceNotFound, or ConfigurationInvalid, also if there is none: a function that guesses looks healthy.
 */
export async function readSource(options: SettingsOptions): Promise<ConfigurationSource> {
  const setting = options.environment['ACKRING_ROTATION']?.trim();
  if (setting?.startsWith('oss://')) return { yaml: await objectYaml(setting, options), name: setting };
  if (setting) return { yaml: setting, name: 'ACKRING_ROTATION' };
  const packaged = await packagedYaml(options.packageFolder);
  if (packaged !== null) return { yaml: packaged, name: 'rotation.yaml' };
  throw new AckringError(
    'ConfigurationInvalid',
    'the function has no configuration: ACKRING_ROTATION is empty, and no rotation.yaml is packed with its code',
    { remedy: 'Set ACKRING_ROTATION to the YAML itself or to oss://bucket/key, and deploy again.' },
  );
}

/** What it says, for a function: one without sinks would renew, and store it nowhere. Throws ConfigurationInvalid. */
export function configurationIn({ yaml, name }: ConfigurationSource): RotationConfiguration {
  const configuration = parseRotationConfiguration(yaml, name);
  refuseWithoutSinks(configuration, name);
  return configuration;
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
  const place = objectPlace(url);
  if (place === null) {
    throw new AckringError('ConfigurationInvalid', `ACKRING_ROTATION names no object: ${url}`, {
      remedy: 'Write it as oss://bucket/key.',
    });
  }
  const yaml = await readObject(place.bucket, place.name).catch((error) => refused(error, url));
  if (yaml !== null) return yaml;
  throw new AckringError('ResourceNotFound', `there is no configuration at ${url}`, {
    remedy: 'Put rotation.yaml there, or correct ACKRING_ROTATION.',
  });
}

/** The policy of the configuration alone does not have the right to read it. */
function refused(error: unknown, url: string): never {
  if (!(error instanceof AckringError) || error.code !== 'Forbidden') throw error;
  const command = shell`ackring policy --config rotation.yaml --stored-at ${url}`;
  throw new AckringError('Forbidden', error.message, {
    remedy: `Give the function's role what this prints: ${command}`,
    requestId: error.requestId ?? undefined,
    cause: error,
  });
}

async function packagedYaml(folder: string): Promise<string | null> {
  try {
    return await readFile(join(folder, 'rotation.yaml'), 'utf8');
  } catch {
    return null;
  }
}
