import type { Condition } from '@ackring/core/internal/rotation/credential/condition';
import type { Obligation } from '@ackring/core/internal/rotation/ledger/place';
import type { Standing } from '@ackring/core/internal/rotation/ledger/standing';
import { start } from './outcomes.js';

/** For tests: the condition of what is held until then: ready, unless another is given. */
export function conditionUntil(heldUntil: Date | null, change: Partial<Condition> = {}): Condition {
  return {
    ...{ state: 'ready', reason: 'OutsideRenewalWindow' },
    since: start.toISOString(),
    heldUntil: heldUntil?.toISOString() ?? null,
    brokenSince: null,
    lastProof: null,
    awaitsProof: null,
    nextAttempt: null,
    ...{ message: null, remedy: null },
    ...change,
  };
}

/** For tests: what is owed in a sink, of which nothing was read. */
export function owedIn(sink: string, change: Partial<Obligation> = {}): Obligation {
  return {
    ...{ sink, place: null, version: null, until: null, from: null, proven: null },
    ...{ refused: null, settled: null, brokenSince: null },
    ...change,
  };
}

/** For tests: how a credential of ours stands, of which nobody was told. */
export function standingOf(condition: Condition | null, change: Partial<Standing> = {}): Standing {
  return {
    ...{ key: 'c1/self', label: 'prod/self', cluster: 'prod', clusterId: 'c1', region: 'cn-hangzhou' },
    ...{ identity: 'self', holder: null, condition, places: [], left: null, dismissed: null },
    ...{ outage: null, mended: null, goneBecause: null, told: {} },
    ...change,
  };
}
