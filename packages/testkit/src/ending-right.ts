import type { EndingRight } from '@ackring/core/internal/rights/ending-right';

/** A right of mei's that was asked for then, and ends then; nothing was answered, seen or taken back. */
export function rightUntil(until: Date, askedAt: Date, change: Partial<EndingRight> = {}): EndingRight {
  return {
    id: '0123abcd',
    accountId: '1234567890123456',
    cluster: { id: 'c1', name: 'prod', region: 'cn-hangzhou' },
    identity: { uid: '200000000000000001', name: 'mei' },
    isRamRole: false,
    role: { name: 'dev', isCustom: false, namespace: 'web' },
    by: '200000000000000002',
    ...{ reason: 'INC-1', request: null, ledger: null },
    ...{ until, askedAt, answeredAt: null, seenAt: null, takingAt: null, over: null, trouble: null },
    ...change,
  };
}
