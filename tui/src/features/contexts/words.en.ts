import type { VerdictCause } from '@ackring/core/verification';

export const causes = {
  expired: 'expired',
  notYetValid: 'not yet valid',
  revoked: 'revoked',
  forbidden: 'forbidden',
  unauthorized: 'unauthorized',
  authenticatorMissing: 'no token add-on',
  mappingsIgnored: 'mappings off',
  identityNotMapped: 'not mapped',
  wrongCertificateAuthority: 'wrong CA',
  nameMismatch: 'name mismatch',
  unreachable: 'unreachable',
  clockSkew: 'clock is off',
  execPluginMissing: 'no exec plug-in',
  execPluginFailed: 'exec plug-in failed',
  untrusted: 'file not trusted',
  credentialUnreadable: 'unreadable',
  dangling: 'dangling',
  refusedByKubectl: 'kubectl refuses it',
  serverError: 'server error',
  unknown: 'unknown',
} satisfies Record<VerdictCause, string> as Record<VerdictCause, string>;

export const credentials = {
  certificate: (holder: string) => `certificate ${holder}`,
  none: 'none',
  token: 'token',
  basic: 'password',
  exec: (command: string) => `exec ${command}`,
  fetched: (issues: 'certificate' | 'token', tool: string) => `${issues} by ${tool}`,
  authProvider: (name: string) => `auth provider ${name}`,
  unreadable: 'unreadable',
};

export const answers = {
  asking: 'asking…',
  ok: (latencyMs: number) => `answers, ${latencyMs} ms`,
  seenIn: (names: string) => `rights seen in namespace ${names}`,
  onPaths: 'rights to paths only',
  onlyAsEverybody: 'only what everybody may here',
  unproven: 'unchecked: anyone may be answering',
  verified: (name: string, who: string, groups: string, latencyMs: number) =>
    `${name} answers as ${who}${groups === '' ? '' : ` in ${groups}`} · ${latencyMs} ms`,
  failed: (name: string, detail: string) => `${name}: ${detail}`,
  verifiedMany: (ok: number, failed: number) =>
    failed === 0 ? `${ok} answer` : `${ok} answer · ${failed} do not`,
};

export const actions = {
  verify: 'verify',
  renew: 'renew',
  yaml: 'YAML',
  edit: 'edit the file',
};

export const reasons = {
  noContext: 'there is no kubeconfig of it yet: fetch one with f',
  noContextYet: 'there is no kubeconfig of it',
  windowOpens: (day: string) => `its renewal window opens on ${day}`,
  notRenewable: {
    Temporary: 'a temporary kubeconfig is not renewed: fetch a new one with f',
    NoCertificate: 'it has no certificate that could be renewed',
    CertificateUnreadable: 'its certificate cannot be read: fetch a new one with f',
    NotAckCluster: 'it does not lead to an ACK cluster',
    UserOfSeveralClusters: 'contexts of several clusters share its user: fetch each of them with f',
    unknownCluster: 'its cluster is not in the regions that answered',
  },
};
