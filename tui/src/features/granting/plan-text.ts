import type { GrantPlan, LifePlan } from '@ackring/core/granting';
import { fullName } from '@ackring/core/words';
import { translate } from '../../messages/problems/translate.js';
import { say } from '../../messages/say.js';
import { durationText, localTime } from '../../messages/times.js';
import type { Reader } from '../../screen/table.js';

type Plan = Omit<GrantPlan, 'isRamRole' | 'ramPolicy'>;

/** What giving or taking a role would do, and what the identity has now. */
export function grantLines(plan: Plan, reader: Pick<Reader, 'messages' | 'timeZone'>): readonly string[] {
  const { messages } = reader;
  const { direction, identity, role, cluster, present, reason } = plan;
  const place = role.namespace === null ? fullName(cluster) : `${fullName(cluster)}/${role.namespace}`;
  const now = present.map((each) => (each.namespace === null ? each.role : `${each.role}@${each.namespace}`));
  const facts = { name: identity.name, uid: identity.uid, role: role.name, place };
  const sign = reason === 'toDo' ? (direction === 'give' ? '+' : '-') : '=';
  const what = {
    give:
      reason === 'alreadyGranted'
        ? say('{name} ({uid}) has {role} in {place} already: there is nothing to give', facts)
        : say('{name} ({uid}) gets {role} in {place}', facts),
    take:
      reason === 'notGranted'
        ? say('{name} ({uid}) does not have {role} in {place}: there is nothing to take', facts)
        : say('{name} ({uid}) loses {role} in {place}', facts),
  }[direction];
  const has =
    now.length === 0
      ? say('has nothing there now, as far as you may see')
      : say('has there now: {roles}', { roles: now });
  const isOwn = role.isCustom && direction === 'give' && reason === 'toDo';
  // The cloud takes any name, and a binding to a role that is not there gives nothing.
  const unseen = isOwn ? [say('whether the cluster has a ClusterRole {role} was not looked at', facts)] : [];
  return [
    `${sign} ${translate(messages, what)}`,
    ...[...askedLines(plan, reader), has, ...unseen, ...endLines(plan, reader)].map(
      (each) => `  ${translate(messages, each)}`,
    ),
  ];
}

/** Who asked for what is approved, as the file says: nothing proves it. */
function askedLines({ request }: Plan, { timeZone }: Pick<Reader, 'timeZone'>) {
  if (request === null) return [];
  const facts = { by: request.by, at: localTime(request.askedAt, timeZone), code: request.code };
  return [say('asked for by {by} at {at}, as the file says; its code is {code}', facts)];
}

/** When it ends, and who takes it back: only who has the record. */
function endLines(
  { reason, ending, ledger, endsAt }: Plan,
  { messages, timeZone }: Pick<Reader, 'messages' | 'timeZone'>,
) {
  const stood = reason === 'alreadyGranted';
  const ends =
    stood && endsAt !== null
      ? [say('it was given for a time, and ends at {end}', { end: localTime(endsAt, timeZone) })]
      : [];
  if (ending === null) return ends;
  if (stood) return [...ends, say('it was there before: it is not given again, nor taken back for this')];
  return [
    say('for {life}: {reason}', { life: durationText(ending.lengthMs, messages), reason: ending.reason }),
    ledger === null
      ? say(
          'taken back by the first ackring on this machine that asks this account’s cloud after that, and by nothing else',
        )
      : say(
          'taken back by the first run after that of the rotation of {file}, or of ackring on this machine that asks this account’s cloud',
          { file: ledger },
        ),
  ];
}

/** What setting a life would do, and what it would not change. */
export function lifeLines(plan: LifePlan, reader: Pick<Reader, 'messages' | 'timeZone'>): readonly string[] {
  const { messages, timeZone } = reader;
  const span = (ms: number): string => durationText(ms, messages);
  const facts = {
    name: plan.identity.name,
    cluster: fullName(plan.cluster),
    life: span(plan.hours * 3_600_000),
    lead: span(plan.renewedBeforeMs),
  };
  return [
    say('{name} in {cluster}: certificates live {life} from the next one on', facts),
    plan.isRenewed
      ? say(
          'each is renewed {lead} before its end, so whatever renews it must run more often than that',
          facts,
        )
      : say('so short a life counts as temporary: nothing renews such certificates, rotation refuses them'),
    plan.notAfter === null
      ? say('none is in force now')
      : say('the one in force keeps its end: {end}', { end: localTime(plan.notAfter, timeZone) }),
    say('a revoke resets the life to three years'),
  ].map((line) => translate(messages, line));
}
