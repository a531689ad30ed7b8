import { kubectlVersion } from '../machine/processes/kubectl.js';
import { say } from '../words/say.js';
import type { World } from '../world.js';
import { type CloudWorld, cloudFindings } from './cloud.js';
import { fileFindings, keyFileFindings, stateFolderFinding } from './files.js';
import { examine, type Finding, fine } from './finding.js';
import { kubectlFindings, kubercFindings } from './kubectl.js';
import {
  coreFileLimit,
  memoryFindings,
  nodeFinding,
  proxyFindings,
  type TerminalFacts,
  terminalFinding,
  withReportedVersions,
} from './machine.js';

/** The part of the world that is examined, and the settings, which only have to be readable. */
export interface ExaminedWorld extends CloudWorld, Pick<World, 'contexts' | 'verify'> {
  settings(): Promise<unknown>;
}

/** The machine that is examined. */
export interface ExaminedPlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly stateFolder: string;
  readonly terminal: Omit<TerminalFacts, 'environment'>;
  /** Reports what it is waiting for: the cloud, or the API servers. */
  during<T>(what: 'cloud' | 'checks', work: Promise<T>): Promise<T>;
}

/**
 * Checks everything that keeps this program, kubectl and the cloud from working together, and yields each finding;
 * changes nothing. Throws Cancelled only.
 */
export async function* diagnose(
  world: ExaminedWorld,
  { environment, home, stateFolder, terminal, during }: ExaminedPlace,
  signal: AbortSignal,
): AsyncGenerator<Finding, void> {
  yield nodeFinding(process.versions.node);
  yield terminalFinding({ ...terminal, environment });
  yield* await examine('settings', async () => {
    await world.settings();
    return [fine('settings', say('readable'))];
  });
  yield* await examine('kubeconfig', async () => {
    const inventory = await world.contexts();
    return [...(await fileFindings(inventory)), ...kubercFindings(inventory, { environment, home })];
  });
  yield await stateFolderFinding(stateFolder);
  yield* await keyFileFindings(home);
  yield* memoryFindings(coreFileLimit(), environment);
  const { findings, clusters } = await during('cloud', cloudFindings(world, signal));
  yield* findings;
  yield* proxyFindings(environment, findings);
  const heard = await during('checks', withReportedVersions(clusters, world, signal));
  yield* kubectlFindings(await kubectlVersion(environment), heard, process);
}
