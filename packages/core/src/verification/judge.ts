import type { Judgement, Scope } from '../claims/accepted.js';
import { claimAnswers } from '../claims/answers.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { ApiServerObservation } from '../machine/api-server/api.js';
import type { CertificateFacts } from '../words/certificate.js';
import { type Sentence, say } from '../words/say.js';
import { shell, word } from '../words/shell-word.js';
import { judgeNetwork, judgeTls } from './connection-failure.js';
import { forgetAckRamTool, isAckRamTool, judgeRejected, noCredential, validityFinding } from './rejected.js';
import {
  calledBy,
  type Evidence,
  type Finding,
  fetchCommand,
  fileFlag,
  hostText,
  saying,
  type Verdict,
} from './verdict.js';

/** The verdict on one context. Pure; every failure has exactly one cause and a remedy. */
export function judge(evidence: Evidence): Verdict {
  const { entry, observation } = evidence;
  const { judgement } = evidence;
  const answered = observation.kind === 'answered' ? observation : null;
  const base = {
    context: entry.context,
    identity: answered?.identity ?? null,
    latencyMs: answered?.latencyMs ?? null,
    evidence: judgement.kind,
    claim: claimAnswers(judgement),
    scope: judgement.kind === 'accepted' ? judgement.scope : null,
    serverVersion: answered?.version ?? null,
    isServerProven: answered === null ? null : (evidence.isServerProven ?? true),
  };
  const finding = findingOf(evidence, judgement);
  if (finding !== null) {
    const { cause, detail, remedy } = finding;
    return { ...base, verdict: 'failed', cause, ...saying(detail, remedy) };
  }
  const facts = { as: actingAs(evidence), extent: extentOf(base.scope), unproven: unprovenOf(evidence) };
  const detail = say('the API server accepts it{as}{extent}{unproven}', facts);
  return { ...base, verdict: 'ok', cause: null, ...saying(detail, null) };
}

/** The verdict on a context that could not be queried at all. */
export function failedVerdict(context: string, { cause, detail, remedy }: Finding): Verdict {
  const unasked = { claim: null, identity: null, latencyMs: null };
  return { context, verdict: 'failed', cause, ...saying(detail, remedy), ...unasked };
}

function actingAs({ impersonated = null }: Evidence): Sentence | '' {
  return impersonated === null ? '' : say(', acting as {user}', { user: word(impersonated) });
}

function unprovenOf({ isServerProven = true }: Evidence): Sentence | '' {
  return isServerProven
    ? ''
    : say('; anyone may have answered, since the context does not check the certificate');
}

function extentOf(scope: Scope | null): Sentence | '' {
  switch (scope?.kind) {
    case 'everybodys':
      return say(
        ', but shows no right of its own, only what everyone with a certificate of this cluster may do',
      );
    case 'paths':
      return say(', with rights to paths only, and none seen in a namespace');
    case 'namespaces':
      return say(', with rights seen in namespace {names}', { names: scope.names.map(word) });
    case 'cluster':
    case 'unseen':
    case undefined:
      return '';
  }
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
      return disowned(evidence, judgement);
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
      return (
        mayNotActAs(evidence, as) ??
        (isUndecided(evidence) ? refused(evidence, as) : forbidden(evidence, answer, as))
      );
    case 'busy':
    case 'insecure':
    case 'unloadable':
      return busy(evidence, answer);
  }
}

/** Every refusal names whom the credential itself is for: `as` was not taken. */
function mayNotActAs({ impersonated = null }: Evidence, as: string | null): Finding | null {
  if (impersonated === null || as === null || as === impersonated) return null;
  return {
    cause: 'forbidden',
    detail: say('the API server knows {who}, who may not act as {user}', {
      who: word(as),
      user: word(impersonated),
    }),
    remedy: say(
      'Ask the cluster’s administrator for the right to impersonate, or take `as` out of the user entry.',
    ),
  };
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
  const host = hostText(entry);
  if (entry.credential.kind === 'none') return noCredential(evidence);
  const seen =
    shown === 'withheld'
      ? say('{host} never asked for the client certificate', { host })
      : say('{host} saw no credential (system:anonymous)', { host });
  return {
    cause: 'unknown',
    detail: say(
      '{seen}: something in front of it ends TLS, or it does not accept this kind; whether the credential works is not known',
      { seen },
    ),
    remedy: dialItself(evidence),
  };
}

function takenForAnother(evidence: Evidence, as: string | null): Finding {
  const name = shownCertificate(evidence)?.subject.commonName ?? '';
  return {
    cause: 'unknown',
    detail: say(
      '{host} takes us for {user}, while the certificate names {name}: something in front of the API server presents a credential of its own; whether this one works is not known',
      { host: hostText(evidence.entry), user: word(as ?? ''), name: word(name) },
    ),
    remedy: dialItself(evidence),
  };
}

function dialItself(evidence: Evidence): Sentence {
  return say(
    'Dial the API server itself: compare the context’s server with the cluster’s endpoints, `{command}`.',
    { command: fetchCommand(evidence) },
  );
}

function foreign(evidence: Evidence, { review, namespaces }: Answer): Finding {
  const { entry } = evidence;
  const strange = [review, namespaces].find((answer) => answer.kind === 'foreign');
  const status =
    strange?.kind !== 'foreign' || strange.status === null
      ? ''
      : say(' (status {status})', { status: strange.status });
  return {
    cause: 'unknown',
    detail: say(
      'what answers at {host} is not a Kubernetes API server{status}: perhaps a login page, a redirect or a proxy',
      { host: hostText(entry), status },
    ),
    remedy: say('Check the way there: `{command}`; if the address is wrong, `{fetch}`.', {
      command: shell`ackring san ${calledBy(evidence) ?? entry.context}`,
      fetch: fetchCommand(evidence),
    }),
  };
}

function refused(evidence: Evidence, as: string | null): Finding {
  const { context } = evidence.entry;
  return {
    cause: 'unknown',
    detail: say(
      'the API server knows {who} and refuses everything asked: it may have rights elsewhere, have none, or have been revoked',
      { who: whoIs(as) },
    ),
    remedy: say(
      'Name a namespace it may work in: `{command}`, then `{verify}`; or ask the cluster’s administrator.',
      {
        command: shell`kubectl config set-context ${context} ${fileFlag(evidence)} --namespace NAME`,
        verify: shell`ackring verify ${context} ${fileFlag(evidence)}`,
      },
    ),
  };
}

function whoIs(as: string | null): string | Sentence {
  return as === null ? say('this identity') : word(as);
}

/** Accepted without any right of its own: refused, or not even answered. */
function unseen(evidence: Evidence, answer: Answer, as: string | null): Finding {
  const isHeard = answer.rights.length > 0 && answer.rights.every(({ seen }) => seen !== 'unknown');
  if (answer.namespaces.kind === 'refused' && isHeard) return forbidden(evidence, answer, as);
  const { entry } = evidence;
  return {
    cause: 'serverError',
    detail: say('{host} lets {who} in, but did not say what it may do', {
      host: hostText(entry),
      who: whoIs(as),
    }),
    remedy: askAgain(evidence),
  };
}

function askAgain(evidence: Evidence): Sentence {
  return say('Try again in a minute: `{command}`; if it persists, see the cluster’s events in the console.', {
    command: shell`ackring verify ${evidence.entry.context} ${fileFlag(evidence)}`,
  });
}

function busy(evidence: Evidence, { review, namespaces }: Answer): Finding {
  const told = [namespaces, review].find((answer) => answer.kind === 'busy');
  const host = hostText(evidence.entry);
  const reason = told?.kind === 'busy' && told.reason !== null ? ` (${word(told.reason)})` : '';
  return {
    cause: 'serverError',
    detail:
      told?.kind === 'busy'
        ? say('{host} answered with status {status}, which says nothing about the credential', {
            host,
            status: `${told.status}${reason}`,
          })
        : say('{host} did not answer everything in time', { host }),
    remedy: askAgain(evidence),
  };
}

function disowned(evidence: Evidence, { remains, asked }: Extract<Judgement, { kind: 'disowned' }>): Finding {
  const facts = { certificate: whoseCertificate(evidence.entry), namespaces: asked.map(word) };
  return {
    cause: 'revoked',
    detail:
      remains === 'nothing'
        ? say(
            '{certificate} is valid and known, but may do nothing any more in namespace {namespaces}, and the cloud has since given its holder another name: it was revoked',
            facts,
          )
        : say(
            '{certificate} is valid and known, but may do only what everyone may in namespace {namespaces}, and the cloud has since given its holder another name: it was revoked',
            facts,
          ),
    remedy: say('{replacement}; if that is refused as well, ask for an RBAC role in the cluster.', {
      replacement: replacement(evidence),
    }),
  };
}

function whoseCertificate({ credential }: ContextEntry): Sentence {
  return credential.kind === 'exec'
    ? say('the certificate of {program}', { program: word(credential.command) })
    : say('the certificate');
}

/** A plug-in returns its cached one again. */
function replacement(evidence: Evidence): Sentence {
  const { credential } = evidence.entry;
  const command = fetchCommand(evidence);
  if (credential.kind !== 'exec') return say('Fetch a new one: `{command}`', { command });
  if (isAckRamTool(credential.command)) return forgetAckRamTool;
  return say('Fetch a new one, which also clears what the plug-in keeps: `{command} --exec`', { command });
}

function forbidden(evidence: Evidence, answer: Answer, as: string | null): Finding {
  const { entry, currentCommonName } = evidence;
  const command = shell`kubectl --context ${entry.context} ${fileFlag(evidence)} auth can-i --list`;
  const isCurrent = as !== null && as === currentCommonName;
  const asked = answer.rights.map(({ namespace }) => word(namespace));
  return {
    cause: 'forbidden',
    detail: say(
      'the API server knows {who}{current}, but no rights of its own were seen in namespace {namespaces}; it may have some in others',
      {
        who: whoIs(as),
        current: isCurrent ? say(', which was not revoked') : '',
        namespaces: asked.length === 0 ? 'default' : asked,
      },
    ),
    remedy:
      evidence.isApart === true
        ? say(
            'Ask the cloud whether it was revoked: `{leak}`. If it was not, ask the cluster’s administrator for a role; see what there is with `{command}`.',
            { leak: shell`ackring leak ${entry.file}`, command },
          )
        : say('Ask the cluster’s administrator for a role; see what there is with `{command}`.', { command }),
  };
}

function unloadable(evidence: Evidence, code: string): Finding {
  const mismatch = code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH';
  return {
    cause: 'credentialUnreadable',
    detail: mismatch
      ? say('the private key does not belong to the client certificate')
      : say('its certificate or key cannot be loaded'),
    remedy: say('Look at it with `{command}`, or fetch a new one: `{fetch}`.', {
      command: shell`ackring inspect ${evidence.isApart === true ? evidence.entry.file : evidence.entry.context}`,
      fetch: fetchCommand(evidence),
    }),
  };
}
