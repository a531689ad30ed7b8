import type { CredentialStatus } from '@ackring/core/words';
import { type Phrase, say, type Words } from '../../messages/say.js';

export const expiry = {
  now: 'now',
  window: 'window (180 d)',
  counts: (critical: number, renewable: number, expired: number) =>
    expired + critical + renewable === 0
      ? say('nothing to renew')
      : [
          ...(expired > 0 ? [say('{expired} expired', { expired })] : []),
          ...(critical > 0 ? [say('{critical} critical', { critical })] : []),
          ...(renewable > 0 ? [say('{renewable} renewable', { renewable })] : []),
        ],
  orphan: 'nobody: gone',
  self: 'you: f or r',
  holder: 'its holder',
  before: 'expired before',
  page: {
    title: 'Kubeconfigs by expiry',
    asOf: (kubeconfigs: number, clusters: number, instant: string) =>
      say('{kubeconfigs} kubeconfig{kubeconfigs||s} of {clusters} cluster{clusters||s}, as of {instant}', {
        kubeconfigs,
        clusters,
        instant,
      }),
    reading: 'The fleet is being read; so far there are the kubeconfig files of this machine.',
    stale: (problem: string) => say('The fleet could not be read since then: {problem}', { problem }),
    lastRun: (
      at: string,
      states: Readonly<Record<'ready' | 'pending' | 'failing' | 'blocked' | 'broken', number>>,
    ) =>
      say(
        'The rotation last ran at {at}: {ready} ready, {pending} pending, {failing} failing, {blocked} blocked; {broken} consumers have nothing of use.',
        {
          at,
          ready: states.ready,
          pending: states.pending,
          failing: states.failing,
          blocked: states.blocked,
          broken: states.broken,
        },
      ),
    unread: 'Not in this page, because they could not be read:',
    chart: 'Long-term kubeconfigs by the month in which they end',
    chartLabel: 'Long-term kubeconfigs that end in each of the next 36 months',
    window: (days: number) => say('within {days} days: renewable', { days }),
    footer: 'Written by ackring. There is no credential in this page. All days are in UTC.',
    /** Statuses by urgency, with an explanation for readers who do not know them. */
    meanings: {
      expired: 'have ended; what uses them has stopped',
      critical: 'end within 30 days, or the last 18th of a shorter life',
      renewable: 'end within 180 days, or the last third of a shorter life; a new one can be had',
      fresh: 'have longer left than that',
      temporary: 'end by themselves within days',
      notYetValid: 'have not begun',
      revoked: 'were revoked',
      unknown: 'could not be judged',
    } satisfies Record<CredentialStatus, Phrase>,
  },
} as const satisfies Words;
