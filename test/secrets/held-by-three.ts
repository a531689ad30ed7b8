/** A cluster held by the caller, a colleague and a deleted user, and one of the caller's alone. */
export const heldByThree = {
  identities: [{ name: 'tom' }, { name: 'gone', state: 'Deleted' }],
  clusters: [
    {
      name: 'prod',
      holders: {
        ops: { daysLeft: 100 },
        tom: { daysLeft: 20 },
        gone: { daysLeft: 400, lastSeenDaysAgo: 90 },
      },
    },
    { name: 'stage', region: 'cn-hangzhou', holders: { ops: { daysLeft: 700 } } },
  ],
} as const;
