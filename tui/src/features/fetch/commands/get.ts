import type { AcquireDestination, AcquireDraft } from '@ackring/core/fetch';
import { type AccessChoice, exitCodes, isGlob, shell } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { parseTemporaryDuration } from '../../../shell/duration.js';
import { namedOrPicked } from '../../../shell/pick-cluster.js';
import { readerOf } from '../../../shell/text-table.js';
import { verdictError } from '../../../subjects/context/verdict.js';
import type { Services } from '../../../world/services.js';
import { withoutOptimizing } from '../../../world/v8-options.js';
import { acquireToJson, planText, planToJson, resultText } from '../plan-text.js';

const options = {
  temporary: { type: 'string', value: 'DURATION', summary: 'ends by itself: 15m to 3d (default 8h)' },
  'long-term': { type: 'boolean', summary: 'for 3 years, for automation' },
  access: {
    type: 'string',
    choices: ['private', 'public', 'auto'],
    summary: 'which endpoint; auto takes the public one when there is one',
  },
  merge: { type: 'boolean', summary: 'merge into the kubeconfig (the default)' },
  kubeconfig: { type: 'string', value: 'FILE', completes: 'file', summary: 'the file to merge into' },
  output: { type: 'string', value: 'FILE', completes: 'file', summary: 'write a file of its own, mode 0600' },
  stdout: { type: 'boolean', summary: 'print the kubeconfig, private key and all' },
  exec: {
    type: 'boolean',
    summary: 'let kubectl fetch temporary certificates itself; no key lies in the file',
  },
  token: {
    type: 'boolean',
    summary:
      'let kubectl sign in as your RAM identity (ack-ram-authenticator): nothing to renew or to rotate',
  },
  user: {
    type: 'string',
    value: 'USER',
    completes: 'user',
    summary: "somebody else's, to hand over as a file; the account root only",
  },
  context: { type: 'string', value: 'NAME', summary: "the context's name" },
  use: { type: 'boolean', summary: 'make it the current context' },
  'dry-run': {
    type: 'boolean',
    summary: 'show what would change (`?`: as the cloud answers), and fetch nothing',
  },
  confirm: { type: 'string', value: 'N', summary: 'the number of clusters, where they are ten or more' },
  'no-verify': { type: 'boolean', summary: 'do not ask the API server whether it works' },
} as const;

type Context = CommandContext<typeof options>;

export const command = defineCommand({
  name: 'get',
  summary: "fetch a cluster's kubeconfig, merge it and prove that it works",
  usage: '[CLUSTER|GLOB…]',
  positionals: { min: 0, max: Number.POSITIVE_INFINITY, completes: 'cluster' },
  options,
  examples: [
    { line: 'ackring get prod-tokyo-api', summary: 'temporary, 8 hours, merged and verified' },
    { line: 'ackring get prod-tokyo-api --temporary 30m --access public --use', summary: 'switch to it too' },
    {
      line: 'ackring get "prod-*" staging-tokyo',
      summary: 'each of them, if all are found; one that fails stops no other',
    },
    {
      line: 'ackring get ci-runner --long-term --output ./ci.yaml',
      summary: 'three years, a file of its own',
    },
    {
      line: 'ackring get prod-tokyo-api --exec --context ack/ap-northeast-1/prod-tokyo-api',
      summary: 'take the key out of that context; `--long-term` with the same name brings one back',
    },
    {
      line: 'ackring get partner/ap-northeast-1/prod',
      summary: 'of the account that the profile partner, or an account’s id in its place, leads to',
    },
    {
      line: 'ackring get prod-tokyo-api --token',
      summary: 'no key and no end: access lasts as long as the RAM user or role does',
    },
  ],
  async run(context) {
    const { output, progress, signal, positionals } = context;
    refuseExcluding(context.options);
    if (positionals.length > 1 || positionals.some(isGlob)) {
      refuseForSeveral(context.options);
      const { getSeveral } = await import('./get-several.js');
      return getSeveral(context, await draftOf(context));
    }
    const { services, request } = await progress.during(({ cloud }) => cloud, readRequest(context));
    withoutOptimizing();
    const plan = await progress.during(({ plan }) => plan, services.planAcquire(request));
    if (context.options['dry-run']) {
      if (output.json) output.data(planToJson(plan));
      else output.prose(planText(plan, await readerOf(context)));
      return undefined;
    }
    const result = await progress.during(({ kubeconfig }) => kubeconfig, services.acquire(plan, { signal }));
    if (result.text !== null) output.raw(result.text);
    else if (output.json) output.data(acquireToJson(result));
    if (!output.json) output.note(resultText(result, await readerOf(context)));
    if (result.verdict?.verdict === 'failed') {
      if (output.json || context.global.quiet)
        output.problem({ context: result.context }, verdictError(result.verdict));
      return exitCodes.failed;
    }
    const { currentContext, request: asked } = result.plan;
    const isOwn = asked.destination.kind === 'merge' && asked.destination.file === null;
    // kubectl would dial localhost.
    if (isOwn && currentContext.after === null)
      output.note(
        say('no context is the current one: `{command}`', { command: shell`ackring use ${result.context}` }),
      );
    return undefined;
  },
});

function refuseExcluding(options: Context['options']): void {
  refuseTogether(options, 'temporary', 'long-term');
  refuseTogether(options, 'merge', 'output', 'stdout');
  refuseTogether(options, 'kubeconfig', 'output', 'stdout');
  refuseTogether(options, 'use', 'output', 'stdout');
  refuseTogether(options, 'exec', 'token', 'long-term');
  refuseTogether(options, 'token', 'temporary');
  refuseTogether(options, 'user', 'exec', 'token');
  if (options.user !== undefined && options.output === undefined && !options.stdout) {
    throw usageError(
      say('`--user` needs --output FILE or --stdout: the key is another’s, and has no place among yours'),
      say('Such as `ackring get prod --user mei --output ./mei.yaml`.'),
    );
  }
}

/** What is of one cluster: a file of its own, its name, the current context. A stream of several is none for kubectl. */
function refuseForSeveral(options: Context['options']): void {
  const ofOne = (['stdout', 'output', 'context', 'use', 'user'] as const).find(
    (name) => options[name] !== undefined && options[name] !== false,
  );
  if (ofOne === undefined) return;
  const isSwitch = ofOne === 'use';
  throw usageError(
    say('{option} takes one cluster', { option: `--${ofOne}` }),
    isSwitch
      ? say('Leave it out, and switch to the one you want then: `ackring use CONTEXT`.')
      : say('Merge several into one file: `--kubeconfig FILE`; or name one.'),
  );
}

async function draftOf({ options, services }: Context): Promise<Omit<AcquireDraft, 'cluster'>> {
  const asked = options.temporary === undefined ? null : parseTemporaryDuration(options.temporary);
  const settings = await services.settings();
  return {
    durationMinutes: options['long-term'] ? null : (asked ?? (options.exec ? 60 : settings.durationMinutes)),
    access: accessChoice(options.access) ?? settings.access,
    destination: destination(options),
    contextName: options.context ?? null,
    use: options.use,
    verify: !options['no-verify'],
    ...(options.exec ? { plugIn: 'certificate' } : {}),
    ...(options.token ? { plugIn: 'token' } : {}),
  };
}

async function readRequest(
  context: Context,
): Promise<{ readonly services: Services; readonly request: AcquireDraft }> {
  const { options, signal } = context;
  const draft = await draftOf(context);
  const { services, cluster } = await namedOrPicked(context, 'get');
  if (options.user === undefined) return { services, request: { ...draft, cluster } };
  const holder = await services.granting.findHolder(options.user, cluster, { signal });
  return { services, request: { ...draft, cluster, holder } };
}

function destination(options: Context['options']): AcquireDestination {
  if (options.stdout) return { kind: 'stdout' };
  if (options.output !== undefined) return { kind: 'file', file: options.output };
  return { kind: 'merge', file: options.kubeconfig ?? null };
}

function accessChoice(text: string | undefined): AccessChoice | null {
  return text === 'private' || text === 'public' || text === 'auto' ? text : null;
}

function refuseTogether(values: Context['options'], ...names: readonly (keyof Context['options'])[]): void {
  const given = names.filter((name) => values[name] !== undefined && values[name] !== false);
  if (given.length < 2) return;
  throw usageError(
    say('these options exclude each other: {options}', { options: given.map((name) => `--${name}`) }),
    say('Give only one of {options}.', { options: given.map((name) => `--${name}`) }),
  );
}
