import type { ContextEntry } from '@ackring/core/kubeconfig';
import {
  AckringError,
  dayMs,
  folded,
  isCalled,
  isGlob,
  matchesGlob,
  toAckringError,
} from '@ackring/core/words';
import * as v from 'valibot';
import { say } from '../../messages/say.js';
import type { CommandContext, ServicesChange } from '../../shell/command.js';
import { type FindsClusters, foundCluster } from '../../shell/named-account.js';
import { collectByAccount, type FleetByAccount, type ListsClusters, placeOf } from '../../shell/sources.js';
import { clusterTable } from '../../subjects/cluster/table.js';
import { selectContexts } from '../../subjects/context/select-contexts.js';
import { contextTable } from '../../subjects/context/table.js';
import { verdictToJson } from '../../subjects/context/verdict.js';
import { collectExpiry } from '../../subjects/expiry/collect.js';
import { expiryTable } from '../../subjects/expiry/table.js';
import { fleetUsage } from '../../subjects/holding/fleet-usage.js';
import { usageTable } from '../../subjects/holding/usage-table.js';
import type { Services } from '../../world/services.js';

export type ToolContext = Asking<Services>;

/** Where a tool runs; `Reach` is all of the program that it may call, of each account. */
interface Asking<Reach> extends Pick<CommandContext, 'global' | 'output' | 'progress' | 'signal'> {
  readonly services: Reach;
  servicesFor(change: ServicesChange): Reach;
  /** Whether every profile's account is asked, and not those of the settings. */
  readonly isAll: boolean;
}

/** One question that an assistant may ask. It reads; nothing that changes anything is a tool. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  /** For the assistant: what it is for, and what it is not. */
  readonly description: string;
  readonly input: v.GenericSchema<unknown, Readonly<Record<string, unknown>>>;
  /** What `run` is given of the program: the rest is out of its reach, whatever an assistant makes it do. */
  reach(services: Services): object;
  /** Returns an object of data; throws AckringError. */
  run(input: unknown, context: ToolContext): Promise<Readonly<Record<string, unknown>>>;
}

interface ToolOf<Input extends v.GenericSchema, Reach> extends Omit<Tool, 'input' | 'reach' | 'run'> {
  readonly input: Input;
  reach(services: Services): Reach;
  run(input: v.InferOutput<Input>, context: Asking<Reach>): Promise<Readonly<Record<string, unknown>>>;
}

/** Connects a tool's `run` to its own input, which the server has parsed by the tool's schema, and to its own reach. */
function defineTool<
  const Input extends v.GenericSchema<unknown, Readonly<Record<string, unknown>>>,
  Reach extends object,
>(tool: ToolOf<Input, Reach>): Tool {
  return {
    ...tool,
    run: (input, context) =>
      tool.run(input as v.InferOutput<Input>, {
        ...context,
        services: tool.reach(context.services),
        servicesFor: (change) => tool.reach(context.servicesFor(change)),
      }),
  };
}

const text = (description: string) => v.pipe(v.string(), v.maxLength(4_000), v.description(description));

/** What lists the clusters of the fleet, in every account of it. */
function listing(services: ListsClusters): ListsClusters {
  const { settings, profiles, directory, knownDirectory } = services;
  const { scanFleet, cachedFleet, profileFacts, callerIdentity } = services;
  return {
    ...{ settings, profiles, directory, knownDirectory },
    ...{ scanFleet, cachedFleet, profileFacts, callerIdentity },
  };
}

/** What of the fleet did not answer: an account, or one of its regions. */
function unreadOf({ missing }: Pick<FleetByAccount, 'missing'>) {
  return missing.map(({ place, error: { code } }) => ({ ...place, code }));
}

const listClusters = defineTool({
  name: 'list_clusters',
  title: 'List ACK clusters',
  description:
    'The clusters of every account and region with their endpoints and states. Those that failed are listed too.',
  input: v.strictObject({
    name: v.optional(text('Part of a name, or a pattern such as prod-*')),
  }),
  reach: listing,
  async run({ name }, context) {
    const fleet = await collectByAccount(context, context.isAll);
    const isAsked = (each: string) =>
      name === undefined ||
      (isGlob(name) ? matchesGlob(folded(each), folded(name)) : folded(each).includes(folded(name)));
    const clusters = fleet.clusters.filter((cluster) => isAsked(cluster.name));
    return {
      clusters: clusters.map(clusterTable.toJson),
      unread: unreadOf(fleet),
    };
  },
});

const listContexts = defineTool({
  name: 'list_contexts',
  title: 'List local kubeconfig contexts',
  description:
    'What the kubeconfig files of this machine hold: each context with its certificate’s facts and status, never the key.',
  input: v.strictObject({}),
  reach: ({ contexts, judgedByRecord }) => ({ contexts, judgedByRecord }),
  async run(_, { services }) {
    const { entries, problems } = await services.contexts();
    return {
      contexts: (await services.judgedByRecord(entries)).map(contextTable.toJson),
      unreadFiles: problems.map(({ file, error }) => ({ file, code: error.code })),
    };
  },
});

const expiry = defineTool({
  name: 'kubeconfig_expiry',
  title: 'When kubeconfigs end',
  description:
    'Every identity’s kubeconfig in every cluster, and the local ones, soonest end first. Held ones decide what stops working.',
  input: v.strictObject({
    withinDays: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(0),
        v.maxValue(36_500),
        v.description('Only those ending by then'),
      ),
    ),
  }),
  reach: (services) => {
    const { scanHolders, contexts, judgedByRecord, clock, rotation } = services;
    const local = { contexts, judgedByRecord };
    const { configuration, standings } = rotation;
    return { ...listing(services), scanHolders, ...local, clock, rotation: { configuration, standings } };
  },
  async run({ withinDays }, context) {
    const { configuration: read } = context.services.rotation;
    const configuration = await read(null);
    const rotation = configuration.sinks.length === 0 ? null : { name: 'rotation.yaml', configuration };
    const fleet = await collectByAccount(context, context.isAll);
    const { entries, sources } = await collectExpiry(context, rotation, fleet);
    const asked = entries.filter(({ daysLeft }) => withinDays === undefined || daysLeft <= withinDays);
    return {
      kubeconfigs: asked.map(expiryTable.toJson),
      unread: sources
        .filter(({ isUp }) => !isUp)
        .map(({ kind, name, account = null }) => ({ kind, name, account })),
    };
  },
});

const explain = defineTool({
  name: 'explain_refusal',
  title: 'Explain a refusal',
  description:
    'Why kubectl or the cloud refused. Give the message, or better the context: then its API server is asked, with the ' +
    'certificate of this machine, which stays here. Contexts with a plug-in are not tried.',
  input: v.strictObject({
    context: v.optional(text('A context of the local kubeconfig files')),
    message: v.optional(text('What kubectl, a client or the cloud said')),
  }),
  reach: ({ contexts, verify }) => ({ contexts, verify }),
  async run({ context, message }, asking) {
    if (context === undefined && message === undefined) {
      throw new AckringError('UsageInvalid', say('name a context, or give the message'), {
        remedy: say('`list_contexts` lists the contexts.'),
      });
    }
    const { explainRefusal } = await import('@ackring/core/verification');
    return {
      explained: message === undefined ? null : explainRefusal(message),
      asked: context === undefined ? null : await verified(context, asking),
    };
  },
});

async function verified(
  name: string,
  { services, signal }: Asking<Pick<Services, 'contexts' | 'verify'>>,
): Promise<Record<string, unknown>> {
  const [entry] = selectContexts(await services.contexts(), [name], false);
  if (entry === undefined || entry.credential.kind !== 'certificate') return notTried(entry);
  for await (const verdict of services.verify([entry], { signal })) return verdictToJson(verdict);
  return notTried(entry);
}

/** A plug-in is a program, which might get a kubeconfig issued. */
function notTried(entry: ContextEntry | undefined): Record<string, unknown> {
  const kind = entry?.credential.kind ?? 'none';
  return {
    context: entry?.context ?? null,
    verdict: null,
    cause: null,
    detail: `its credential is of the kind ${kind}, which is not tried from here`,
    remedy: 'A person can run `ackring verify` in a terminal.',
  };
}

const plan = defineTool({
  name: 'rotation_plan',
  title: 'What the rotation would do now',
  description:
    'The decision for each credential of the rotation in the settings folder, with its reason. Nothing is renewed or delivered.',
  input: v.strictObject({}),
  reach: ({ rotation: { configuration, plan: planned } }) => ({ rotation: { configuration, plan: planned } }),
  async run(_, { services, signal }) {
    const configuration = await services.rotation.configuration(null);
    const report = await services.rotation.plan({ configuration, signal });
    return { ...report };
  },
});

const usage = defineTool({
  name: 'kubeconfig_usage',
  title: 'Who used which certificate',
  description:
    'By the audit logs: who used which certificate, when last, from where and for what. Null means unused in the time ' +
    'asked for. Name a cluster if you can: of a large fleet it takes long.',
  input: v.strictObject({
    cluster: v.optional(text('An id or a name; without it the whole fleet is asked')),
    user: v.optional(text('One identity only, by name or uid')),
    sinceDays: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(365))),
  }),
  reach: (services) => ({
    ...listing(services),
    findCluster: services.findCluster,
    usage: services.usage,
  }),
  async run({ cluster, user, sinceDays = 180 }, context) {
    const { signal } = context;
    const fleet =
      cluster === undefined ? await collectByAccount(context, context.isAll) : await named(cluster, context);
    const rows: Record<string, unknown>[] = [];
    const unread: Record<string, unknown>[] = unreadOf(fleet);
    await fleetUsage(fleet, { uids: null, spanMs: sinceDays * dayMs, signal }, (event) => {
      if (event.kind === 'failed') {
        if (cluster !== undefined) throw event.error;
        unread.push({ ...placeOf(event.cluster), code: event.error.code });
        return;
      }
      const asked = event.rows.filter(({ identity }) => user === undefined || isCalled(identity, user));
      rows.push(...asked.map(usageTable.toJson));
    });
    return { usage: rows, unread };
  },
});

async function named<Reach extends FindsClusters>(typed: string, context: Asking<Reach>) {
  const { services, cluster } = await foundCluster(typed, context);
  return { parts: [{ services, clusters: [cluster] }], missing: [] };
}

const name = (description: string) => v.pipe(text(description), v.regex(/^[A-Za-z0-9][\w.:-]*$/));

const askedLog = v.pipe(
  v.strictObject({
    container: v.exactOptional(name('Needed where the pod has several')),
    lines: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(500))),
    previous: v.exactOptional(v.pipe(v.boolean(), v.description('Of the container before its last restart'))),
  }),
  v.description('The end of the log of the pod with that name, in place of the object'),
);
type AskedLog = v.InferOutput<typeof askedLog>;

const readCluster = defineTool({
  name: 'read_cluster',
  title: 'Look into clusters',
  description:
    'Lists objects, shows one, or the end of a pod’s log, in one cluster or in several at once, by contexts of this ' +
    'machine. It only reads: no Secrets, no exec, nothing that opens a connection. Values of environment variables, ' +
    'of ConfigMaps and of fields that are named like a secret are not shown. Lists are bounded, and say if there is more.',
  input: v.strictObject({
    contexts: v.pipe(
      v.array(text('A context of the local kubeconfig files')),
      v.minLength(1),
      v.maxLength(20),
      v.description('Each is asked the same, beside the others'),
    ),
    apiVersion: v.optional(
      v.pipe(
        text('As in a manifest: v1, apps/v1, batch/v1'),
        v.regex(/^(?:[a-z0-9][a-z0-9.-]*\/)?[a-z0-9]+$/),
      ),
    ),
    resource: v.pipe(
      text('The plural, as in `kubectl api-resources`: pods, deployments, events'),
      v.regex(/^[a-z0-9-]+$/),
    ),
    namespace: v.optional(name('Without it: every namespace, or what belongs to none')),
    name: v.optional(name('One object; without it they are listed')),
    labelSelector: v.optional(text('As for kubectl: app=web,tier!=cache')),
    fieldSelector: v.optional(text('As for kubectl: status.phase!=Running')),
    log: v.optional(askedLog),
  }),
  reach: ({ contexts, readCluster: read }) => ({ contexts, readCluster: read }),
  async run({ contexts, log, ...asked }, { services, signal }) {
    if (log !== undefined && asked.name === undefined)
      throw new AckringError('UsageInvalid', say('a log is that of one pod'), {
        remedy: say('Give its name, and its namespace.'),
      });
    const inventory = await services.contexts();
    const question = {
      apiVersion: asked.apiVersion ?? 'v1',
      resource: asked.resource,
      namespace: asked.namespace ?? null,
      name: asked.name ?? null,
      labelSelector: asked.labelSelector ?? null,
      fieldSelector: asked.fieldSelector ?? null,
      log: log === undefined ? null : podLog(log),
    };
    const answers = contexts.map(async (context) => {
      try {
        const [entry] = selectContexts(inventory, [context], false);
        if (entry === undefined || entry.credential.kind !== 'certificate') return notTried(entry);
        return { context, ...(await services.readCluster(entry, question, { signal })) };
      } catch (thrown) {
        const { code, message, remedy } = toAckringError(thrown);
        return { context, error: { code, message, remedy } };
      }
    });
    return { answers: await Promise.all(answers) };
  },
});

function podLog({ container, lines = 100, previous = false }: AskedLog) {
  return { container: container ?? null, lines, isPrevious: previous };
}

/** Everything an assistant may ask, in the order of listing. */
export const tools: readonly Tool[] = [
  ...[listClusters, listContexts, expiry, explain, plan, usage],
  readCluster,
];
