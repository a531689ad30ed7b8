import { successMark } from '@ackring/core/claims';
import type { Verdict } from '@ackring/core/verification';
import { AckringError, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translate, translateVerdict } from '../../messages/problems/translate.js';
import { say } from '../../messages/say.js';
import type { AppState } from '../../screen/app-state.js';
import type { NoticeDraft } from '../../screen/notice.js';
import { addNotice, notify } from '../../screen/notify.js';
import type { Reader } from '../../screen/table.js';
import type { Answer } from './kubeconfigs.js';

interface VerdictText {
  readonly text: string;
  readonly remedy: string | null;
}

/** The user that the API server sees and how fast, or what is wrong and what to do. */
function describeVerdict(verdict: Verdict, messages: Messages): VerdictText {
  const { answers } = messages;
  const { context, identity, latencyMs, detail } = verdict;
  if (verdict.verdict === 'failed') {
    const { message, remedy } = translateVerdict(verdict, messages);
    return { text: answers.failed(context, message), remedy };
  }
  if (identity === null) return { text: messages.labelled(context, detail), remedy: null };
  const groups = identity.groups.filter((group) => group !== 'system:authenticated').join(', ');
  const said = answers.verified(context, identity.username, groups, Math.round(latencyMs ?? 0));
  const extent = extentOf(verdict, messages);
  return { text: extent === null ? said : `${said} · ${extent}`, remedy: null };
}

/** The rights seen for an accepted user, and whether the server was verified; null if unremarkable. */
export function extentOf(
  { scope = null, isServerProven = null }: Verdict,
  { answers }: Messages,
): string | null {
  const words = [
    ...(scope?.kind === 'everybodys' ? [answers.onlyAsEverybody] : []),
    ...(scope?.kind === 'namespaces' ? [answers.seenIn(scope.names.join(', '))] : []),
    ...(scope?.kind === 'paths' ? [answers.onPaths] : []),
    ...(isServerProven === false ? [answers.unproven] : []),
  ];
  return words.length === 0 ? null : words.join(' · ');
}

/** The same for the command line, over two lines if there is something to do. */
export function verdictLines(verdict: Verdict, { messages }: Pick<Reader, 'messages'>): string {
  const { text, remedy } = describeVerdict(verdict, messages);
  const line = `${successMark(verdict.claim) ?? '✕'} ${visible(text)}`;
  const label = translate(messages, say('remedy: '));
  return remedy === null || remedy === '' ? line : `${line}\n    ${label}${visible(remedy)}`;
}

/** With its file beside its name, where several were given: their contexts may have one name. */
export function withFile<Named extends { readonly context: string; readonly file?: string }>(
  named: Named,
  { messages }: Pick<Reader, 'messages'>,
  path: (file: string) => string,
): Named {
  const { context, file } = named;
  return file === undefined ? named : { ...named, context: messages.aside(context, path(file)) };
}

/** A verdict next to the result of a fetch, for `--json`, which has no line for it. */
export function verdictError({ context, cause, detail, remedy, said }: Verdict): AckringError {
  return new AckringError(
    'VerificationFailed',
    cause === null || cause === 'unknown'
      ? say('{context} is not proven to work: {detail}', { context, detail })
      : say('{context} does not work: {cause}: {detail}', { context, cause, detail }),
    { remedy: remedy === null ? say('Ask again: `ackring verify`.') : (said?.remedy ?? remedy) },
  );
}

/** The `verify` contract. */
export function verdictToJson(verdict: Verdict): Record<string, unknown> {
  const { context, cause, detail, remedy, identity, latencyMs } = verdict;
  const {
    file = null,
    evidence = null,
    scope = null,
    serverVersion = null,
    isServerProven: serverProven = null,
  } = verdict;
  return {
    context,
    file,
    verdict: verdict.verdict,
    cause,
    detail,
    remedy,
    identity,
    latencyMs,
    evidence,
    scope,
    serverVersion,
    serverProven,
  };
}

/** The verdict line: the user that the API server sees and how fast, or what is wrong and what to do. */
export function verdictNotice(verdict: Verdict): NoticeDraft {
  const mood = verdict.verdict === 'ok' ? 'good' : 'bad';
  const { context: name, identity } = verdict;
  const least = identity?.username;
  return { mood, told: (messages) => ({ ...describeVerdict(verdict, messages), name, least }) };
}

/** When all answers have arrived: the one verdict in words, or the count of each and which failed, one in words. */
export function summarizeVerdicts(state: AppState, asked: readonly Answer[]): AppState {
  const verdicts = asked.filter((answer) => answer !== 'asking');
  const [first] = verdicts;
  if (first === undefined) return state;
  if (verdicts.length === 1) return addNotice(state, verdictNotice(first));
  const failed = verdicts.filter(({ verdict }) => verdict === 'failed');
  const ok = verdicts.length - failed.length;
  const [one, ...others] = failed;
  if (one === undefined) return notify(state, 'good', ({ answers }) => answers.verifiedMany(ok, 0));
  const names = failed.map(({ context }) => context).join(', ');
  return addNotice(state, {
    mood: 'bad',
    told: (messages) => {
      const { text, remedy } =
        others.length > 0 ? { text: names, remedy: null } : describeVerdict(one, messages);
      return { text: `${messages.answers.verifiedMany(ok, failed.length)} · ${text}`, remedy };
    },
  });
}
