import { collected } from '../cloud/concurrently.js';
import { accountsAtOnce } from '../fleet/many-accounts.js';
import { kubectlVersion } from '../machine/processes/kubectl.js';
import { tmuxClipboard } from '../machine/processes/tmux.js';
import { say } from '../words/say.js';
import type { World } from '../world.js';
import { type CloudWorld, cloudFindings } from './cloud.js';
import { fileFindings, journalFinding, keyFileFindings, stateFolderFinding } from './files.js';
import { examine, type Finding, fine } from './finding.js';
import { jobFindings } from './job.js';
import { kubectlFinding, kubercFindings } from './kubectl.js';
import {
  clipboardFindings,
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
  readonly incident: Pick<World['incident'], 'journal'>;
  settings(): Promise<unknown>;
}

interface ExaminedAccount {
  readonly profile: string;
  readonly world: CloudWorld;
}

/** The machine that is examined. */
export interface ExaminedPlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly stateFolder: string;
  readonly now: Date;
  /** The one that was chosen, whatever the environment has; null for none. */
  readonly profile: string | null;
  readonly terminal: Omit<TerminalFacts, 'environment'>;
  /** The accounts to ask, each with credentials of its own; the world's one if there are none. */
  readonly accounts?: readonly ExaminedAccount[];
  /** Reports what it is waiting for: the cloud, or the API servers. */
  during<T>(what: 'cloud' | 'checks', work: Promise<T>): Promise<T>;
}

/**
 * Checks everything that keeps this program, kubectl and the cloud from working together, and yields each finding;
 * changes nothing. Throws Cancelled only.
 */
export async function* diagnose(
  world: ExaminedWorld,
  { environment, home, stateFolder, now, profile, terminal, accounts = [], during }: ExaminedPlace,
  signal: AbortSignal,
): AsyncGenerator<Finding, void> {
  yield nodeFinding(process.versions.node);
  yield terminalFinding({ ...terminal, environment });
  yield* clipboardFindings(await tmuxClipboard(environment));
  yield* await examine('settings', async () => {
    await world.settings();
    return [fine('settings', say('readable'))];
  });
  yield* await examine('kubeconfig', async () => {
    const inventory = await world.contexts();
    return [...(await fileFindings(inventory)), ...kubercFindings(inventory, { environment, home })];
  });
  yield await stateFolderFinding(stateFolder);
  yield* await examine('journal', async () => [journalFinding(await world.incident.journal())]);
  yield* await keyFileFindings(home);
  yield* memoryFindings(coreFileLimit(), environment);
  yield* jobFindings(environment, now, profile);
  const { findings, clusters } = await during('cloud', accountFindings(world, accounts, signal));
  yield* findings;
  yield* proxyFindings(environment, findings);
  const heard = await during('checks', withReportedVersions(clusters, world, signal));
  yield kubectlFinding(await kubectlVersion(environment), heard, process);
}

/** Of several accounts each says whose it is; one that fails hides none of the others. */
async function accountFindings(
  world: CloudWorld,
  accounts: readonly ExaminedAccount[],
  signal: AbortSignal,
): ReturnType<typeof cloudFindings> {
  if (accounts.length === 0) return cloudFindings(world, signal);
  const found = await collected(accounts, accountsAtOnce, async ({ profile, world: own }) => {
    const { findings, clusters } = await cloudFindings(own, signal);
    return { findings: findings.map((each) => ({ ...each, profile })), clusters };
  });
  return {
    findings: found.flatMap(({ findings }) => findings),
    clusters: found.flatMap(({ clusters }) => clusters),
  };
}
