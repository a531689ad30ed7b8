import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRotationConfiguration, type RotationConfiguration } from '@ackring/core/rotation/configuration';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The function's configuration: ACKRING_ROTATION when it is set (the YAML itself, within the 4 KB that
 * Function Compute allows an environment), else `rotation.yaml` of the package, else every default.
 */
export async function loadConfiguration(
  environment: Environment,
  packageFolder: string,
): Promise<RotationConfiguration> {
  const inline = environment['ACKRING_ROTATION']?.trim();
  if (inline) return parseRotationConfiguration(inline, 'ACKRING_ROTATION');
  return parseRotationConfiguration(await packagedYaml(packageFolder), 'rotation.yaml');
}

async function packagedYaml(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'rotation.yaml'), 'utf8');
  } catch {
    return '';
  }
}
