import { objectionsTo } from '../tokens/objections.js';
import { type RamToken, tokenEnd, tokenLifeMs } from '../tokens/token-text.js';
import { accessOfServer, allEndpoints } from '../words/endpoints.js';
import { instantOf, type Sentence, say } from '../words/say.js';
import { shell, word } from '../words/shell-word.js';
import { calledBy, type Evidence, type Finding, fetchCommand, hostText } from './verdict.js';

/** Why an API server answers 401 to a RAM token; null for other tokens. `at`: the server's instant, else ours. */
export function tokenFinding(evidence: Evidence, at: Date, skew: Finding | null): Finding | null {
  const { entry, token = null, authenticator = null } = evidence;
  const issuesToken = entry.credential.kind === 'exec' && entry.credential.issues === 'token';
  if (token === null && !issuesToken) return null;
  const own =
    token === null ? null : (timeFinding(evidence, token, at, skew) ?? faultFinding(evidence, token, at));
  if (own !== null) return own;
  const facts = { host: hostText(entry), whose: whoseToken(evidence) };
  const elsewhere = otherServer(evidence);
  if (elsewhere !== null) return elsewhere;
  switch (authenticator) {
    case 'missing':
      return {
        cause: 'authenticatorMissing',
        detail: say('{host} takes no RAM tokens: the cluster lacks the add-on ack-ram-authenticator', facts),
        remedy: say(
          'Install the add-on in the console, which restarts the API server; or take a certificate: `{command}`.',
          { command: certificateCommand(evidence) },
        ),
      };
    case 'off':
      return {
        cause: 'mappingsIgnored',
        detail: say(
          '{host} takes no RAM tokens: the add-on ack-ram-authenticator is there, and ignores RAMIdentityMappings (EnableNonBootstrapMapping is off, as the console makes clusters since 1.33)',
          facts,
        ),
        remedy: say(
          'Have an administrator switch it on (console, Add-ons, Security, ack-ram-authenticator, Configuration): every RAMIdentityMapping that is there then counts. Or take a certificate: `{command}`.',
          { command: certificateCommand(evidence) },
        ),
      };
    case 'on':
      return {
        cause: 'identityNotMapped',
        detail: say('{host} does not accept {whose}: its RAM identity is mapped to nobody', facts),
        remedy: say(
          'Have an administrator map it, `kubectl get ramidentitymappings` shows who is; or take a certificate: `{command}`.',
          { command: certificateCommand(evidence) },
        ),
      };
    case 'unset':
    case null:
      return {
        cause: 'unauthorized',
        detail: say(
          '{host} does not accept {whose}: its RAM identity is mapped to nobody, or the add-on ack-ram-authenticator is missing or ignores mappings; the answer is the same',
          facts,
        ),
        remedy: say(
          'Look for the add-on in the console, and at who is mapped: `kubectl get ramidentitymappings`, as an administrator.',
        ),
      };
  }
}

/** A token is for one cluster, and another's API server answers 401 too: nothing follows for the add-on there. */
function otherServer(evidence: Evidence): Finding | null {
  const { entry, cluster = null } = evidence;
  const { server } = entry;
  if (cluster === null || cluster.endpoints === null || server === null) return null;
  if (allEndpoints(cluster.endpoints).length === 0 || accessOfServer(cluster.endpoints, server) !== null)
    return null;
  return {
    cause: 'unauthorized',
    detail: say('{host} does not accept {whose}: it is for cluster {cluster}, whose endpoint this is not', {
      host: hostText(entry),
      whose: whoseToken(evidence),
      cluster: cluster.name,
    }),
    remedy: say('Have it written anew: `{command}`.', { command: fetchCommand(evidence) }),
  };
}

function whoseToken({ entry: { credential } }: Evidence): Sentence {
  return credential.kind === 'exec'
    ? say('the RAM token of {program}', { program: word(credential.command) })
    : say('the RAM token');
}

function certificateCommand(evidence: Evidence): string {
  const called = calledBy(evidence);
  return called === null ? 'ackring get CLUSTER' : shell`ackring get ${called}`;
}

/** A token is used as soon as it is minted: if the clocks disagree, that is the reason. */
function timeFinding(evidence: Evidence, token: RamToken, at: Date, skew: Finding | null): Finding | null {
  const { signedAt } = token;
  const end = tokenEnd(token);
  if (signedAt === null || end === null) return null;
  const isEarly = signedAt.getTime() - at.getTime() > tokenLifeMs;
  if (at <= end && !isEarly) return null;
  if (skew !== null) return skew;
  const whose = whoseToken(evidence);
  return {
    cause: isEarly ? 'notYetValid' : 'expired',
    detail: isEarly
      ? say('{whose} was signed at {instant}, which is still to come', {
          whose,
          instant: instantOf(signedAt),
        })
      : say('{whose} ended at {instant}: one holds for 15 minutes', { whose, instant: instantOf(end) }),
    remedy: say('Have a new one signed for each use: `{command}`.', { command: fetchCommand(evidence) }),
  };
}

function faultFinding(evidence: Evidence, token: RamToken, now: Date): Finding | null {
  const clusterId = evidence.cluster?.id ?? evidence.entry.ack?.clusterId ?? null;
  const faults = objectionsTo(token, { clusterId, now });
  if (faults.length === 0) return null;
  return {
    cause: 'unauthorized',
    detail: say('{host} does not accept {whose}: {objections}', {
      host: hostText(evidence.entry),
      whose: whoseToken(evidence),
      objections: faults.map(({ text }) => text),
    }),
    remedy: say('Have it written anew: `{command}`.', { command: fetchCommand(evidence) }),
  };
}
