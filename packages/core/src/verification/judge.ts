import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { ApiServerObservation } from '../machine/api-server/api.js';
import type { CertificateFacts } from '../words/certificate.js';
import { shell, word } from '../words/shell-word.js';
import { judgeNetwork, judgeTls } from './connection-failure.js';
import type { Judgement } from './judgement.js';
import { forgetAckRamTool, isAckRamTool, judgeRejected, validityFinding } from './rejected.js';
import { type Evidence, type Finding, fetchCommand, hostOf, type Verdict } from './verdict.js';

/** The verdict on one context. Pure; every failure has exactly one cause and something to do about it. */
export function judge(evidence: Evidence): Verdict {
  const { entry, observation } = evidence;
  const { judgement } = evidence;
  const answered = observation.kind === 'answered' ? observation : null;
  const base = {
    context: entry.context,
    identity: answered?.identity ?? null,
    latencyMs: answered?.latencyMs ?? null,
    evidence: judgement.kind,
    scope: judgement.kind === 'accepted' ? judgement.scope : null,
    serverVersion: answered?.version ?? null,
    isServerProven: answered === null ? null : (evidence.isServerProven ?? true),
  };
  const finding = findingOf(evidence, judgement);
  if (finding !== null) return { ...base, verdict: 'failed', ...finding };
  const detail = `the API server accepts it${actingAs(evidence)}${extentOf(judgement)}${unprovenOf(evidence)}`;
  return { ...base, verdict: 'ok', cause: null, detail, remedy: null };
}

/** The verdict on a context that could not be asked at all. */
export function failedVerdict(context: string, finding: Finding): Verdict {
  return { context, verdict: 'failed', ...finding, identity: null, latencyMs: null };
}

function actingAs({ impersonated = null }: Evidence): string {
  return impersonated === null ? '' : `, acting as ${word(impersonated)}`;
}

function unprovenOf({ isServerProven = true }: Evidence): string {
  return isServerProven
    ? ''
    : '; whoever answered may be anybody, since the context does not check its certificate';
}

function extentOf(judgement: Judgement): string {
  if (judgement.kind !== 'accepted') return '';
  if (judgement.scope.kind === 'everybodys')
    return ', which shows no right of its own, only what everybody may who has a certificate of this cluster';
  if (judgement.scope.kind !== 'namespaces') return '';
  return `, with rights in namespace ${judgement.scope.names.map(word).join(', ')} only`;
}

function findingOf(evidence: Evidence, judgement: Judgement): Finding | null {
  const { observation, now } = evidence;
  switch (observation.kind) {
    case 'answered':
      return judgeAnswer(evidence, observation, judgement);
    case 'tls':
      return judgeTls(evidence, observation);
    case 'network':
      return validityFinding(evidence, now) ?? judgeNetwork(evidence, observation.code);
    case 'credential':
      return unloadable(evidence, observation.code);
  }
}

type Answer = Extract<ApiServerObservation, { kind: 'answered' }>;

function judgeAnswer(evidence: Evidence, answer: Answer, judgement: Judgement): Finding | null {
  switch (judgement.kind) {
    case 'accepted':
      return judgement.scope.kind === 'unseen' ? unseen(evidence, answer, judgement.as) : null;
    case 'disowned':
      return disowned(evidence, judgement.remains);
    case 'expired':
    case 'notYetValid':
    case 'unknownIssuer':
      return judgeRejected(evidence, answer);
    case 'unreachable':
      return busy(evidence, answer);
    case 'unknown':
      return uncertain(evidence, answer, judgement);
  }
}

type Unsure = Extract<Judgement, { kind: 'unknown' }>;

function uncertain(evidence: Evidence, answer: Answer, { why, as }: Unsure): Finding {
  switch (why) {
    case 'anonymous':
      return unseenCredential(evidence, answer);
    case 'another':
      return takenForAnother(evidence, as);
    case 'foreign':
      return foreign(evidence, answer);
    case 'refused':
      return isUndecided(evidence) ? refused(evidence, as) : forbidden(evidence, answer, as);
    case 'busy':
    case 'insecure':
    case 'unloadable':
      return busy(evidence, answer);
  }
}

/** A certificate that is not known to be its holder’s current one. */
function isUndecided(evidence: Evidence): boolean {
  const certificate = shownCertificate(evidence);
  return certificate !== null && evidence.currentCommonName !== certificate.subject.commonName;
}

/** The entry's own, or its plug-in's. */
function shownCertificate({ entry: { credential }, fetched = null }: Evidence): CertificateFacts | null {
  return credential.kind === 'certificate' ? credential : fetched;
}

function unseenCredential(evidence: Evidence, { shown }: Answer): Finding {
  const { entry } = evidence;
  const isNone = entry.credential.kind === 'none';
  const seen =
    shown === 'withheld' ? 'never asked for the client certificate' : 'saw no credential (system:anonymous)';
  return {
    cause: isNone ? 'unauthorized' : 'unknown',
    detail: isNone
      ? `the user entry holds no credential, and ${hostOf(entry)} answers to nobody in particular`
      : `${hostOf(entry)} ${seen}: something before it ends TLS, or it does not take this kind; whether the credential works is not known`,
    remedy: isNone ? `Fetch one: ${fetchCommand(evidence)}.` : dialItself(evidence),
  };
}

function takenForAnother(evidence: Evidence, as: string | null): Finding {
  const name = shownCertificate(evidence)?.subject.commonName ?? '';
  return {
    cause: 'unknown',
    detail: `${hostOf(evidence.entry)} takes us for ${word(as ?? '')}, while the certificate names ${word(name)}: something before the API server shows a credential of its own; whether this one works is not known`,
    remedy: dialItself(evidence),
  };
}

function dialItself(evidence: Evidence): string {
  return `Dial the API server itself: compare the context’s server with the cluster’s endpoints, ${fetchCommand(evidence)}.`;
}

function foreign(evidence: Evidence, { review, namespaces }: Answer): Finding {
  const { entry } = evidence;
  const strange = [review, namespaces].find((answer) => answer.kind === 'foreign');
  const status = strange?.kind !== 'foreign' || strange.status === null ? '' : ` (status ${strange.status})`;
  return {
    cause: 'unknown',
    detail: `what answers at ${hostOf(entry)} does not speak as a Kubernetes API server does${status}: perhaps a login page, a redirect or a proxy`,
    remedy: `Look at the way there: \`${shell`ackring san ${evidence.cluster?.id ?? entry.context}`}\`; if the address is wrong, ${fetchCommand(evidence)}.`,
  };
}

function refused({ entry }: Evidence, as: string | null): Finding {
  const who = as === null ? 'this identity' : word(as);
  return {
    cause: 'unknown',
    detail: `the API server knows ${who} and refuses all that was asked: it may have rights elsewhere, have none, or have been revoked`,
    remedy: `Name a namespace it may work in: \`${shell`kubectl config set-context ${entry.context} --namespace NAME`}\`, then \`${shell`ackring verify ${entry.context}`}\`; or ask the cluster’s administrator.`,
  };
}

/** Let in, and no right of its was seen: refused, or not even answered. */
function unseen(evidence: Evidence, answer: Answer, as: string | null): Finding {
  const isHeard = answer.rights.length > 0 && answer.rights.every(({ seen }) => seen !== 'unknown');
  if (answer.namespaces.kind === 'refused' && isHeard) return forbidden(evidence, answer, as);
  const { entry } = evidence;
  return {
    cause: 'serverError',
    detail: `${hostOf(entry)} lets ${as === null ? 'this identity' : word(as)} in, but did not say what it may`,
    remedy: `Try again in a minute: \`${shell`ackring verify ${entry.context}`}\`; if it stays, see the cluster’s events in the console.`,
  };
}

function busy({ entry }: Evidence, { review, namespaces }: Answer): Finding {
  const told = [namespaces, review].find((answer) => answer.kind === 'busy');
  const reason = told?.kind === 'busy' && told.reason !== null ? ` (${word(told.reason)})` : '';
  return {
    cause: 'serverError',
    detail:
      told?.kind === 'busy'
        ? `${hostOf(entry)} answered with status ${told.status}${reason}, which says nothing of the credential`
        : `${hostOf(entry)} did not answer all that was asked within the time allowed`,
    remedy: `Try again in a minute: \`${shell`ackring verify ${entry.context}`}\`; if it stays, see the cluster’s events in the console.`,
  };
}

function disowned(evidence: Evidence, remains: 'nothing' | 'everybodys'): Finding {
  const left = remains === 'nothing' ? 'nothing any more' : 'only what everybody may here';
  return {
    cause: 'revoked',
    detail: `${whoseCertificate(evidence.entry)} is valid and known, but it may do ${left}, and the cloud has given its holder another name since: it was revoked`,
    remedy: `${replacement(evidence)}; if that is refused as well, ask for an RBAC role in the cluster.`,
  };
}

function whoseCertificate({ credential }: ContextEntry): string {
  return credential.kind === 'exec' ? `the certificate of ${word(credential.command)}` : 'the certificate';
}

/** A plug-in gives again what it keeps. */
function replacement(evidence: Evidence): string {
  const { credential } = evidence.entry;
  if (credential.kind !== 'exec') return `Fetch a new one: ${fetchCommand(evidence)}`;
  if (isAckRamTool(credential.command)) return forgetAckRamTool;
  return `Fetch a new one, and let go what the plug-in keeps: ${fetchCommand(evidence).replace(/`$/, ' --exec`')}`;
}

function forbidden({ entry, currentCommonName }: Evidence, answer: Answer, as: string | null): Finding {
  const who = as === null ? 'this identity' : word(as);
  const isCurrent = as !== null && as === currentCommonName;
  const asked = answer.rights.map(({ namespace }) => word(namespace)).join(', ') || 'default';
  return {
    cause: 'forbidden',
    detail: `the API server knows ${who}${isCurrent ? ', which was not revoked' : ''}, but no right of its was seen in namespace ${asked}; it may have some in others`,
    remedy: `Ask the cluster’s administrator for a role; see what there is with \`${shell`kubectl --context ${entry.context} auth can-i --list`}\`.`,
  };
}

function unloadable(evidence: Evidence, code: string): Finding {
  const mismatch = code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH';
  return {
    cause: 'credentialUnreadable',
    detail: mismatch
      ? 'the private key does not belong to the client certificate'
      : 'its certificate or key cannot be loaded',
    remedy: `Look at it with \`${shell`ackring inspect ${evidence.entry.context}`}\`, or fetch a new one: ${fetchCommand(evidence)}.`,
  };
}
