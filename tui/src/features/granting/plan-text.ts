import type { GrantPlan, LifePlan } from '@ackring/core/granting';
import { translate } from '../../messages/problems/translate.js';
import { say } from '../../messages/say.js';
import { durationText, localTime } from '../../messages/times.js';
import type { Reader } from '../../screen/table.js';

type Plan = Pick<GrantPlan, 'direction' | 'identity' | 'role' | 'cluster' | 'present' | 'reason'>;

/** What giving or taking a role would do, and what the identity has now. */
export function grantLines(plan: Plan, { messages }: Pick<Reader, 'messages'>): readonly string[] {
  const { direction, identity, role, cluster, present, reason } = plan;
  const place = role.namespace === null ? cluster.name : `${cluster.name}/${role.namespace}`;
  const now = present.map((each) => (each.namespace === null ? each.role : `${each.role}@${each.namespace}`));
  const facts = { name: identity.name, uid: identity.uid, role: role.name, place };
  const sign = reason === 'toDo' ? (direction === 'give' ? '+' : '-') : '=';
  const what =
    direction === 'give'
      ? say('{name} ({uid}) gets {role} in {place}', facts)
      : say('{name} ({uid}) loses {role} in {place}', facts);
  const has =
    now.length === 0
      ? say('has nothing there now, as far as you may see')
      : say('has there now: {roles}', { roles: now });
  const isOwn = role.isCustom && direction === 'give' && reason === 'toDo';
  // The cloud takes any name, and a binding to a role that is not there gives nothing.
  const unseen = isOwn ? [say('whether the cluster has a ClusterRole {role} was not looked at', facts)] : [];
  return [
    `${sign} ${translate(messages, what)}`,
    ...[has, ...unseen].map((each) => `  ${translate(messages, each)}`),
  ];
}

/** What setting a life would do, and what it would not change. */
export function lifeLines(plan: LifePlan, reader: Pick<Reader, 'messages' | 'timeZone'>): readonly string[] {
  const { messages, timeZone } = reader;
  const span = (ms: number): string => durationText(ms, messages);
  const facts = {
    name: plan.identity.name,
    cluster: plan.cluster.name,
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
