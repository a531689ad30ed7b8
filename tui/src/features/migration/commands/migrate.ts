import { recycleBinText } from '@ackring/core/access';
import {
  type MigrationOutcome,
  type MigrationPlan,
  type MigrationProgress,
  type MigrationStep,
  migrationConfirmations,
  stepsToDo,
} from '@ackring/core/migration';
import { exitCodes, shell, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import type { Reader } from '../../../screen/table.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { oneAccount } from '../../../shell/named-account.js';
import { planned, typedName } from '../../../shell/planned.js';
import { printTable, readerOf } from '../../../shell/text-table.js';
import { migrationTable, whyText } from '../table.js';

const options = {
  user: {
    type: 'string',
    multiple: true,
    value: 'USER',
    completes: 'user',
    summary: 'whom, by name or uid (repeatable)',
  },
  all: { type: 'boolean', summary: 'everybody who holds a certificate' },
  cluster: {
    type: 'string',
    multiple: true,
    value: 'CLUSTER',
    completes: 'cluster',
    summary: 'there only (repeatable)',
  },
  'quiet-days': {
    type: 'string',
    value: 'N',
    summary: 'how long a certificate has to be unused before it is cleaned, 0 to 365 (default 35)',
  },
  clean: { type: 'boolean', summary: 'remove the certificates that were unused for so long' },
  undo: { type: 'boolean', summary: 'take back what was begun, until a certificate is cleaned' },
  'dry-run': { type: 'boolean', summary: 'the plan only' },
  confirm: {
    type: 'string',
    value: 'USER',
    summary: 'the name typed in full, several with commas between, or all: without it only the plan is shown',
  },
} as const;

type Context = CommandContext<typeof options>;

export const command = defineCommand({
  name: 'migrate',
  summary: 'move identities from long-term certificates to tokens; plan first',
  usage: '',
  positionals: { min: 0, max: 0 },
  options,
  examples: [
    {
      line: 'ackring migrate --user mei',
      summary: 'the plan: what she holds, its use, and what her token needs',
    },
    {
      line: 'ackring migrate --user mei --confirm mei',
      summary: 'map, prove, switch, and watch the certificate',
    },
    { line: 'ackring migrate --all', summary: 'how far everybody is' },
    {
      line: 'ackring migrate --user mei --clean --confirm mei',
      summary: 'remove certificates that nothing uses any more',
    },
    { line: 'ackring migrate --user mei --undo --confirm mei', summary: 'back to the certificate' },
  ],
  async run(context) {
    const { options, output, progress, signal } = context;
    const users = usersOf(context);
    const { clean } = options;
    const quietDays = quietDaysOf(options['quiet-days']);
    const looking = oneAccount(options.cluster, context);
    const { services, profile, clusters } = await progress.during(({ cloud }) => cloud, looking);
    const reader = await readerOf(context);
    const isEverybody = options.all;
    return planned(context, {
      planning: options.undo
        ? services.migration.planUndo({ users, clusters })
        : services.migration.plan({ users, clusters, quietDays, signal }),
      show: async (plan) => {
        if (profile !== null) output.note(say('of the account of {profile}:', { profile }));
        await printPlan(plan, reader, context);
      },
      unread: ({ unseen }) => unseen.map(({ place, error }) => ({ place: { place }, error })),
      idle: (plan) => {
        if (options['dry-run']) return { exitCode: unseenCode(plan) };
        return stepsToDo(plan, { clean }).length === 0 ? { exitCode: idleCode(plan) } : null;
      },
      confirm: (plan) => {
        const toDo = stepsToDo(plan, { clean });
        const expected = migrationConfirmations(plan, { toDo, isEverybody });
        const [name = ''] = expected;
        return typedName(
          options.confirm,
          { question: (words) => words.moveToTokens(visible(name)), expected },
          context,
        );
      },
      apply: (plan, confirm) =>
        options.undo
          ? services.migration.undo(plan, { confirm, isEverybody, signal })
          : services.migration.apply(plan, {
              confirm,
              isEverybody,
              clean,
              signal,
              onProgress: (progress) => reportProgress(progress, reader, context),
            }),
      json: ({ steps }, outcomes) =>
        outcomes === null
          ? steps.map((step) => migrationTable.toJson({ step, outcome: null }))
          : outcomes.map((outcome) => migrationTable.toJson({ step: outcome.step, outcome })),
      tell: (plan, outcomes) => {
        if (!output.json) printOutcomes(outcomes, reader, context);
        if (outcomes.some(({ result }) => result === 'cleaned')) output.note(recycleBinText(plan.now));
        return outcomeCode(outcomes, stepsToDo(plan, { clean })) ?? unseenCode(plan);
      },
    });
  },
});

/** Null for everybody. */
function usersOf({ options: { user, all, undo, clean } }: Context): readonly string[] | null {
  if (undo && clean) {
    throw usageError(
      say('{option} does not go with {other}', { option: '--undo', other: '--clean' }),
      say('What is cleaned cannot be taken back here.'),
    );
  }
  if (all && user.length > 0) {
    throw usageError(
      say('{option} does not go with {other}', { option: '--all', other: '--user' }),
      say('Name users, or take everybody.'),
    );
  }
  if (!all && user.length === 0)
    throw usageError(say('`migrate` needs --user USER or --all'), say('See `ackring access`.'));
  return all ? null : user;
}

function quietDaysOf(typed: string | undefined): number | null {
  if (typed === undefined) return null;
  const days = /^\d{1,3}$/.test(typed) ? Number(typed) : Number.NaN;
  if (days <= 365) return days;
  throw usageError(
    say('"{text}" is no number of days from 0 to 365', { text: typed }),
    say('Give whole days, such as `--quiet-days 35`.'),
  );
}

async function printPlan(plan: MigrationPlan, reader: Reader, context: Context): Promise<void> {
  const { output, options } = context;
  const rows = plan.steps.map((step) => ({ step, outcome: null }));
  await printTable(context, migrationTable, rows, { withSigns: true });
  for (const step of stepsToDo(plan, { clean: options.clean })) {
    for (const line of stepLines(step, reader)) output.write(line);
  }
  const { reasons, remedies } = reader.messages.migration;
  for (const reason of new Set(plan.steps.map((step) => step.reason))) {
    const remedy = remedies[reason];
    if (remedy !== undefined) output.note(`${reasons[reason]} → ${remedy}`);
  }
}

/** What would be done for one identity in one cluster. */
function stepLines(step: MigrationStep, { messages }: Reader): readonly string[] {
  const { access, present, contexts, sinks, isSelf, cluster, identity, quietDays, verdict } = step;
  const { lines } = messages.migration;
  if (access === null || verdict === 'clean') return [];
  const { arn, username, groups } = access.mapping;
  if (verdict === 'undo') {
    const gone = [lines.head(identity.name, cluster.name), `  ${lines.unmapped(arn, username)}`];
    return (isSelf ? [...gone, `  ${lines.restored}`] : gone).map(visible);
  }
  const written = [
    ...(present?.missing ?? []).map(({ role, namespace }) => lines.binding(role.name, namespace)),
    ...(present?.isMapped === true ? [] : [lines.mapping(arn, username, groups.join(', '))]),
  ];
  const local = contexts.map(({ context, file, change }) => lines[lineOf(change)](context, file));
  const consumers = [
    ...(sinks === null
      ? [lines.sinksUnknown]
      : sinks.map(({ kind, sink, place }) => lines.sink(place === null ? sink : `${kind} ${place}`))),
    ...(isSelf ? [] : [lines.theirs(shell`ackring get ${cluster.name} --token`)]),
  ];
  const all = [...written, ...local, ...consumers, lines.quiet(quietDays)];
  return [lines.head(identity.name, cluster.name), ...all.map((each) => `  ${each}`)].map(visible);
}

function lineOf(
  change: MigrationStep['contexts'][number]['change'],
): 'context' | 'shared' | 'handOver' | 'elsewhere' {
  return change === 'switch' ? 'context' : change;
}

function reportProgress({ step, stage }: MigrationProgress, { messages }: Reader, { output }: Context): void {
  const { cluster, identity } = step;
  const facts = { name: identity.name, cluster: cluster.name, outcome: messages.migration.stages[stage] };
  output.note(say('{name} in {cluster}: {outcome}', facts));
}

function printOutcomes(outcomes: readonly MigrationOutcome[], reader: Reader, { output }: Context): void {
  const { results } = reader.messages.migration;
  for (const { step, result, error } of outcomes) {
    const facts = { name: step.identity.name, cluster: step.cluster.name, outcome: results[result] };
    // The plan's own refusal is a word of the table's.
    const problem = step.verdict === 'blocked' ? whyText({ step }, reader) : error?.sentence;
    output.write(
      problem === undefined
        ? say('{name} in {cluster}: {outcome}', facts)
        : say('{name} in {cluster}: {outcome}: {problem}', { ...facts, problem }),
    );
    if (result !== 'failed' && result !== 'refused' && error !== null) output.note(error.said.remedy);
  }
}

function unseenCode({ unseen }: MigrationPlan): number | undefined {
  return unseen.length > 0 ? exitCodes.partial : undefined;
}

/** Where nothing is left to do: refused if nobody is on the way, in part if some are refused. */
function idleCode(plan: MigrationPlan): number | undefined {
  const blocked = plan.steps.filter(({ verdict }) => verdict === 'blocked');
  if (blocked.length === 0) return unseenCode(plan);
  if (blocked.length < plan.steps.length) return exitCodes.partial;
  return commonCode(blocked.map(({ error }) => error?.exitCode ?? exitCodes.refused));
}

/** Of what was tried; what was refused in the plan makes it done in part. */
function outcomeCode(
  outcomes: readonly MigrationOutcome[],
  toDo: readonly MigrationStep[],
): number | undefined {
  const tried = outcomes.filter(({ step }) => toDo.includes(step));
  const wrong = outcomes.filter(({ result }) => ['failed', 'refused', 'unknown'].includes(result));
  if (wrong.length === 0) return outcomes.some(({ error }) => error !== null) ? exitCodes.partial : undefined;
  if (tried.some((each) => !wrong.includes(each))) return exitCodes.partial;
  return commonCode(tried.map(({ error }) => error?.exitCode ?? exitCodes.failed));
}

function commonCode(codes: readonly number[]): number {
  const [code, other] = new Set(codes);
  return code !== undefined && other === undefined ? code : exitCodes.failed;
}
