import { isHeld, placeName, placesOf, type RevokePlan, type RevokeStep } from '@ackring/core/access';
import { successMark } from '@ackring/core/claims';
import { fullName, isOwnProgram, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translate, translateProblem } from '../../messages/problems/translate.js';
import { homePath } from '../../screen/reader.js';
import type { Reader } from '../../screen/table.js';
import { lastSeenText } from '../../subjects/holding/table.js';
import { recentUseText } from '../../subjects/usage/column.js';

/** One thing affected by a revoke, ready to print: `✕` stops working, `?` is unknown, `·` means none. */
export interface Touched {
  readonly sign: '✕' | '?' | '·';
  readonly text: string;
}

/** What would stop working, and what could not be read. */
export interface RevokeImpact {
  /** When it was last used, and what that means. */
  readonly used: string;
  /** From how many places, and with what, by the audit log. */
  readonly recently: string;
  /** These get the new one. */
  readonly replaced: readonly Touched[];
  readonly stopped: readonly Touched[];
}

const signs = { done: '?', failed: '✕', skipped: '–', unknown: '?' } as const;
const acts: ReadonlySet<RevokeStep['step']> = new Set(['revoke', 'fetch', 'deliver', 'forget']);

/** What was done is done; what a look shows is a claim. */
export function stepMark({ step, result, claim }: RevokeStep): '✓' | '✕' | '–' | '?' {
  if (result !== 'done') return signs[result];
  return (acts.has(step) ? '✓' : successMark(claim ?? null)) ?? '?';
}

/** The effect of a revoke on every known place of a copy. */
export function impactOf(plan: RevokePlan, reader: Reader): RevokeImpact {
  const { removal } = reader.messages;
  const { revoke } = removal;
  const places = placesOf(plan);
  const stops = (text: string): Touched => ({ sign: '✕', text });
  const path = (file: string): string => visible(homePath(file, reader.home));
  const contexts = plan.contexts.map(({ context, file, credential }) => {
    const serial = credential.kind === 'certificate' ? ` · ${revoke.serial(credential.serial)}` : '';
    return stops(`${visible(context)} · ${path(file)}${serial}`);
  });
  const plugins = plan.plugins.map(({ context, file, credential }) => {
    const program = credential.kind === 'exec' ? credential.command : '';
    const cached = isOwnProgram(program) ? revoke.fetchesAnew : revoke.otherCache(visible(program));
    return stops(`${visible(context)} · ${path(file)} · ${cached}`);
  });
  const held = places
    .filter(isHeld)
    .map((place) => stops(`${visible(placeName(place))} · ${revoke.serial(place.copy.serial)}`));
  return {
    used: reader.messages.labelled(
      revoke.lastUsed,
      `${lastSeenText(plan.lastActivity, reader)} · ${revoke.reasons[plan.reason]}`,
    ),
    recently: recentUseText(plan.recentUse, reader),
    replaced: [...contexts, ...plugins, ...held],
    stopped: [
      stops(revoke.others),
      ...plan.elsewhere.map(({ context, file }) =>
        stops(`${visible(context)} · ${path(file)} · ${revoke.elsewhere}`),
      ),
      ...plan.leftAlone.map(
        ({ entry, error }): Touched => ({
          sign: '?',
          text: `${visible(entry.context)} · ${path(entry.file)} · ${visible(translate(reader.messages, error.said.summary))}`,
        }),
      ),
      ...(contexts.length === 0 ? [{ sign: '·', text: revoke.noContexts } as const] : []),
      ...places.flatMap((place): readonly Touched[] =>
        place.copy.kind === 'unreadable'
          ? [
              {
                sign: '?',
                text: revoke.unread(
                  visible(placeName(place)),
                  visible(translateProblem(place.copy.error, reader.messages).message),
                ),
              },
            ]
          : [],
      ),
      ...sightOf(plan, reader.messages),
    ],
  };
}

function sightOf({ sinks }: RevokePlan, messages: Messages): readonly Touched[] {
  const { revoke } = messages.removal;
  switch (sinks.kind) {
    case 'none':
      return [{ sign: '?', text: revoke.noSinks }];
    case 'unreadable':
      return [
        { sign: '?', text: revoke.sinksUnread(visible(translateProblem(sinks.error, messages).message)) },
      ];
    case 'searched':
      return sinks.places.length === 0 ? [{ sign: '·', text: revoke.noCopies }] : [];
  }
}

/** The same for the command line, before asking. */
export function impactText(plan: RevokePlan, reader: Reader): string {
  const { aside, headed, removal } = reader.messages;
  const { revoke } = removal;
  const { used, recently, replaced, stopped } = impactOf(plan, reader);
  const lines = (touched: readonly Touched[]): readonly string[] =>
    touched.map(({ sign, text }) => `  ${sign} ${text}`);
  return [
    aside(revoke.title(visible(fullName(plan.cluster))), visible(plan.cluster.region)),
    used,
    recently,
    ...(replaced.length === 0 ? [] : [headed(revoke.dies), ...lines(replaced)]),
    headed(revoke.dead),
    ...lines(stopped),
  ].join('\n');
}

/** What a step did, and to what. */
export function stepText({ step, subject, told, result }: RevokeStep, messages: Messages): string {
  const { steps, untried, undead } = messages.removal.revoke;
  const isUntried = result === 'skipped' && (step === 'forget' || step === 'proveAlive');
  const isUndead = step === 'proveOldDead' && (result === 'failed' || result === 'unknown');
  const what = isUntried ? untried[step] : isUndead ? undead[result] : steps[step];
  const to = told === undefined ? subject : translate(messages, told);
  return to === null ? what : `${what} · ${visible(to)}`;
}
