import type { ContextEntry } from '@ackring/core/internal/kubeconfig/context-entry';
import type { CertificateFacts } from '@ackring/core/internal/words/certificate';

interface FactsChange extends Partial<CertificateFacts> {
  /** In days, before its end. */
  readonly life?: number;
}

/** What a client certificate of ACK says that ends then, after three years unless its life is given. */
export function specimenFacts(
  notAfter: Date,
  { uid = '2001', life = 1_095, ...change }: FactsChange = {},
): CertificateFacts {
  return {
    subject: { organizations: ['system:users'], commonName: `${uid}-1700000000` },
    uid,
    issuedAt: null,
    notBefore: new Date(notAfter.getTime() - life * 86_400_000),
    notAfter,
    serial: 'aa',
    sha256: 'ff',
    ...change,
  };
}

/** A context of a kubeconfig, whose cluster and user are in the same file and have its name; what is not given is usual. */
export function specimenContext(change: Partial<ContextEntry> = {}): ContextEntry {
  const { context = 'prod', file = '/home/me/.kube/config' } = change;
  return {
    ...{ context, cluster: context, user: context },
    ...{ file, clusterFile: file, userFile: file },
    server: 'https://203.0.113.10:6443',
    namespace: null,
    current: false,
    credential: { kind: 'none' },
    status: 'unknown',
    daysLeft: null,
    renewableFrom: null,
    ack: null,
    warnings: [],
    ...change,
  };
}
