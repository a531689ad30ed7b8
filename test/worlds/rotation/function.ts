import type { Clock } from '@ackring/core/internal/machine/clock';
import type { Alarm } from '@ackring/core/internal/rotation/alarm/alarm';
import type { Notifier } from '@ackring/core/internal/rotation/alarm/notifier';
import { withNamedDocuments } from '@ackring/core/internal/rotation/report/keyed-document';
import {
  createRotation,
  notificationPart,
  parseRotationConfiguration,
  type RotationConfiguration,
  type RotationReport,
} from '@ackring/core/rotation';
import { randomFrom } from '@ackring/testkit/random';
import { apiServers, failure, identitySource, roleArn } from './cloud.js';
import { type Change, channels, type FunctionPlan, keepsMemory } from './plan.js';
import { type Call, openStore, type Store } from './stores.js';
import type { World } from './world.js';

/** What one invocation of a function came to. */
export interface Invocation {
  readonly function: number;
  /** Null if it was killed, or failed before there was one. */
  readonly report: RotationReport | null;
  readonly isKilled: boolean;
  /** How often each kind of call was made. */
  readonly calls: Readonly<Record<string, number>>;
  /** Some call of this kind was refused, or was not meant to arrive. */
  readonly refused: ReadonlySet<string>;
  readonly configuration: RotationConfiguration;
  readonly sinks: readonly Store[];
}

export interface Told {
  readonly night: number;
  readonly channel: string;
  readonly alarm: Alarm;
}

export interface Listener {
  onTold(told: Told): void;
  onPromoted(store: Store, clusterId: string, text: string): void;
  /** The cloud gave a kubeconfig. */
  onFetched(clusterId: string, uid: string): void;
}

/** One night of one function: nothing, one run, or two at once. */
export async function invoke(
  world: World,
  index: number,
  listener: Listener,
): Promise<readonly Invocation[]> {
  if (world.is('absent', { function: index })) return [];
  const count = world.is('doubled', { function: index }) ? 2 : 1;
  const runs = Array.from({ length: count }, (_, turn) => run(world, index, turn, listener));
  return Promise.all(runs);
}

async function run(world: World, index: number, turn: number, listener: Listener): Promise<Invocation> {
  const plan = world.plan.functions[index];
  if (plan === undefined) throw new Error(`no function ${index}`);
  const random = randomFrom(world.plan.seed * 7919 + world.night * 31 + index * 7 + turn);
  const kill = turn === 0 ? killOf(world, index) : null;
  const caller = createCaller(world, kill, random);
  const off = world.is('clockOff', { function: index }) ? ((world.plan.seed + world.night) % 9) - 4 : 0;
  const clock: Clock = {
    now: () => new Date(world.now.getTime() + off * 3_600_000),
    sleep: async () => undefined,
  };
  const isBroken = isUnusable(world, index);
  const yaml = configurationText(world, plan, index);
  const configuration = isBroken
    ? notificationPart(`${yaml}\nnonsense: ${world.plan.seed % 2 === 0 ? '[' : 'yes'}`)
    : parseRotationConfiguration(yaml, 'rotation.yaml');
  const open = openStores(world);
  const sinks = open.map((store) => {
    const ports = {
      call: caller.ofSink(world.stores.indexOf(store)),
      clock,
      random: () => random.below(1000) / 1000,
    };
    return withNamedDocuments(
      openStore(store, { ...ports, onPromoted: listener.onPromoted }),
      configuration.name,
    );
  });
  const rotation = createRotation({
    configuration,
    identitySource: identitySource(world, caller.call, listener.onFetched),
    sinks,
    notifiers: channels.map((name) => channel(world, name, `${plan.name ?? index}`, caller.call, listener)),
    heartbeat: null,
    apiServer: apiServers(world, caller.call),
    clock,
  });
  const runId = `${world.night}-${index}-${turn}`;
  const work = isBroken
    ? rotation.concludeFailed(failure('ConfigurationInvalid'), 'apply', { runId }).then(() => null)
    : rotation.run('apply', { runId }).catch(() => null);
  const report = await Promise.race([work, caller.death.then(() => null)]);
  return {
    function: index,
    report,
    isKilled: caller.isDead(),
    calls: caller.calls,
    refused: caller.refused,
    configuration,
    sinks: open,
  };
}

/** Nobody takes out the last one that keeps memory: a configuration without one is refused. */
function openStores(world: World): readonly Store[] {
  const left = world.stores.filter((_, sink) => !world.is('sinkOut', { sink }));
  return left.some(keepsMemory) ? left : world.stores;
}

function channel(world: World, name: string, owner: string, call: Call, listener: Listener): Notifier {
  return {
    name,
    send: ({ alarms }) =>
      call('tell', () => {
        if (world.is('channelRefuses', { channel: channels.indexOf(name) })) throw failure('ServerFault');
        for (const alarm of alarms)
          listener.onTold({ night: world.night, channel: `${owner}/${name}`, alarm });
      }),
  };
}

/** Both functions of a fleet read the same broken file, in every other case. */
export function isUnusable(world: World, index: number): boolean {
  return (
    world.is('unusable', { function: index }) ||
    world.plan.changes.some(
      ({ kind, value }) => kind === 'unusable' && value % 2 === 0 && world.is(kind, { value }),
    )
  );
}

/** Its rotation.yaml tonight. */
function configurationText(world: World, plan: FunctionPlan, index: number): string {
  const { clusters, identities } = world.plan;
  const isQuiet = world.night >= world.plan.quietFrom;
  const out = clusters.flatMap(({ region }, cluster) =>
    world.is('regionLeftOut', { cluster }) ? [region] : [],
  );
  const left = plan.regions?.filter((region) => !out.includes(region));
  const exclude = clusters.flatMap((_, cluster) =>
    world.is('excluded', { cluster }) ? [world.current(cluster)?.id ?? 'nothing'] : [],
  );
  const configured = identities
    .filter((_, identity) => !world.is('identityOut', { identity }))
    .map((identity) => (identity.name === 'self' ? 'self' : { roleArn: roleArn(identity) }));
  const settings = {
    ...(plan.name === null ? {} : { name: plan.name }),
    ...(left === undefined ? {} : { regions: left.length === 0 ? ['us-west-1'] : left }),
    select: { ...(isQuiet ? {} : plan.select), ...(exclude.length === 0 ? {} : { exclude }) },
    identities: configured.length === 0 ? ['self'] : configured,
    spreadDays: plan.spreadDays,
    holders: plan.holders,
    // One after the other: the same calls in the same order, whatever is left out of a world.
    concurrency: index + 1,
  };
  // A line for each, as people write it: a line that cannot be read costs no other.
  return Object.entries(settings)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join('\n');
}

function killOf(world: World, index: number): Change | null {
  return (
    world.plan.changes.find(
      ({ kind, night, function: at }) => kind === 'killed' && night === world.night && at === index,
    ) ?? null
  );
}

/** Counts calls, has some refused, and ends a process at one of them: nothing of it happens after that. */
function createCaller(world: World, kill: Change | null, random: ReturnType<typeof randomFrom>) {
  const calls: Record<string, number> = {};
  const refused = new Set<string>();
  let [made, dead] = [0, false];
  let die: () => void = () => undefined;
  const death = new Promise<void>((resolve) => {
    die = resolve;
  });
  const end = (): Promise<never> => {
    dead = true;
    die();
    return new Promise(() => undefined);
  };
  const lastCall = kill === null ? 0 : 1 + (kill.value % 50);
  const make = async <Result>(
    what: string,
    why: () => Error | null,
    work: () => Result | Promise<Result>,
  ) => {
    for (let pause = random.below(4); pause > 0; pause -= 1) await null;
    made += 1;
    if (dead || (made === lastCall && kill !== null && kill.value % 2 === 0)) return end();
    calls[what] = (calls[what] ?? 0) + 1;
    const error = why();
    if (error !== null) {
      refused.add(what);
      throw error;
    }
    const result = await work();
    return dead || made === lastCall ? end() : result;
  };
  const call: Call = (what, work) => make(what, () => refusalOf(world, what, random), work);
  const ofSink =
    (sink: number): Call =>
    (what, work) =>
      make(what, () => sinkRefusal(world, what, sink), work);
  return { call, ofSink, calls, refused, death, isDead: () => dead };
}

const cloudCalls = new Set(['sts', 'list', 'describe', 'fetch', 'states']);

function refusalOf(world: World, what: string, random: ReturnType<typeof randomFrom>): Error | null {
  if (!cloudCalls.has(what)) return null;
  if (world.is('cloudDown')) return failure('Unreachable');
  if (what === 'states' && world.is('recordsRefused')) return failure('Forbidden');
  if (what === 'describe' && world.is('detailsRefused')) return failure('Forbidden');
  if (world.is('cloudFails') && random.once(5))
    return failure(random.one(['Throttled', 'ServerFault', 'TimedOut']));
  return null;
}

function sinkRefusal(world: World, what: string, sink: number): Error | null {
  if (world.is('sinkUnreadable', { sink })) return failure('Forbidden');
  if (what === 'write' && world.is('sinkRefuses', { sink })) return failure('Forbidden');
  if (what === 'promote' && world.is('promotionRefused', { sink })) return failure('Forbidden');
  if (what === 'remember' && world.is('memoryUnreadable', { sink })) return failure('ServerFault');
  if (what === 'note' && world.is('memoryUnwritable', { sink })) return failure('Forbidden');
  return null;
}
