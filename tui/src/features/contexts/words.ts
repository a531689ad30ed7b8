import type { VerdictCause } from '@ackring/core/verification';
import { type Phrase, say, type Words } from '../../messages/say.js';

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
} satisfies Record<VerdictCause, Phrase>;

export const credentials = {
  certificate: (holder: string) => say('certificate {holder}', { holder }),
  none: 'none',
  unknown: 'unknown',
  token: 'token',
  basic: 'password',
  exec: (command: string) => say('exec {command}', { command }),
  fetched: (issues: 'certificate' | 'token', tool: string) =>
    issues === 'token' ? say('token by {tool}', { tool }) : say('certificate by {tool}', { tool }),
  authProvider: (name: string) => say('auth provider {name}', { name }),
  unreadable: 'unreadable',
} as const satisfies Words;

export const answers = {
  asking: 'asking…',
  ok: (latencyMs: number) => say('answers, {latencyMs} ms', { latencyMs }),
  seenIn: (names: string) => say('rights seen in namespace {names}', { names }),
  onPaths: 'rights to paths only',
  onlyAsEverybody: 'only what everybody may here',
  unproven: 'unchecked: anyone may be answering',
  verified: (name: string, who: string, groups: string, latencyMs: number) =>
    groups === ''
      ? say('{name} answers as {who} · {latencyMs} ms', { name, who, latencyMs })
      : say('{name} answers as {who} in {groups} · {latencyMs} ms', { name, who, groups, latencyMs }),
  failed: (name: string, detail: string) => say('{name}: {detail}', { name, detail }),
  verifiedMany: (ok: number, failed: number) =>
    failed === 0
      ? say('{ok} {ok|answers|answer}', { ok })
      : say('{ok} {ok|answers|answer} · {failed} {failed|does|do} not', { ok, failed }),
} as const satisfies Words;

export const actions = {
  verify: 'verify',
  renew: 'renew',
  yaml: 'YAML',
  edit: 'edit the file',
} as const satisfies Words;

export const reasons = {
  noContext: 'there is no kubeconfig of it yet: fetch one with f',
  noContextYet: 'there is no kubeconfig of it',
  unreadFile: 'its file cannot be read: e opens it',
  heldUnknown: 'a kubeconfig file cannot be read, so nobody knows whether there is one: 2 shows it',
  noneOf: (name: string) => say('no kubeconfig of {name} is known on this machine', { name }),
  wasRevoked: 'it was revoked: fetch another in its place with f',
  windowOpens: (day: string) => say('its renewal window opens on {day}', { day }),
  notRenewable: {
    Temporary: 'a temporary kubeconfig is not renewed: fetch a new one with f',
    NoCertificate: 'it has no certificate that could be renewed',
    CertificateUnreadable: 'its certificate cannot be read: fetch a new one with f',
    NotAckCluster: 'it does not lead to an ACK cluster',
    UserOfSeveralClusters: 'contexts of several clusters share its user: fetch each of them with f',
    unknownCluster: 'its cluster is not in the regions that answered',
  },
} as const satisfies Words;
