import type { RecentUse } from '@ackring/core/usage';
import { visible } from '@ackring/core/words';
import { translateProblem } from '../../messages/problems/translate.js';
import { durationText } from '../../messages/times.js';
import type { Reader } from '../../screen/table.js';

/** No line has room for more programs. */
const shownAgents = 5;

/** `4 addresses in the last 7 days, the last 3 min ago: argocd`, before something is removed. */
export function recentUseText(use: RecentUse, { now, messages }: Reader): string {
  const { recently } = messages.usage;
  switch (use.kind) {
    case 'used': {
      const ago = messages.header.fresh(durationText(now.getTime() - use.last.getTime(), messages));
      const agents = use.agents.slice(0, shownAgents).map((agent) => visible(agent));
      return recently.used(use.addresses.length, ago, agents.join(', '));
    }
    case 'unused':
      return recently.unused;
    case 'unknown':
      return use.error === null
        ? recently.unknown
        : messages.labelled(recently.unknown, visible(translateProblem(use.error, messages).message));
  }
}
