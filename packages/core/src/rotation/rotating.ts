import { randomUUID } from 'node:crypto';
import type { FunctionName } from '../cloud/function-compute/api.js';
import type { RamPolicy } from '../cloud/ram.js';
import type { Journal } from '../journal/journal.js';
import { journalled } from '../journal/journalled.js';
import type { EndingRights } from '../rights/ending-rights.js';
import { longTermMs } from '../words/certificate.js';
import { AckringError, type RefuseWhenReadOnly } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import {
  identityName,
  parseRotationConfiguration,
  type RotationConfiguration,
  refuseWithoutSinks,
} from './configuration/configuration.js';
import {
  noSinkProblem,
  readConfiguration,
  readConfigurationText,
  readNotificationPart,
} from './configuration/configuration-file.js';
import {
  type FunctionPolicyPlace,
  operatorPolicy,
  type RolePolicies,
  rotationPolicies,
} from './function/ram-policy.js';
import { type Amended, dismiss, type Move, move } from './ledger/amend.js';
import { ledgerRights } from './ledger/ledger-rights.js';
import type { Standings } from './ledger/standing.js';
import { readLedger, writeLedger } from './ledger/stored-ledger.js';
import { type SimulatedEvent, simulateRotation } from './plan/simulate.js';
import { type KeptRuns, readKeptRuns, storesOf } from './report/kept-runs.js';
import type { RotationFailure, RotationListener, RotationMode, RotationReport } from './report/report.js';
import { openRotation, openSinks, type RotationPortsOptions } from './run/ports.js';
import { createRotation, orReport, type Rotation } from './run/rotation.js';
import type { Sink } from './sinks/sink.js';

/** The rotation from a terminal: the function's engine with one's own credentials. */
export interface Rotating {
  /** Null takes `rotation.yaml` of the settings folder, and without one every default. Throws ConfigurationInvalid. */
  configuration(file: string | null): Promise<RotationConfiguration>;
  /** Its text, by the same rule; validated, and unchanged. */
  text(file: string | null): Promise<string>;
  /** What a run would do, now or at another instant. */
  plan(options: RotationRequest & { now?: Date | null }): Promise<RotationReport>;
  /** What daily runs would do for the next three years, if the fleet stayed as it is. */
  simulate(options: RotationRequest): Promise<Simulation>;
  /** What the configuration's sinks remember of past runs; empty if none keeps any. */
  keptRuns(options: RotationRequest): Promise<KeptRuns>;
  /** Every credential's condition after the last run, as the sinks remember it. */
  standings(options: RotationRequest): Promise<Standings>;
  /** The least that each role of the configuration needs; makes no calls and works without credentials. */
  policies(asked: PoliciesRequest): Promise<readonly RolePolicies[]>;
  /** Of a person who looks after the function. */
  operatorPolicy(asked: Omit<PoliciesRequest, OfRole>): Promise<RamPolicy>;
  /**
   * The file whose rotation takes back rights that end; null if none was named, and the one in the settings folder does
   * not. Throws ConfigurationInvalid for a named one that does not, or has nowhere to keep them.
   */
  rightsLedger(file: string | null): Promise<string | null>;
  /** The rights that end of a configuration's ledger. */
  ledgerRights(file: string): Promise<EndingRights>;
  /** Ends what nobody renews; throws Refused for what is renewed, ResourceNotFound for what is not owed. */
  dismiss(options: AmendRequest & { readonly reason: string }): Promise<Amended>;
  /** Lets addresses follow a cluster's new name; throws Refused if none differs. */
  move(options: AmendRequest): Promise<Amended & { readonly moves: readonly Move[] }>;
  /** What `apply` would throw of a configuration that names no sink; null of one that names some. */
  noSink(options: ConfigurationOf): Promise<AckringError | null>;
  /** Throws ConfigurationInvalid if the configuration names no sink. */
  apply(options: ConfigurationOf & RotationRequest & ApplyOptions): Promise<RotationReport>;
  /**
   * The same where nobody looks: a configuration that cannot be used is told to whom it names as far as it can be read,
   * as the function does, before it is thrown. The file as `configuration` takes it.
   */
  applyUnattended(
    options: ApplyOptions & { readonly file: string | null; readonly signal?: AbortSignal },
  ): Promise<RotationReport>;
}

interface RotationRequest {
  readonly configuration: RotationConfiguration;
  readonly signal?: AbortSignal;
}

/** A configuration, and the file that it was asked of. */
interface ConfigurationOf extends Pick<RotationRequest, 'configuration'> {
  readonly file: string | null;
}

interface ApplyOptions {
  readonly onEvent?: RotationListener;
  /** Nothing is begun that it leaves no time for; the report says what was left. */
  readonly deadline?: Date | null;
}

interface AmendRequest extends RotationRequest {
  /** See `rotate dismiss PLACE`. */
  readonly name: string;
  /** A plan changes nothing, and says what would be. */
  readonly mode?: RotationMode;
}

interface Amending<Result extends Amended> {
  readonly action: 'dismiss' | 'move';
  /** For a person who may only read. */
  readonly says: Sentence;
  change(standings: Standings, at: { readonly sinks: readonly Sink[]; readonly now: Date }): Result;
}

/** The rotation's calendar, and what could not be read for it. */
export interface Simulation {
  readonly from: Date;
  readonly until: Date;
  readonly events: readonly SimulatedEvent[];
  readonly failures: readonly RotationFailure[];
}

/** For whom policies are written; null takes what the credentials say, then the defaults of s.yaml. */
export interface PoliciesRequest {
  readonly configuration: RotationConfiguration;
  readonly region: string | null;
  readonly accountId: string | null;
  readonly function: FunctionName;
  /** The function's own role. */
  readonly role: string;
  /** Where the function reads its configuration, as `oss://bucket/key`; null for its environment or package. */
  readonly storedAt: string | null;
  readonly logs: { readonly project: string; readonly logstore: string } | null;
}

type OfRole = 'configuration' | 'role' | 'storedAt';

/** A rotation's sinks, and the names of identities in them. */
export interface OpenSinks {
  readonly sinks: readonly Sink[];
  readonly holders: readonly string[];
}

export interface RotatingPorts {
  /** Where `rotation.yaml` is looked for. */
  readonly settingsFolder: string;
  /** Opens a configuration with this terminal's credentials. */
  readonly open: (configuration: RotationConfiguration) => Promise<RotationPortsOptions>;
  /** What the credentials say about themselves; throws if there are none. */
  readonly origin: () => Promise<{ readonly accountId: string | null; readonly region: string | null }>;
  readonly journal: () => Promise<Journal>;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

const defaultRegion = 'cn-hangzhou';

export function createRotating(ports: RotatingPorts): Rotating {
  const { settingsFolder, open } = ports;
  const opened = async (configuration: RotationConfiguration) => openRotation(await open(configuration));
  const rotationOf = async (configuration: RotationConfiguration): Promise<Rotation> =>
    createRotation(await opened(configuration));
  const writingRotation = async ({ configuration, file }: ConfigurationOf): Promise<Rotation> => {
    await ports.refuseWhenReadOnly(say('rotate credentials'));
    const problem = await noSinkProblem(configuration, file, settingsFolder);
    if (problem !== null) throw problem;
    return rotationOf(configuration);
  };
  const amend = async <Result extends Amended>(
    { configuration, name, mode = 'apply', signal }: AmendRequest,
    { action, says, change }: Amending<Result>,
  ): Promise<Result> => {
    if (mode === 'apply') await ports.refuseWhenReadOnly(says);
    const { sinks, clock } = await opened(configuration);
    const stores = storesOf(sinks);
    const now = clock.now();
    const read = await readLedger(stores, now, signal);
    const amended = change(read.standings, { sinks, now });
    if (mode === 'plan') return amended;
    const runId = randomUUID();
    const summary = say('{action} {name} in the ledger of the rotation', { action, name });
    await journalled(await ports.journal(), { action: `rotate ${action}`, runId, summary }, () =>
      writeLedger(stores, amended.standings, { read, now, signal }),
    );
    return amended;
  };
  return {
    configuration: (file) => readConfiguration(file, settingsFolder),
    text: async (file) => (await readConfigurationText(file, settingsFolder)).text,
    plan: async ({ configuration, now = null, signal }) =>
      (await rotationOf(configuration)).run('plan', { runId: randomUUID(), now, signal }),
    simulate: async ({ configuration, signal }) => {
      const rotation = await rotationOf(configuration);
      const { inventory, plan } = await rotation.prepare({ runId: randomUUID(), signal });
      const span = { from: plan.now, until: new Date(plan.now.getTime() + longTermMs) };
      const events = simulateRotation(inventory, configuration, span);
      return { ...span, events, failures: inventory.failures };
    },
    keptRuns: async ({ configuration, signal }) => readKeptRuns((await opened(configuration)).sinks, signal),
    standings: async ({ configuration, signal }) => {
      const { sinks, clock } = await opened(configuration);
      return (await readLedger(storesOf(sinks), clock.now(), signal)).standings;
    },
    policies: async ({ configuration, role, storedAt, ...asked }) =>
      rotationPolicies(configuration, { ...(await placeOf(ports, asked)), role }, storedAt),
    operatorPolicy: async (asked) => operatorPolicy(await placeOf(ports, asked)),
    rightsLedger: async (file) => {
      const { text, file: path } = await readConfigurationText(file, settingsFolder);
      const configuration = parseRotationConfiguration(text, file ?? path);
      if (configuration.rights) refuseWithoutSinks(configuration, path);
      if (!configuration.rights && file !== null) throw rightsAreOff(path);
      return configuration.rights ? path : null;
    },
    ledgerRights: async (file) => {
      const { sinks, clock } = await opened(await readConfiguration(file, settingsFolder));
      return ledgerRights(storesOf(sinks), clock);
    },
    dismiss: ({ reason, ...asked }) =>
      amend(asked, {
        action: 'dismiss',
        says: say('end what the ledger owes'),
        change: (standings, { now }) => dismiss(standings, asked.name, { reason, now }),
      }),
    move: (asked) =>
      amend(asked, {
        action: 'move',
        says: say('move what the ledger owes'),
        change: (standings, { sinks }) => move(standings, asked.name, sinks),
      }),
    noSink: ({ configuration, file }) => noSinkProblem(configuration, file, settingsFolder),
    apply: async ({ configuration, file, ...options }) => {
      const rotation = await writingRotation({ configuration, file });
      return journalledRun(ports, (runId) => rotation.run('apply', { runId, ...options }));
    },
    applyUnattended: async ({ file, ...options }) => {
      const read = async () =>
        writingRotation({ configuration: await readConfiguration(file, settingsFolder), file });
      const rotation = await orReport(read(), async (error) => {
        const known = await rotationOf(await readNotificationPart(file, settingsFolder));
        await known.concludeFailed(error, 'apply', { runId: randomUUID(), ...options });
      });
      return journalledRun(ports, (runId) => rotation.run('apply', { runId, ...options }));
    },
  };
}

function rightsAreOff(source: string): AckringError {
  return new AckringError(
    'ConfigurationInvalid',
    say('the rotation of {source} takes back no rights that end', { source }),
    { remedy: say('Write `rights: true` there, deploy it with its policy, and give the right then.') },
  );
}

/** Those of a configuration file; null is the one in the settings folder. Throws ConfigurationInvalid. */
export async function openConfiguredSinks(
  config: string | null,
  { settingsFolder, open }: Pick<RotatingPorts, 'settingsFolder' | 'open'>,
): Promise<OpenSinks> {
  const configuration = await readConfiguration(config, settingsFolder);
  if (configuration.sinks.length === 0) return { sinks: [], holders: [] };
  const holders = new Set(['self', ...configuration.identities.map(identityName)]);
  return { sinks: await openSinks(await open(configuration)), holders: [...holders] };
}

/** Recorded before the first call and after the last, with the outcome. */
async function journalledRun(
  { journal: openJournal }: RotatingPorts,
  run: (runId: string) => Promise<RotationReport>,
): Promise<RotationReport> {
  const runId = randomUUID();
  const start = { action: 'rotate', runId, summary: say('rotate credentials') };
  return journalled(
    await openJournal(),
    start,
    () => run(runId),
    ({ counts: { renewed, delivered, failed }, failures }) => {
      const details = { renewed, delivered, failed };
      return {
        phase: failed > 0 || failures.length > 0 ? 'failed' : 'done',
        summary: say(
          'rotate credentials: {renewed} renewed, {delivered} delivered, {failed} failed',
          details,
        ),
        details,
      };
    },
  );
}

async function placeOf(
  { origin }: RotatingPorts,
  asked: Omit<PoliciesRequest, OfRole>,
): Promise<FunctionPolicyPlace> {
  // A policy can be written before there are any credentials.
  const known = await origin().catch(() => ({ accountId: null, region: null }));
  const accountId = asked.accountId ?? known.accountId;
  return {
    accountId,
    region: asked.region ?? known.region ?? defaultRegion,
    function: asked.function,
    logs: asked.logs ?? { project: `ackring-${accountId ?? '*'}`, logstore: 'rotate' },
  };
}
