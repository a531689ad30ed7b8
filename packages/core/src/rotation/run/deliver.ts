import type { ApiServer } from '../../machine/api-server/api.js';
import type { Clock } from '../../machine/clock.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { VerifyChoice } from '../configuration/configuration.js';
import { type Acceptance, judgeAcceptance, mayBeRevoked } from '../credential/acceptance.js';
import type { FetchedCredential } from '../credential/credential.js';
import type { StepLog } from '../report/step-log.js';
import { type CredentialKey, type CredentialVersion, namingSink, readIn, type Sink } from '../sinks/sink.js';
import type { ManagedSubject } from '../subject/subject.js';

/** What a delivery works with. */
export interface DeliveryTools {
  readonly apiServer: ApiServer;
  readonly clock: Clock;
  readonly verify: VerifyChoice;
  readonly log: StepLog;
  readonly signal?: AbortSignal | undefined;
}

export interface Delivery {
  readonly subject: ManagedSubject;
  readonly fetched: FetchedCredential;
  /** The sinks with a different version; one that fails keeps its old version, the others go on. */
  readonly sinks: readonly Sink[];
}

const verifyTimeoutMs = 10_000;

/**
 * Stage everywhere, prove once that the credential works, promote where it was staged, and read back. `onDelivered`
 * is called for each sink that has it, `onProven` if its API server let it in with rights of its own. Throws the first failure after everything possible was done.
 */
export async function deliver(
  delivery: Delivery,
  tools: DeliveryTools,
  onDelivered: (sink: string) => void = () => undefined,
  onProven: () => void = () => undefined,
): Promise<void> {
  const { subject, sinks } = delivery;
  if (sinks.length === 0) return;
  const failures: AckringError[] = [];
  const isolate = async (sink: Sink, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      failures.push(namingSink(toAckringError(error), sink));
      return false;
    }
  };
  const staged: Sink[] = [];
  for (const sink of sinks) {
    if (await isolate(sink, () => stage(sink, keyOf(subject, sink), versionFor(sink, delivery), tools)))
      staged.push(sink);
  }
  if (staged.length > 0 && (await proveWorks(delivery, tools))) onProven();
  for (const sink of staged) {
    const isDone = await isolate(sink, () =>
      promote(sink, keyOf(subject, sink), versionFor(sink, delivery), tools),
    );
    if (isDone) onDelivered(sink.name);
  }
  const [first] = failures;
  if (first !== undefined) throw first;
}

/** It replaces the very copy that was read, however late that one ends. */
function versionFor(sink: Sink, { subject, fetched }: Delivery): CredentialVersion {
  const stored = subject.copies.find((copy) => copy.sink === sink.name)?.stored;
  const replaces = stored?.kind === 'readable' ? stored.facts.version : null;
  return { id: fetched.facts.version, text: fetched.text, replaces };
}

/** A sink's name for this credential, at the address where it was read. */
export function keyOf(
  { cluster, identity, copies }: ManagedSubject,
  { name }: Pick<Sink, 'name'>,
): CredentialKey {
  const place = copies.find(({ sink }) => sink === name)?.place;
  return {
    ...(place === undefined ? {} : { place }),
    clusterId: cluster.id,
    clusterName: cluster.name,
    identity: identity.name,
    tags: cluster.tags,
  };
}

function stage(sink: Sink, key: CredentialKey, version: CredentialVersion, tools: DeliveryTools) {
  return tools.log.run('stage', sink.name, () => sink.stage(key, version, tools.signal));
}

async function promote(
  sink: Sink,
  key: CredentialKey,
  version: CredentialVersion,
  { log, signal }: DeliveryTools,
): Promise<void> {
  await log.run('promote', sink.name, () => sink.promote(key, version, signal));
  await log.run('read back', sink.name, async () => {
    const text = await sink.read(key, signal);
    const stored = text === null ? null : readIn(sink, text).stored;
    if (stored?.kind === 'readable' && stored.facts.version === version.id) return;
    throw new AckringError(
      'Conflict',
      say('{sink} does not give back what was promoted', { sink: sink.name }),
      {
        remedy: say('Somebody else writes there; the next run looks again.'),
      },
    );
  });
}

async function proveWorks({ subject, fetched }: Delivery, tools: DeliveryTools): Promise<boolean> {
  const { log, verify, apiServer, signal, clock } = tools;
  if (verify === 'skip') {
    log.note('prove works', 'skipped');
    return false;
  }
  const options = { timeoutMs: verifyTimeoutMs, signal };
  const startedMs = clock.now().getTime();
  const seen = await apiServer.whoAmI(fetched.target, options);
  const acceptance = judgeAcceptance(seen, fetched.facts, clock.now());
  const isForgiven = acceptance.kind === 'unproven' && !acceptance.isAnswered && verify === 'prefer';
  const isAccepted = acceptance.kind === 'accepted';
  const result = isAccepted ? 'done' : isForgiven ? 'skipped' : 'failed';
  log.note('prove works', result, clock.now().getTime() - startedMs);
  if (!isAccepted && !isForgiven) throw notProven(acceptance, subject.cluster.name);
  return isAccepted && !mayBeRevoked(seen, fetched.facts, clock.now());
}

function notProven(acceptance: Exclude<Acceptance, { kind: 'accepted' }>, cluster: string): AckringError {
  const command = shell`ackring get ${cluster} --long-term`;
  const { cause } = acceptance;
  const unaccepted = say('the new kubeconfig of {cluster} was not promoted: its API server says {cause}', {
    cluster,
    cause,
  });
  if (acceptance.kind === 'refused') {
    return new AckringError('VerificationFailed', unaccepted, {
      remedy: say('The old one stays in use. Look at the reason: {command}', { command }),
    });
  }
  if (!acceptance.isAnswered) {
    return new AckringError('Unreachable', unaccepted, {
      remedy: say(
        'The old one stays in use. Give the function a way to the API server, or set `verify: prefer`.',
      ),
    });
  }
  return new AckringError(
    'VerificationFailed',
    say(
      "the new kubeconfig of {cluster} was not promoted: what answers at its API server's address proves nothing of it",
      { cluster },
    ),
    { remedy: say('The old one stays in use. Look at what answers there: {command}', { command }) },
  );
}
