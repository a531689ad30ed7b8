import {
  type CleanOutcome,
  type CleanPlan,
  type CleanProgress,
  type CleanRun,
  cleanToJson,
  isOnlyLookedAt,
  isSeenInPart,
  isTaken,
  namesOf,
  recycleBinText,
  rolesAsAdministered,
  unsavedProblem,
} from '@ackring/core/access';
import type { Sentence } from '@ackring/core/words';
import { exitCodes, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import type { Reader } from '../../../screen/table.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { oneAccount } from '../../../shell/named-account.js';
import type { Output } from '../../../shell/output.js';
import { planned, typedName } from '../../../shell/planned.js';
import { printTable, readerOf } from '../../../shell/text-table.js';
import { recentUseLines } from '../clean-lines.js';
import { cleanTable } from '../clean-table.js';

const options = {
  user: {
    type: 'string',
    multiple: true,
    value: 'USER',
    completes: 'user',
    summary: 'whose, by name or uid (repeatable)',
  },
  cluster: {
    type: 'string',
    multiple: true,
    value: 'CLUSTER',
    completes: 'cluster',
    summary: 'there only (repeatable)',
  },
  confirm: {
    type: 'string',
    value: 'USER',
    summary: 'the name typed in full, several with commas between: without it only the plan is shown',
  },
  force: { type: 'boolean', summary: 'also where the user was active in 7 days, or nobody can tell' },
  'confirm-force': { type: 'string', value: 'USER', summary: 'the name once more, for --force' },
} as const;

type Context = CommandContext<typeof options>;

export const command = defineCommand({
  name: 'clean',
  summary: 'remove the kubeconfigs and permissions of users; plan first',
  usage: '',
  positionals: { min: 0, max: 0 },
  options,
  examples: [
    { line: 'ackring clean --user tom', summary: 'the plan, with when he was last seen' },
    { line: 'ackring clean --user tom --confirm tom', summary: 'do what the plan allows' },
  ],
  async run(context) {
    const { options, output, progress, signal } = context;
    if (options.user.length === 0)
      throw usageError(say('`clean` needs --user USER'), say('See `ackring access`.'));
    const { user: users } = options;
    const looking = oneAccount(options.cluster, context);
    const { services, profile, clusters } = await progress.during(({ cloud }) => cloud, looking);
    const reader = await readerOf(context);
    return planned(context, {
      planning: services.incident.planClean({ users, clusters, signal }),
      show: async (plan) => {
        if (profile !== null) output.note(say('of the account of {profile}:', { profile }));
        await showPlan(plan, reader, context);
      },
      confirm: (plan) => typedNames(plan, context),
      apply: (plan, typed) =>
        services.incident.applyClean(plan, {
          ...typed,
          force: options.force,
          signal,
          onProgress: (progress) => tellProgress(progress, output),
        }),
      json: (plan, run) =>
        run === null
          ? cleanToJson(plan, [])
          : { ...cleanToJson(plan, run.outcomes, run), report: run.report },
      tell: (plan, run) => {
        tellRun(plan, run, { reader, output });
        const { outcomes, notShutOut, tokensLeft } = run;
        const isInPart = plan.unseen.length > 0 || tokensLeft.length > 0 || notShutOut.length > 0;
        return exitCodeOf(outcomes) ?? (isInPart ? exitCodes.partial : undefined);
      },
    });
  },
});

async function showPlan(plan: CleanPlan, reader: Reader, context: Context): Promise<void> {
  const { output } = context;
  await printTable(context, cleanTable, plan.steps, { withSigns: true, isWhole: true });
  for (const line of recentUseLines(plan, reader)) output.note(line);
  if (isSeenInPart(plan)) output.note(rolesAsAdministered);
  for (const { place, error } of plan.unseen) {
    output.note(say('not read: {place}:', { place }));
    output.note(output.problemText(error));
  }
}

/** Asked at a terminal if the options are missing, and only if the plan leaves something to do. */
async function typedNames(
  plan: CleanPlan,
  context: Context,
): Promise<{ readonly confirm: string | null; readonly confirmForce: string | null }> {
  const { options } = context;
  const given = { confirm: options.confirm ?? null, confirmForce: options['confirm-force'] ?? null };
  const verdicts = new Set(plan.steps.map(({ verdict }) => verdict));
  const isForced = options.force && verdicts.has('needs-force');
  if (!verdicts.has('remove') && !isForced && !isOnlyLookedAt(plan)) return given;
  const names = namesOf(plan);
  const name = visible(names[0] ?? '');
  const confirm = await typedName(
    options.confirm,
    { question: (words) => words.removeFor(name), expected: names },
    context,
  );
  if (!isForced || confirm === null || !names.includes(confirm)) return { ...given, confirm };
  const again = await typedName(
    options['confirm-force'],
    { question: (words) => words.removeForced(name), expected: names },
    context,
  );
  return { confirm, confirmForce: again };
}

function tellProgress(progress: CleanProgress, output: Output): void {
  for (const line of progressLines(progress, output)) output.note(line);
  if (progress.kind !== 'backedUp') return;
  for (const each of progress.unsaved)
    output.problem({ cluster: each.step.row.cluster.name }, unsavedProblem(each));
  for (const { step, error } of progress.tokensLeft)
    output.problem({ cluster: step.row.cluster.name }, error);
}

function progressLines(
  progress: CleanProgress,
  { path, problemText }: Output,
): readonly (Sentence | string)[] {
  switch (progress.kind) {
    case 'backedUp':
      return progress.place === null
        ? []
        : [say('what they held is saved in {folder}', { folder: path(progress.place) })];
    case 'started': {
      const { cluster, identity } = progress.step.row;
      return [say('{cluster}: removing {identity}', { cluster: cluster.name, identity: identity.name })];
    }
    case 'task':
      return [say('task {id}: {state}', { id: progress.task.id, state: progress.task.state })];
    case 'journalFailed':
      return [say('done, but not written to the journal:'), problemText(progress.error)];
    case 'finished':
      return [];
  }
}

/** What was removed, what still opens, and where the report is. */
function tellRun(
  plan: CleanPlan,
  { outcomes, notShutOut, letIn, report, reportProblem }: CleanRun,
  { reader, output }: { readonly reader: Reader; readonly output: Output },
): void {
  if (!output.json) for (const outcome of outcomes) output.write(outcomeLine(outcome, reader));
  for (const { step, error } of notShutOut) output.problem({ cluster: step.row.cluster.name }, error);
  for (const [{ row }, { claim }] of letIn)
    if (claim.kind === 'proven')
      output.note(
        say('{cluster}: its certificates open no more there than a stranger’s', {
          cluster: row.cluster.name,
        }),
      );
  if (report !== null) output.note(say('the report is in {file}', { file: output.path(report) }));
  if (reportProblem !== null) {
    output.note(say('no report was kept:'));
    output.note(output.problemText(reportProblem));
  }
  if (outcomes.some(({ result }) => isTaken(result))) output.note(recycleBinText(plan.now));
  if (outcomes.some(({ step, result }) => isTaken(result) && step.row.identity.state === 'active'))
    output.note(say('Who can still sign in may fetch a new kubeconfig: take that away in RAM.'));
}

function outcomeLine({ step, result, isForced, error }: CleanOutcome, { messages }: Reader): Sentence {
  const { clean } = messages.removal;
  const done = step.reason === 'NothingIssued' ? clean.reasons.NothingIssued : clean.results[result];
  const outcome = isForced ? `${done} ${clean.forced}` : done;
  const { name: cluster } = step.row.cluster;
  if (error === null) return say('{cluster}: {outcome}', { cluster, outcome });
  return say('{cluster}: {outcome}: {problem}', { cluster, outcome, problem: error.sentence });
}

function exitCodeOf(outcomes: readonly CleanOutcome[]): number | undefined {
  const isWhole = outcomes.every(
    ({ step, result }) =>
      result === 'removed' || result === 'alreadyRemoved' || step.reason === 'NothingIssued',
  );
  if (isWhole) return undefined;
  if (outcomes.some(({ result }) => result === 'removed')) return exitCodes.partial;
  const causes = new Set(outcomes.flatMap(({ error }) => error?.exitCode ?? []));
  const [cause] = causes;
  // Of what is left nothing can be removed, and nothing went wrong.
  if (causes.size === 0 && outcomes.some(({ result }) => result === 'alreadyRemoved'))
    return exitCodes.partial;
  return causes.size === 1 && cause !== undefined ? cause : exitCodes.failed;
}
