import type { AccessRow } from '@ackring/core/internal/access/access-row';
import type { KubeconfigState } from '@ackring/core/internal/cloud/ack/api';
import type { Identity } from '@ackring/core/internal/words/identity';

interface Change extends Partial<KubeconfigState>, Partial<Pick<Identity, 'uid' | 'name'>> {}

/** A person's kubeconfig as the cloud lists it: there, and without an end unless it is given; what is not given is usual. */
export function specimenHolding({ uid = '1', name = 'tom', ...change }: Change = {}): KubeconfigState {
  return {
    cluster: { id: 'c1', name: 'prod', region: 'cn-hangzhou' },
    identity: { uid, name, type: 'user', state: 'active' },
    notAfter: null,
    certificateState: 'unexpired',
    revokable: true,
    cloudService: null,
    ...change,
  };
}

/** The row of such a kubeconfig, which was never used, by somebody of whose roles nothing was read. */
export function specimenRow(change: Partial<AccessRow> = {}): AccessRow {
  return {
    ...specimenHolding(),
    status: 'fresh',
    lastActivity: { kind: 'never' },
    roles: null,
    areRolesWhole: false,
    orphan: false,
    ...change,
  };
}
