import { randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import type { OpenSinks } from '@ackring/core/access/revoke/revoking';
import type { RotationConfiguration } from '@ackring/core/rotation/configuration/configuration';
import type { RolePolicies } from '@ackring/core/rotation/function/ram-policy';
import type { RotationPortsOptions } from '@ackring/core/rotation/plug-in/plug-in';
import type { RotationReport } from '@ackring/core/rotation/report/report';
import type { RotationPorts } from '@ackring/core/rotation/run/ports';
import type { Rotation } from '@ackring/core/rotation/run/rotation';
import type { SinkConfiguration } from '@ackring/core/rotation/sinks/sinks';
import { AckringError } from '@ackring/core/words/errors';
import type { PoliciesAsked, RotationServices } from '../services.js';
import type { Cloud } from './cloud.js';
import { journalIn } from './incident-world.js';

/** As long as what the cloud issues: three years of 365 days. */
const simulatedMs = 1_095 * 86_400_000;

const defaultRegion = 'cn-hangzhou';

export interface RotationWiring {
  readonly cloud: () => Promise<Cloud>;
  readonly refuseWhenReadOnly: (what: string) => Promise<void>;
  readonly stateFolder: string;
  readonly configFolder: string;
}

/** The function's engine, with this terminal's credentials. */
export function rotationServices(wiring: RotationWiring): { readonly rotation: RotationServices } {
  return {
    rotation: {
      configuration: (file) => readConfiguration(file, wiring.configFolder),
      text: async (file) => (await readText(file, wiring.configFolder)).text,
      plan: async ({ configuration, now = null, signal }) => {
        const rotation = await createRotation(wiring, configuration);
        return rotation.run('plan', { runId: randomUUID(), now, signal });
      },
      simulate: async ({ configuration, signal }) => {
        const [{ simulateRotation }, rotation] = await Promise.all([
          import('@ackring/core/rotation/plan/simulate'),
          createRotation(wiring, configuration),
        ]);
        const { inventory, plan } = await rotation.prepare({ runId: randomUUID(), signal });
        const span = { from: plan.now, until: new Date(plan.now.getTime() + simulatedMs) };
        const events = simulateRotation(inventory, configuration, span);
        return { ...span, events, failures: inventory.failures };
      },
      keptRuns: async ({ configuration, signal }) => {
        const [{ readKeptRuns }, { sinks }] = await Promise.all([
          import('@ackring/core/rotation/report/kept-runs'),
          createPorts(wiring, configuration),
        ]);
        return readKeptRuns(sinks, signal);
      },
      standings: async ({ configuration, signal }) => {
        const [{ readStandings }, { documentsOf }, { sinks }] = await Promise.all([
          import('@ackring/core/rotation/alarm/standing'),
          import('@ackring/core/rotation/report/kept-runs'),
          createPorts(wiring, configuration),
        ]);
        return readStandings(documentsOf(sinks), signal);
      },
      policies: (asked) => rolePolicies(wiring, asked),
      apply: async ({ configuration, onEvent, signal }) => {
        await wiring.refuseWhenReadOnly('rotate credentials');
        const rotation = await createRotation(wiring, configuration);
        return journalledRun(wiring, (runId) => rotation.run('apply', { runId, onEvent, signal }));
      },
    },
  };
}

/** Written down before the first call and after the last, with what came of it. */
async function journalledRun(
  { stateFolder }: RotationWiring,
  run: (runId: string) => Promise<RotationReport>,
): Promise<RotationReport> {
  const journal = await journalIn(stateFolder);
  const runId = randomUUID();
  await journal.record({ action: 'rotate', phase: 'started', runId, summary: 'rotate credentials' });
  const report = await run(runId);
  const { renewed, delivered, failed } = report.counts;
  const summary = `rotate credentials: ${renewed} renewed, ${delivered} delivered, ${failed} failed`;
  const phase = failed > 0 || report.failures.length > 0 ? 'failed' : 'done';
  const details = { renewed, delivered, failed };
  await journal.record({ action: 'rotate', phase, runId, summary, details }).catch(() => undefined);
  return report;
}

async function rolePolicies(
  { cloud }: RotationWiring,
  { configuration, ...asked }: PoliciesAsked,
): Promise<readonly RolePolicies[]> {
  const { rotationPolicies } = await import('@ackring/core/rotation/function/ram-policy');
  const known = await knownPlace(cloud);
  const accountId = asked.accountId ?? known.accountId;
  return rotationPolicies(configuration, {
    accountId,
    region: asked.region ?? known.region ?? defaultRegion,
    function: asked.function,
    role: asked.role,
    logs: asked.logs ?? { project: `ackring-${accountId ?? '*'}`, logstore: 'rotate' },
  });
}

/** What the credentials tell of themselves; a policy can be written before there are any. */
async function knownPlace(
  cloud: RotationWiring['cloud'],
): Promise<{ readonly accountId: string | null; readonly region: string | null }> {
  try {
    return await (await cloud()).credentials.origin();
  } catch {
    return { accountId: null, region: null };
  }
}

/**
 * A named file must be there; `rotation.yaml` of the settings folder need not, and then every default applies. One
 * that lies in the current folder is not looked at: it may be anybody's, and says where keys go. Folders and files
 * that it names are looked for from where it lies.
 */
async function readConfiguration(named: string | null, configFolder: string): Promise<RotationConfiguration> {
  const [{ parseRotationConfiguration }, { text, file }] = await Promise.all([
    import('@ackring/core/rotation/configuration/configuration'),
    readText(named, configFolder),
  ]);
  return placed(parseRotationConfiguration(text, named ?? file), dirname(file));
}

/** Empty where nobody named a file and there is none. */
async function readText(
  named: string | null,
  configFolder: string,
): Promise<{ readonly text: string; readonly file: string }> {
  const file = resolve(named ?? join(configFolder, 'rotation.yaml'));
  const { readConfigurationFile } = await import('@ackring/core/machine/files/named-file');
  const text = await readConfigurationFile(file);
  if (text === null && named !== null) throw missing(file);
  return { text: text ?? '', file };
}

function placed(configuration: RotationConfiguration, folder: string): RotationConfiguration {
  return { ...configuration, sinks: configuration.sinks.map((sink) => placedSink(sink, folder)) };
}

function placedSink(sink: SinkConfiguration, folder: string): SinkConfiguration {
  if (sink.kind === 'file') return { ...sink, directory: resolve(folder, sink.directory) };
  if (sink.kind !== 'kubernetesSecret' || sink.kubeconfig === undefined) return sink;
  const { kubeconfig } = sink;
  return kubeconfig.startsWith('kms:') ? sink : { ...sink, kubeconfig: resolve(folder, kubeconfig) };
}

function missing(file: string): AckringError {
  return new AckringError('FileNotFound', `there is no rotation's configuration in ${file}`, {
    remedy: 'Name a file with `--config FILE`; see `ackring help rotate plan`.',
  });
}

async function createRotation(
  wiring: RotationWiring,
  configuration: RotationConfiguration,
): Promise<Rotation> {
  const [{ createRotation: create }, ports, { systemClock }] = await Promise.all([
    import('@ackring/core/rotation/run/rotation'),
    createPorts(wiring, configuration),
    import('@ackring/core/machine/clock'),
  ]);
  return create({ ...ports, configuration, clock: systemClock });
}

async function createPorts(
  { cloud }: RotationWiring,
  configuration: RotationConfiguration,
): Promise<RotationPorts> {
  const [{ createRotationPorts }, options] = await Promise.all([
    import('@ackring/core/rotation/run/ports'),
    rotationPortsOptions(cloud, configuration),
  ]);
  return createRotationPorts(options);
}

/** The sinks of a configuration, null being that of the settings folder, and the names identities have in them. */
export async function openSinksOf(
  { cloud, configFolder }: Pick<RotationWiring, 'cloud' | 'configFolder'>,
  config: string | null,
): Promise<OpenSinks> {
  const configuration = await readConfiguration(config, configFolder);
  if (configuration.sinks.length === 0) return { sinks: [], holders: [] };
  const [{ openSink }, { identityName }, options] = await Promise.all([
    import('@ackring/core/rotation/sinks/sinks'),
    import('@ackring/core/rotation/configuration/configuration'),
    rotationPortsOptions(cloud, configuration),
  ]);
  const holders = new Set(['self', ...configuration.identities.map(identityName)]);
  return {
    sinks: await Promise.all(configuration.sinks.map((sink) => openSink(sink, options))),
    holders: [...holders],
  };
}

/** What opens a configuration's sinks with this terminal's credentials. */
async function rotationPortsOptions(
  cloud: RotationWiring['cloud'],
  configuration: RotationConfiguration,
): Promise<RotationPortsOptions> {
  const { systemClock } = await import('@ackring/core/machine/clock');
  const { credentials, environment, limiterOf } = await cloud();
  const { region } = await credentials.origin();
  return {
    configuration,
    credentials,
    environment,
    region: region ?? configuration.regions?.[0] ?? defaultRegion,
    clock: systemClock,
    limiterOf,
  };
}
