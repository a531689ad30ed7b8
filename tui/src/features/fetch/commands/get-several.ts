import { randomUUID } from 'node:crypto';
import { collected } from '@ackring/core/cloud';
import type { AcquireDraft, AcquirePlan, AcquireResult } from '@ackring/core/fetch';
import { selectClusters } from '@ackring/core/sessions';
import {
  AckringError,
  type Cluster,
  exitCodes,
  isGlob,
  type Sentence,
  toAckringError,
} from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { manyItems } from '../../../screen/job.js';
import type { CommandContext } from '../../../shell/command.js';
import { foundCluster } from '../../../shell/named-account.js';
import { agreed, declined, planned, typedName } from '../../../shell/planned.js';
import { collectByAccount, reportMissing, servicesOf } from '../../../shell/sources.js';
import { readerOf } from '../../../shell/text-table.js';
import { verdictError } from '../../../subjects/context/verdict.js';
import type { Services } from '../../../world/services.js';
import { acquireToJson, clusterFacts, planText, planToJson, resultText } from '../plan-text.js';

interface Several extends Omit<CommandContext, 'options'> {
  readonly options: { readonly confirm?: string | undefined; readonly 'dry-run': boolean };
}

interface Chosen {
  readonly services: Services;
  readonly cluster: Cluster;
}

interface PlannedFetch extends Chosen {
  readonly plan: AcquirePlan | AckringError;
}

interface Fetched extends Chosen {
  readonly outcome: AcquireResult | AckringError;
}

const plannedAtOnce = 8;

/** Each of the clusters that names and patterns mean, as if it alone was fetched: one that fails stops no other. */
export async function getSeveral(
  context: Several,
  draft: Omit<AcquireDraft, 'cluster'>,
): Promise<number | undefined> {
  const { options, output, progress, signal } = context;
  const { chosen, exitCode: unread } = await progress.during(({ cloud }) => cloud, choose(context));
  const isDryRun = options['dry-run'];
  const reader = await readerOf(context);
  return planned(context, {
    planning: collected(chosen, plannedAtOnce, async (each): Promise<PlannedFetch> => {
      const planning = each.services.planAcquire({ ...draft, cluster: each.cluster }, { signal });
      return { ...each, plan: await planning.catch(toAckringError) };
    }),
    show: (plans) => {
      if (!isDryRun && !context.isInteractive) return;
      for (const { plan } of plans) if (!(plan instanceof AckringError)) output.prose(planText(plan, reader));
    },
    unread: (plans) =>
      plans.flatMap(({ cluster, plan }) =>
        plan instanceof AckringError ? [{ place: { cluster: cluster.name }, error: plan }] : [],
      ),
    idle: (plans) => {
      const isOver = isDryRun || plans.every(({ plan }) => plan instanceof AckringError);
      return isOver ? { exitCode: exitCodeOf(plans.map(({ plan }) => plan)) ?? unread } : null;
    },
    confirm: (plans) => confirmed(plans, context),
    apply: async (plans, isConfirmed) => {
      if (!isConfirmed) throw unconfirmed(withPlan(plans));
      const all: Fetched[] = [];
      const task = randomUUID();
      for (const { services, cluster, plan } of plans) {
        const fetch = async () =>
          // Those before it have changed the file.
          services.acquire(await services.planAcquire({ ...draft, cluster }, { signal }), { signal, task });
        const outcome = plan instanceof AckringError ? plan : await fetch().catch(toAckringError);
        all.push({ services, cluster, outcome });
        if (outcome === plan) continue;
        if (outcome instanceof AckringError) output.problem({ cluster: cluster.name }, outcome);
        else tellFetched(outcome, context, resultText(outcome, reader));
      }
      return all;
    },
    json: (plans, outcomes) =>
      outcomes === null
        ? plans.map(({ cluster, plan }) =>
            plan instanceof AckringError ? failureToJson(cluster, plan) : planToJson(plan),
          )
        : outcomes.map(({ cluster, outcome }) =>
            outcome instanceof AckringError ? failureToJson(cluster, outcome) : acquireToJson(outcome),
          ),
    tell: (_, outcomes) => {
      output.note(summaryOf(outcomes));
      return exitCodeOf(outcomes.map(({ outcome }) => outcome)) ?? unread;
    },
  });
}

/** Those of the names in their order, those of a pattern by region and name; each once. */
async function choose(
  context: Several,
): Promise<{ readonly chosen: readonly Chosen[]; readonly exitCode: number | undefined }> {
  const { positionals, output } = context;
  const fleet = positionals.some(isGlob) ? await collectByAccount(context, false) : null;
  if (fleet !== null) reportMissing(fleet, output);
  const chosen = new Map<string, Chosen>();
  for (const typed of positionals) {
    const those =
      fleet !== null && isGlob(typed)
        ? selectClusters(fleet, { names: [typed], tags: {} }).map((cluster) => {
            return { services: servicesOf(cluster, context), cluster };
          })
        : [await foundCluster(typed, context)];
    for (const each of those) if (!chosen.has(each.cluster.id)) chosen.set(each.cluster.id, each);
  }
  return { chosen: [...chosen.values()], exitCode: fleet?.exitCode };
}

/** How many can be fetched. */
function withPlan(plans: readonly PlannedFetch[]): number {
  return plans.filter(({ plan }) => !(plan instanceof AckringError)).length;
}

/** As on the screen: from ten on, only their number confirms them; that of all, of which some cannot be, is no less. */
async function confirmed(
  plans: readonly PlannedFetch[],
  context: Several,
): Promise<boolean | typeof declined> {
  const count = withPlan(plans);
  const { confirm } = context.options;
  if (confirm !== undefined || count >= manyItems) {
    const expected = [count, plans.length].map(String);
    const typed = await typedName(confirm, { question: (asks) => asks.fetchMany(count), expected }, context);
    return expected.includes(typed ?? '');
  }
  return (await agreed((asks) => asks.fetch(count), context)) === declined ? declined : true;
}

function unconfirmed(count: number): AckringError {
  return new AckringError(
    'ConfirmationMissing',
    say('nothing was fetched: {count} clusters at once take their number', { count }),
    { remedy: say('Add `--confirm {count}`.', { count }) },
  );
}

function tellFetched(
  { context, verdict }: AcquireResult,
  { output, global }: Pick<Several, 'output' | 'global'>,
  text: string,
): void {
  if (!output.json) output.note(text);
  if (verdict?.verdict === 'failed' && (output.json || global.quiet))
    output.problem({ context }, verdictError(verdict));
}

/** A kubeconfig that does not work from here is in its file all the same. */
function summaryOf(outcomes: readonly Fetched[]): Sentence {
  const counts = {
    total: outcomes.length,
    fetched: outcomes.filter(({ outcome }) => !(outcome instanceof AckringError)).length,
    done: outcomes.filter(({ outcome }) => isDone(outcome)).length,
  };
  const failed = counts.fetched - counts.done;
  return failed === 0
    ? say('{fetched} of {total} clusters fetched', counts)
    : say('{fetched} of {total} clusters fetched; {failed} of them did not prove to work', {
        ...counts,
        failed,
      });
}

function isDone(outcome: AcquirePlan | AcquireResult | AckringError): boolean {
  if (outcome instanceof AckringError) return false;
  return !('verdict' in outcome) || outcome.verdict?.verdict !== 'failed';
}

/** 7 where some are done; where none is, that of the first. */
function exitCodeOf(outcomes: readonly (AcquirePlan | AcquireResult | AckringError)[]): number | undefined {
  const bad = outcomes.filter((each) => !isDone(each));
  const [first] = bad;
  if (first === undefined) return undefined;
  if (bad.length < outcomes.length) return exitCodes.partial;
  return first instanceof AckringError ? first.exitCode : exitCodes.failed;
}

function failureToJson(cluster: Cluster, { code, message, remedy }: AckringError) {
  return { cluster: clusterFacts(cluster), error: { code, message, remedy } };
}
