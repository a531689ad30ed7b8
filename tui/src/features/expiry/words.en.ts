import type { CredentialStatus } from '@ackring/core/words';

export const expiry = {
  now: 'now',
  window: 'window (180 d)',
  counts: (critical: number, renewable: number, expired: number) =>
    [
      ...(expired > 0 ? [`${expired} expired`] : []),
      ...(critical > 0 ? [`${critical} critical`] : []),
      ...(renewable > 0 ? [`${renewable} renewable`] : []),
    ].join(' · ') || 'nothing to renew',
  orphan: 'nobody: orphan',
  self: 'you: f or r',
  holder: 'its holder',
  before: 'expired before',
  page: {
    title: 'Kubeconfigs by expiry',
    asOf: (kubeconfigs: number, clusters: number, instant: string) =>
      `${kubeconfigs} kubeconfig${kubeconfigs === 1 ? '' : 's'} of ${clusters} cluster${clusters === 1 ? '' : 's'}, as of ${instant}`,
    reading: 'The fleet is being read; so far there are the kubeconfig files of this machine.',
    stale: (problem: string) => `The fleet could not be read since then: ${problem}`,
    lastRun: (
      at: string,
      states: Readonly<Record<'ready' | 'pending' | 'failing' | 'blocked' | 'broken', number>>,
    ) =>
      `The rotation last ran at ${at}: ${states.ready} ready, ${states.pending} pending, ${states.failing} failing, ${states.blocked} blocked; ${states.broken} consumers have nothing of use.`,
    unread: 'Not in this page, because they could not be read:',
    chart: 'Long-term kubeconfigs by the month in which they end',
    chartLabel: 'Long-term kubeconfigs that end in each of the next 36 months',
    window: (days: number) => `within ${days} days: renewable`,
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
    } satisfies Record<CredentialStatus, string> as Record<CredentialStatus, string>,
  },
};
