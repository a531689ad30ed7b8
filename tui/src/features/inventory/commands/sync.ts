import type { InventoryAccount, InventoryOutcome, InventoryPlan } from '@ackring/core/inventory';
import {
  AckringError,
  type Cluster,
  clusterPlace,
  exitCodes,
  toAckringError,
  toText,
  visible,
} from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import type { Output } from '../../../shell/output.js';
import { agreed, planned } from '../../../shell/planned.js';
import {
  type AccountPart,
  collectByAccount,
  describeInAccounts,
  reportMissing,
  severalAccounts,
  wholeRegions,
} from '../../../shell/sources.js';
import { selectContexts } from '../../../subjects/context/select-contexts.js';

const options = {
  context: {
    type: 'string',
    value: 'HUB',
    completes: 'context',
    summary: 'the context of the hub that keeps the inventory',
  },
  namespace: { type: 'string', value: 'NAMESPACE', summary: "of the ClusterProfiles; the context's own" },
  access: {
    type: 'string',
    choices: ['private', 'public', 'auto'],
    summary: 'which endpoint they name; auto takes the public one when there is one',
  },
  ...severalAccounts,
} as const;

export const command = defineCommand({
  name: 'inventory sync',
  summary: 'keep ClusterProfiles in a hub as the fleet is, for Argo CD, Kueue and others; plan first',
  usage: '',
  positionals: { min: 0, max: 0 },
  options,
  examples: [
    { line: 'ackring inventory sync --context ops --namespace fleet', summary: 'the plan, then a question' },
    { line: 'ackring inventory sync --context ops --all-profiles --yes', summary: 'in a script' },
  ],
  async run(context) {
    const { options: given, services, output, signal } = context;
    const { context: named, namespace = null } = given;
    if (named === undefined)
      throw usageError(
        say('`inventory sync` needs --context HUB'),
        say('Such as `ackring inventory sync --context ops`.'),
      );
    await services.refuseWhenReadOnly(say('write ClusterProfiles'));
    const [{ context: hub } = { context: named }] = selectContexts(await services.contexts(), [named], false);
    const access = accessChoice(given.access) ?? (await services.settings()).access;
    const fleet = await collectByAccount(context, given['all-profiles']);
    reportMissing(fleet, output);
    const { accounts, isWhole } = await withDetails(fleet.parts, context);
    const unread = isWhole ? fleet.exitCode : exitCodes.partial;
    return planned(context, {
      planning: services.planInventory({ hub, namespace, access, accounts }, { signal }),
      show: (plan) => showPlan(plan, output),
      unread: (plan) =>
        plan.unread.map(({ cluster: { id, region }, error }) => ({ place: { cluster: id, region }, error })),
      idle: (plan) => (plan.steps.length === 0 ? { exitCode: endOf(plan, [], unread) } : null),
      confirm: ({ steps }) => agreed((words) => words.sync(steps.length), context),
      apply: (plan, isAgreed) => {
        if (!isAgreed) throw unconfirmed();
        return services.applyInventory(plan, { signal });
      },
      json: toJson,
      tell: (plan, outcomes) => {
        for (const { step, error } of outcomes)
          if (error !== null) output.problem({ cluster: step.cluster.name, profile: step.name }, error);
        const counted = (kind: InventoryOutcome['result']) =>
          outcomes.filter(({ result }) => result === kind).length;
        const facts = { done: counted('done'), unknown: counted('unknown'), count: outcomes.length };
        output.note(
          facts.unknown === 0
            ? say('{done} of {count} written', facts)
            : say('{done} of {count} written, {unknown} not known', facts),
        );
        return endOf(plan, outcomes, unread);
      },
    });
  },
});

function accessChoice(text: string | undefined) {
  return text === 'private' || text === 'public' || text === 'auto' ? text : null;
}

/** Whose each part is, and the details of its clusters; what does not answer is reported, and left as the hub has it. */
async function withDetails(
  parts: readonly AccountPart[],
  context: Pick<CommandContext, 'services' | 'servicesFor' | 'output' | 'progress' | 'signal'>,
): Promise<{ readonly accounts: readonly InventoryAccount[]; readonly isWhole: boolean }> {
  const { output, progress, signal } = context;
  let isWhole = true;
  const failed = (place: Readonly<Record<string, string>>, error: AckringError): void => {
    isWhole = false;
    output.problem(place, error);
  };
  const known = new Map<string, Cluster>();
  const unknown = parts.flatMap(({ clusters }) => clusters.filter(({ endpoints }) => endpoints === null));
  let asked = 0;
  await describeInAccounts(unknown, {
    ...context,
    hear: (event) => {
      asked += 1;
      progress.show((words) => words.endpoints(asked, unknown.length));
      if (event.kind === 'described') known.set(clusterPlace(event.cluster), event.cluster);
      else failed({ cluster: event.cluster.name, region: event.cluster.region }, event.error);
    },
  });
  progress.end();
  const accounts = new Map<string, InventoryAccount>();
  for (const part of parts) {
    const { profile, services, clusters } = part;
    try {
      const { accountId: id } = await services.callerIdentity(signal);
      // Two profiles may be of one account.
      const first = accounts.get(id) ?? { id, clusters: [], regions: [], describe: services.describeCluster };
      const described = clusters.map((cluster) => known.get(clusterPlace(cluster)) ?? cluster);
      accounts.set(id, {
        ...first,
        clusters: [...first.clusters, ...described],
        regions: [...first.regions, ...wholeRegions(part)],
      });
    } catch (thrown) {
      if (profile === null) throw thrown;
      failed({ profile }, toAckringError(thrown));
    }
  }
  return { accounts: [...accounts.values()], isWhole };
}

const signs = { create: '+', update: '~', remove: '-', refused: '✕' } as const;

function showPlan({ steps, unchanged, closed }: InventoryPlan, output: Output): void {
  for (const { name, accountId, cluster, change } of steps) {
    const fields = change.kind === 'update' ? `  ${change.fields.join(', ')}` : '';
    const place = `${accountId}/${cluster.region}/${visible(cluster.name)}`;
    output.write(`${signs[change.kind]} ${place}  ${visible(name)}${fields}`);
    if (change.kind === 'refused')
      output.write(
        say('    there already, and not ours: its cluster manager is {other}', { other: change.manager }),
      );
  }
  if (steps.length === 0) output.note(say('nothing to change'));
  output.note(
    say('{count} {count|ClusterProfile is|ClusterProfiles are} as they should be', { count: unchanged }),
  );
  for (const { cluster, why } of closed)
    output.note(say('{cluster} is listed without a way in: {why}', { cluster: cluster.name, why }));
}

function endOf(
  plan: InventoryPlan,
  outcomes: readonly InventoryOutcome[],
  unread: number | undefined,
): number | undefined {
  const failures = outcomes.flatMap(({ error }) => error ?? []);
  if (failures.length > 0 && failures.length === outcomes.length) return failures[0]?.exitCode;
  return failures.length > 0 || plan.unread.length > 0 ? exitCodes.partial : unread;
}

function unconfirmed(): AckringError {
  return new AckringError('ConfirmationMissing', say('nothing was changed'), {
    remedy: say('Look at the plan, and add `--yes`.'),
  });
}

function toJson(plan: InventoryPlan, outcomes: readonly InventoryOutcome[] | null): object {
  const { hub, namespace, steps, unchanged, closed } = plan;
  return {
    hub,
    namespace,
    plan: steps.map(({ name, accountId, cluster, change }) => ({
      name,
      account: accountId,
      cluster: cluster.name,
      clusterId: cluster.id,
      region: cluster.region,
      change: change.kind,
      fields: change.kind === 'update' ? change.fields : [],
      manager: change.kind === 'refused' ? change.manager : null,
    })),
    unchanged,
    closed: closed.map(({ cluster: { id, name, region }, why }) => ({ id, name, region, why: toText(why) })),
    applied: (outcomes ?? []).map(({ step, result, error }) => ({
      name: step.name,
      result,
      error: error === null ? null : { code: error.code, message: error.message },
    })),
  };
}
