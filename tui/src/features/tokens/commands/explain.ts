import { claimSound, successMark } from '@ackring/core/claims';
import { type TokenExplanation, tokenIn } from '@ackring/core/tokens';
import { AckringError, exitCodes, type Sentence, toText, visible } from '@ackring/core/words';
import { translate } from '../../../messages/problems/translate.js';
import { say } from '../../../messages/say.js';
import { localTime } from '../../../messages/times.js';
import type { Reader } from '../../../screen/table.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import { readStandardInput } from '../../../shell/standard-input.js';
import { pad, readerOf } from '../../../shell/text-table.js';

/** A token has 4 KiB, and what a plug-in prints around it is little more. */
const mostBytes = 65_536;

export const command = defineCommand({
  name: 'token explain',
  summary: 'what a RAM token says: whose, for which cluster, until when, and what speaks against it',
  usage: '[-|FILE]',
  positionals: { min: 0, max: 1, completes: 'file' },
  options: {
    cluster: {
      type: 'string',
      value: 'ID',
      completes: 'cluster',
      summary: 'the cluster that would verify it (default: the one that it names)',
    },
    offline: { type: 'boolean', summary: 'do not ask the Security Token Service whose it is' },
  },
  examples: [
    {
      line: 'ackring exec-credential --token --cluster c… | ackring token explain',
      summary: 'what the plug-in hands to kubectl',
    },
    { line: 'ackring token explain ./token --offline', summary: 'what lies in a file, asking nobody' },
  ],
  async run(context) {
    const { options, positionals, services, output, progress, stdin, isInteractive, signal } = context;
    const [given = '-'] = positionals;
    if (given.startsWith('k8s-ack-')) {
      throw usageError(
        say('a token does not belong on the command line, where every process can read it'),
        say('Pass it on standard input, and let it end: it holds for 15 minutes.'),
      );
    }
    if (given === '-' && isInteractive) {
      throw usageError(
        say('`token explain` reads a token from a file or from standard input'),
        say('Pipe it in: `ackring exec-credential --token --cluster ID | ackring token explain`.'),
      );
    }
    const text = given === '-' ? await readStandardInput(stdin, mostBytes) : await textIn(given);
    const explaining = services.explainToken(tokenIn(text), {
      clusterId: options.cluster ?? null,
      isAsked: !options.offline,
      signal,
    });
    const explained = await progress.during(({ cloud }) => cloud, explaining);
    if (output.json) output.data(toJson(explained));
    else output.prose(explanationText(explained, await readerOf(context)));
    return explained.objections.length === 0 ? undefined : exitCodes.failed;
  },
});

async function textIn(file: string): Promise<string> {
  const { readNamedText } = await import('@ackring/core/machine');
  const text = readNamedText(file);
  if (text.length > mostBytes) {
    throw new AckringError('FileUnreadable', say('{file} is too long to be a token', { file }), {
      remedy: say('Name the file that holds the token alone.'),
    });
  }
  return text;
}

function explanationText(explained: TokenExplanation, { messages, timeZone }: Reader): string {
  const { clusterId, accessKeyId, isSession, signedAt, endsAt, identity, objections } = explained;
  const at = (instant: Date | null): string => (instant === null ? '–' : localTime(instant, timeZone));
  const key = accessKeyId ?? '–';
  const sound = claimSound({ objections: objections.length, isIdentified: identity !== null });
  const facts: readonly (readonly [Sentence, string])[] = [
    [say('cluster'), clusterId ?? '–'],
    [say('identity'), identity === null ? '–' : identity.arn],
    ...(identity !== null && identity.mappedArn !== identity.arn
      ? [[say('mapped as'), identity.mappedArn] as const]
      : []),
    [say('key'), isSession ? messages.aside(key, translate(messages, say('session'))) : key],
    [say('signed'), at(signedAt)],
    [say('ends'), at(endsAt)],
  ];
  return [
    ...facts.map(([name, value]) => `${pad(translate(messages, name), 10)}${visible(value)}`),
    ...objections.map(({ text }) => `✕ ${translate(messages, text)}`),
    ...(sound.kind === 'refuted'
      ? []
      : [`${successMark(sound) ?? '·'} ${translate(messages, say('nothing speaks against it'))}`]),
  ].join('\n');
}

function toJson({ objections, ...explained }: TokenExplanation): object {
  return { ...explained, objections: objections.map(({ code, text }) => ({ code, detail: toText(text) })) };
}
