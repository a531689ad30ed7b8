import { placesOf, type RevokePlan } from '@ackring/core/access/revoke/revoke-plan';
import { isHeld, placeName } from '@ackring/core/access/revoke/sink-places';
import type { Messages } from '../../messages/messages.js';
import { visible } from '../../present/visible.js';
import type { AppState } from '../../screen/app-state.js';
import { homePath } from '../../screen/drawing/home-path.js';
import { type Line, span, wrapText } from '../../screen/drawing/line.js';
import type { Removal, RevokeAct } from './removal.js';
import { lastSeenText } from './table.js';

interface Place {
  readonly stage: Removal['stage'];
  readonly width: number;
  readonly messages: Messages;
}

/** What would stop working, and then every step towards what works instead. */
export function revokeLines(state: AppState, act: RevokeAct, place: Place): readonly Line[] {
  if (act.plan === null) return [];
  return place.stage === 'plan' ? impactLines(state, act.plan, place) : stepLines(act, place);
}

function impactLines(state: AppState, plan: RevokePlan, { width, messages }: Place): readonly Line[] {
  const { revoke } = messages.removal;
  const used = `${revoke.lastUsed}: ${lastSeenText(plan.lastActivity, { ...state, messages })} · ${revoke.reasons[plan.reason]}`;
  const isWarning = plan.reason !== 'NotUsed';
  const marked = (sign: string, tone: 'bad' | 'warn' | 'dim', text: string): readonly Line[] =>
    wrapText(text, width - 2).map((line, index) => [span(index === 0 ? `${sign} ` : '  ', tone), span(line)]);
  const contexts = plan.contexts.flatMap(({ context, file, credential }) => {
    const serial = credential.kind === 'certificate' ? ` · ${revoke.serial(credential.serial)}` : '';
    return marked('✕', 'bad', `${visible(context)} · ${visible(homePath(file, state.home))}${serial}`);
  });
  const plugins = plan.plugins.flatMap(({ context, file }) =>
    marked(
      '✕',
      'bad',
      `${visible(context)} · ${visible(homePath(file, state.home))} · ${revoke.fetchesAnew}`,
    ),
  );
  const places = placesOf(plan);
  const held = places
    .filter(isHeld)
    .flatMap((place) =>
      marked('✕', 'bad', `${visible(placeName(place))} · ${revoke.serial(place.copy.serial)}`),
    );
  const unread = places.flatMap((place) =>
    place.copy.kind === 'unreadable'
      ? marked('?', 'warn', revoke.unread(visible(placeName(place)), visible(place.copy.error.message)))
      : [],
  );
  const getsNew = [...contexts, ...plugins, ...held];
  return [
    [span(used, isWarning ? 'warn' : 'text')],
    [],
    ...(getsNew.length === 0 ? [] : [[span(revoke.dies, 'strong')], ...getsNew, []]),
    [span(revoke.dead, 'strong')],
    ...marked('✕', 'bad', revoke.others),
    ...(contexts.length === 0 ? marked('·', 'dim', revoke.noContexts) : []),
    ...unread,
    ...sightText(plan, messages).flatMap((text) => marked('?', 'warn', text)),
    ...(plan.sinks.kind === 'searched' && places.length === 0 ? marked('·', 'dim', revoke.noCopies) : []),
  ];
}

function sightText({ sinks }: RevokePlan, { removal }: Messages): readonly string[] {
  if (sinks.kind === 'none') return [removal.revoke.noSinks];
  return sinks.kind === 'unreadable' ? [removal.revoke.sinksUnread(visible(sinks.error.message))] : [];
}

const looks = { done: ['✓ ', 'good'], failed: ['✕ ', 'bad'], skipped: ['– ', 'dim'] } as const;

function stepLines({ steps, outcome, cluster }: RevokeAct, { width, messages }: Place): readonly Line[] {
  const { revoke } = messages.removal;
  const lines = steps.flatMap(({ step, subject, result, error }) => {
    const what = subject === null ? revoke.steps[step] : `${revoke.steps[step]} · ${visible(subject)}`;
    const why =
      error === null ? [] : [visible(error.message), ...(error.remedy ? [visible(error.remedy)] : [])];
    const [sign, tone] = looks[result];
    const told: Line = [span(sign, tone), span(what, result === 'failed' ? 'bad' : 'text')];
    return [
      told,
      ...why.flatMap((text) => wrapText(text, width - 4)).map((text): Line => [span(`    ${text}`, 'dim')]),
    ];
  });
  if (outcome === null) return [...lines, [span('⟳ ', 'accent'), span(revoke.running, 'dim')]];
  const tone = outcome.revoked === 'yes' ? 'good' : 'bad';
  return [...lines, [], [span(revoke.ended[outcome.revoked](visible(cluster.name)), tone)]];
}
