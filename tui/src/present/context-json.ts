import {
  type ContextEntry,
  type Credential,
  certificateIssuedAt,
} from '@ackring/core/kubeconfig/context-entry';

/** The `contexts` contract. */
export function contextToJson(entry: ContextEntry): Record<string, unknown> {
  const { file, context, cluster, server, namespace, current, credential, status, ack } = entry;
  return {
    file,
    context,
    cluster,
    server,
    namespace,
    current,
    credential: credentialToJson(credential),
    status,
    daysLeft: entry.daysLeft,
    renewableFrom: entry.renewableFrom,
    ack: ack === null ? null : { clusterId: ack.clusterId, region: ack.region, access: ack.access },
    warnings: entry.warnings,
  };
}

function credentialToJson(credential: Credential): Record<string, unknown> {
  if (credential.kind !== 'certificate') return { ...credential };
  const { kind, subject, uid, issuedAt, notBefore, notAfter, serial, sha256 } = credential;
  const issued = issuedAt === null ? null : certificateIssuedAt({ issuedAt, notBefore });
  return { kind, subject, uid, issuedAt: issued, notBefore, notAfter, serial, sha256 };
}
