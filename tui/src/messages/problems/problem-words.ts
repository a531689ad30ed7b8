import type { VerdictCause } from '@ackring/core/verification';
import { type ErrorCode, type Translations, wordIn } from '@ackring/core/words';
import type { Phrase } from '../say.js';

/**
 * Core's errors in the reader's language: its sentences, and for what was kept as English text, such as a report, the
 * meaning of its code before the original.
 */
export interface ProblemWords {
  readonly translations: Translations;
  message(code: ErrorCode, text: string): string;
  remedy(code: ErrorCode, text: string): string;
  /** For a verdict. */
  detail(cause: VerdictCause | null, text: string): string;
  advice(cause: VerdictCause | null, text: string): string;
}

/** The words of a language other than English. */
export function problemsIn(translations: Translations): ProblemWords {
  const before = (own: Phrase, original: string) => `${wordIn(own, translations)}（${original}）`;
  return {
    translations,
    message: (code, text) => before(errors[code][0], text),
    remedy: (code, text) => before(errors[code][1], text),
    detail: (cause, text) => (cause === null ? text : before(causes[cause][0], text)),
    advice: (cause, text) => (cause === null ? text : before(causes[cause][1], text)),
  };
}

/** What happened and what to do about it. */
type Pair = readonly [what: Phrase, todo: Phrase];

const refetch = 'Fetch a new kubeconfig';
const later = 'Wait a little, and try again';
const checkNetwork = 'Check network and proxy';
const checkFile = 'Check the file and its permissions';
const seeReason = 'See the reason';
const ambiguous: Pair = ['the name is ambiguous', 'Name one of the candidates'];
const wrongClock: Pair = ['this machine’s clock is wrong', 'Set the clock'];
const refused: Pair = ['kubectl refuses the context', 'Correct the entry, or fetch it again'];

const errors: Readonly<Record<ErrorCode, Pair>> = {
  UsageInvalid: ['this cannot be used as given', 'Check what was given'],
  ConfigurationInvalid: ['the configuration is not valid', 'Correct the configuration'],
  EndpointRefused: ['this endpoint cannot be used', 'Give an https address'],
  ClusterNotFound: ['no such cluster', 'Check its name and region'],
  ClusterNotSeen: [
    'not in the regions that answered',
    'It may be in one that did not answer: see why, and try again',
  ],
  ClusterAmbiguous: ambiguous,
  ContextNotFound: ['no such context', 'Check its name and file'],
  ContextAmbiguous: ambiguous,
  FileNotFound: ['no such file', 'Check its path'],
  ResourceNotFound: ['not found', 'Check its name and place'],
  RegionUnknown: ['no such region', 'Check the region’s name'],
  EndpointMissing: ['the cluster has no such endpoint', 'Choose another access'],
  CredentialsMissing: ['there are no credentials', 'Set up credentials'],
  CredentialsInvalid: ['the credentials are not accepted', 'Check the credentials'],
  ProfileInvalid: ['the profile cannot be used', 'Correct the profile'],
  Forbidden: ['permission is missing', 'Ask for the missing permission'],
  Throttled: ['throttled for too many calls', later],
  Unreachable: ['no connection', checkNetwork],
  TimedOut: ['it did not answer in time', checkNetwork],
  ServerFault: ['a passing problem of the cloud', later],
  ClockSkewed: wrongClock,
  ResponseUnreadable: ['the answer cannot be read', 'Check the proxies on the way'],
  RequestRejected: ['the cloud rejected the request', 'Ask support, with the request id'],
  OperationRetired: [
    'the cloud has retired this operation',
    'Update ackring; if it is the latest, report the operation',
  ],
  AuditOff: ['no audit log is kept', 'Turn auditing on in the console, under Security'],
  ClusterNotServing: ['the cluster does not serve now', 'Wait until it runs'],
  KubeconfigInvalid: ['the kubeconfig is not valid', 'Correct the file'],
  ContextRefused: refused,
  CertificateUnreadable: ['the certificate cannot be read', refetch],
  FileUnreadable: ['the file cannot be read', checkFile],
  FileUnwritable: ['the file cannot be written', checkFile],
  FileLocked: ['another program uses the file', 'Wait until it is done, and try again'],
  VerificationFailed: ['verification failed', seeReason],
  NotRenewed: ['not renewed', 'Wait until it can be renewed'],
  AccessEnding: ['the kubeconfig in use ends, or is not accepted', 'Replace it with a new one'],
  Cancelled: ['it was cancelled', 'Try again when you are ready'],
  Internal: ['an unexpected problem', 'Report this'],
  Conflict: ['in conflict with another change', 'Try again when that is done'],
  IssuedRefused: [
    'the kubeconfig that came cannot be trusted',
    'What was there is untouched: see the reason',
  ],
  Refused: ['not done, for safety', seeReason],
  ReadOnly: ['read-only mode is on', 'Switch read-only mode off'],
  ConfirmationMissing: ['confirmation is needed', 'Type the name to confirm'],
  DoneInPart: ['done in part', 'See what is left'],
};

const causes: Readonly<Record<VerdictCause, Pair>> = {
  expired: ['the certificate has expired', refetch],
  notYetValid: ['the certificate is not valid yet', 'Check the clock, or wait until it begins'],
  revoked: ['the certificate is revoked', refetch],
  forbidden: ['RBAC does not allow it', 'Ask the cluster’s administrator for a role'],
  unauthorized: ['the API server refused to authenticate', refetch],
  authenticatorMissing: [
    'the cluster lacks the add-on ack-ram-authenticator',
    'Install the add-on, or use a certificate',
  ],
  mappingsIgnored: [
    'the add-on ignores RAMIdentityMappings',
    'Ask an administrator to enable them, or use a certificate',
  ],
  identityNotMapped: [
    'no mapping names the RAM identity',
    'Ask an administrator for a mapping, or use a certificate',
  ],
  wrongCertificateAuthority: ['the server’s certificate is of another authority', refetch],
  nameMismatch: [
    'the server’s certificate has another name',
    'Fetch again, or add the name to the certificate',
  ],
  unreachable: ['the API server cannot be reached', 'Check the network and the address'],
  clockSkew: wrongClock,
  execPluginMissing: ['the exec plug-in is missing', 'Install the plug-in'],
  execPluginFailed: ['the exec plug-in failed', 'Run the plug-in by itself'],
  untrusted: ['the file is not trusted', 'Allow it only if you trust it'],
  credentialUnreadable: ['the credential cannot be read', refetch],
  dangling: ['what it refers to is missing', 'Fetch the kubeconfig again'],
  refusedByKubectl: refused,
  serverError: ['a problem of the API server', later],
  unknown: ['it cannot be told whether it works', 'Check the way there, and the namespace'],
};
