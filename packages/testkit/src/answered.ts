import type { ApiServerObservation } from '@ackring/core/internal/machine/api-server/api';

export type Answered = Extract<ApiServerObservation, { kind: 'answered' }>;

/** What an API server answers to a certificate of that name that may list namespaces; what is not given is usual. */
export function answeredAs(username: string, change: Partial<Answered> = {}): Answered {
  return {
    ...{ kind: 'answered', shown: 'certificate' },
    review: { kind: 'served' },
    identity: { username, groups: [] },
    namespaces: { kind: 'served' },
    isListEverybodys: false,
    rights: [],
    ...{ version: null, latencyMs: 1, serverTime: null },
    ...change,
  };
}
