import { endWithoutVisit, type SessionRequest, type Visit, type VisitCommand } from '@ackring/core/sessions';
import { type AccessChoice, visible } from '@ackring/core/words';
import type { Messages } from '../../../messages/messages.js';
import { translate } from '../../../messages/problems/translate.js';
import { say } from '../../../messages/say.js';
import { localTime } from '../../../messages/times.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { parseTemporaryDuration } from '../../../shell/duration.js';
import { namedOrPicked } from '../../../shell/pick-cluster.js';
import { readerOf } from '../../../shell/text-table.js';
import type { Services } from '../../../world/services.js';
import { refusedText } from '../refused-text.js';

const options = {
  for: { type: 'string', value: 'DURATION', summary: "the certificate's life: 15m to 3d (default 1h)" },
  namespace: {
    type: 'string',
    short: 'n',
    value: 'NAME',
    completes: 'namespace',
    summary: 'the namespace to begin in',
  },
  access: {
    type: 'string',
    choices: ['private', 'public', 'auto'],
    summary: 'which endpoint; auto takes the public one when there is one',
  },
  'with-secrets': { type: 'boolean', summary: 'with --read-only: let Secrets be read too' },
} as const;

type Context = CommandContext<typeof options>;

export const command = defineCommand({
  name: 'shell',
  summary: 'a shell, or a command, that reaches this one cluster with a certificate of its own',
  usage: '[CLUSTER] [-- COMMAND…]',
  positionals: { min: 0, max: 1, completes: 'cluster' },
  runsAnother: true,
  options,
  examples: [
    {
      line: 'ackring shell prod-tokyo-api',
      summary: 'your own shell, for an hour; `exit` takes the key away',
    },
    { line: 'ackring shell prod-tokyo-api --for 30m -- k9s', summary: 'a program instead' },
    {
      line: 'ackring shell prod-tokyo-api --read-only',
      summary: 'without a key: reads pass a proxy, everything else is refused',
    },
  ],
  async run(context) {
    const { output, progress, signal, commandWords, environment, isInteractive } = context;
    if (commandWords.length === 0 && !isInteractive) {
      throw usageError(
        say('a shell needs a terminal'),
        say('Name a command instead: `ackring shell CLUSTER -- COMMAND`.'),
      );
    }
    const command = commandOf(commandWords);
    const unstarted = endWithoutVisit(command, environment);
    if (unstarted?.error) {
      output.aside(output.problemText(unstarted.error));
      return unstarted.status;
    }
    progress.show(({ cloud }) => cloud);
    const { services, request } = await requestOf(context);
    progress.show(({ kubeconfig }) => kubeconfig);
    const { messages, timeZone } = await readerOf(context);
    const visit = await services.visit(request, command, {
      signal,
      within: ({ cluster, isReadOnly, notAfter, unproven }, run) => {
        progress.end();
        output.note(messages.sessions.open(visible(cluster.name), isReadOnly, localTime(notAfter, timeZone)));
        for (const each of unproven) output.note(translate(messages, each));
        return run();
      },
    });
    if (visit.error !== null) output.aside(output.problemText(visit.error));
    for (const line of endLines(visit, messages)) output.note(line);
    return visit.status;
  },
});

async function requestOf(
  context: Context,
): Promise<{ readonly services: Services; readonly request: SessionRequest }> {
  const { options, global } = context;
  if (options['with-secrets'] && !global.readOnly) {
    throw usageError(
      say('--with-secrets is for --read-only'),
      say('Without --read-only everything may be read and changed.'),
    );
  }
  const settings = await context.services.settings();
  const { services, cluster } = await namedOrPicked(context, 'shell');
  const request: SessionRequest = {
    cluster,
    access: accessChoice(options.access) ?? settings.access,
    durationMinutes: options.for === undefined ? 60 : parseTemporaryDuration(options.for),
    namespace: options.namespace ?? null,
    isReadOnly: global.readOnly,
    withSecrets: options['with-secrets'],
  };
  return { services, request };
}

function accessChoice(text: string | undefined): AccessChoice | null {
  return text === 'private' || text === 'public' || text === 'auto' ? text : null;
}

function commandOf([program, ...args]: readonly string[]): VisitCommand {
  return program === undefined ? { kind: 'shell' } : { kind: 'program', words: [program, ...args] };
}

function endLines(
  { cluster, hasEnded, refused }: Visit,
  { headed, sessions }: Pick<Messages, 'headed' | 'sessions'>,
): readonly string[] {
  const count = refused.reduce((sum, each) => sum + each.count, 0);
  return [
    ...(hasEnded ? [`ackring: ${sessions.over(visible(cluster.name))}`] : []),
    ...(count > 0 ? [`ackring: ${headed(sessions.refused(count))}`] : []),
    ...refusedText(refused, sessions).map((line) => `  ${line}`),
  ];
}
