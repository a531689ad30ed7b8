import type { KubeconfigState } from '@ackring/core/internal/cloud/ack/api';
import type { CredentialFacts } from '@ackring/core/internal/rotation/credential/credential';
import type {
  ForeignSubject,
  ManagedSubject,
  SinkCopy,
} from '@ackring/core/internal/rotation/subject/subject';
import { specimenCluster } from '../cluster.js';
import { specimenFacts } from '../context-entry.js';
import { specimenHolding } from '../holding.js';

/** For tests: the server that a managed subject's copies dial. */
export const subjectServer = 'https://203.0.113.10:6443';

export const subjectCluster = specimenCluster({
  endpoints: { public: [subjectServer], private: ['https://192.168.0.10:6443'] },
});

type CertificateChange = Partial<CredentialFacts['certificate']>;

/** For tests: what a stored copy with that end says about itself. */
export function factsUntil(
  notAfter: Date,
  {
    certificate,
    ...change
  }: Partial<Omit<CredentialFacts, 'certificate'>> & { certificate?: CertificateChange } = {},
): CredentialFacts {
  return {
    certificate: specimenFacts(notAfter, { uid: '20001', ...certificate }),
    keyMatches: true,
    server: subjectServer,
    clusterId: null,
    authority: null,
    version: 'v1',
    ...change,
  };
}

/** For tests: a sink's copy; `stored` null is an unreadable one. */
export function copyOf(stored: CredentialFacts | 'missing' | 'unreadable' | null, sink = 'file:a'): SinkCopy {
  if (stored === null) return { sink, stored, error: null };
  if (stored === 'missing') return { sink, stored: { kind: stored }, error: null };
  if (stored === 'unreadable') return { sink, stored: { kind: stored, problem: 'x' }, error: null };
  return { sink, stored: { kind: 'readable', facts: stored }, error: null };
}

/** For tests: a credential of ours, the same on the server's record and in one sink. */
export function subjectUntil(notAfter: Date, change: Partial<ManagedSubject> = {}): ManagedSubject {
  return {
    kind: 'managed',
    cluster: subjectCluster,
    identity: { key: 'self', name: 'self', uid: '20001' },
    selected: true,
    access: 'public',
    detailError: null,
    server: { notAfter, state: 'unexpired' },
    copies: [copyOf(factsUntil(notAfter))],
    trial: null,
    ...change,
  };
}

/** For tests: what tom holds. */
export function foreignUntil(notAfter: Date | null, change: Partial<KubeconfigState> = {}): ForeignSubject {
  const { id, name, region } = subjectCluster;
  const state = specimenHolding({ cluster: { id, name, region }, uid: '20009', notAfter, ...change });
  return { kind: 'foreign', cluster: subjectCluster, state };
}
