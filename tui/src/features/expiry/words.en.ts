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
};
