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
  orphan: 'nobody',
  going: 'being deleted',
  self: 'you: f or r',
  fetch: 'you: f',
  /** Of either in read-only mode, where the keys do nothing. */
  yours: 'you',
  holder: 'its holder',
  sources: { server: 'server', sink: 'sink', file: 'file' },
  before: 'expired before',
  next: {
    of: (holder: string, cluster: string) => say('{holder} at {cluster}', { holder, cluster }),
    /** By how much is known: of every cluster, of those that answered, of the kubeconfig files alone. */
    all: (what: string, left: string) => say('next long-term end: {what}, in {left}', { what, left }),
    some: (what: string, left: string) => say('next known long-term end: {what}, in {left}', { what, left }),
    files: (what: string, left: string) =>
      say('next long-term end in your files: {what}, in {left}', { what, left }),
    expired: (expired: number) => say('{expired} expired', { expired }),
    asks: (key: string) => say('{key} asks every cluster', { key }),
    notYet: (key: string) => say('what ends next is not known yet: {key} asks every cluster', { key }),
    renewers: {
      orphan: 'nobody renews it',
      going: 'its cluster is being deleted',
      rotation: 'the rotation renews it',
      self: 'yours to renew',
      fetch: 'yours to fetch anew',
      holder: 'its holder’s to renew',
    },
  },
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
      critical: 'end in fewer than 30 days, or the last 18th of a shorter life',
      renewable: 'end in fewer than 180 days, or the last third of a shorter life; a new one can be had',
      fresh: 'have longer left than that',
      temporary: 'end by themselves within days',
      notYetValid: 'have not begun',
      revoked: 'were revoked',
      unknown: 'could not be judged',
    } satisfies Record<CredentialStatus, Phrase>,
  },
} as const satisfies Words;
