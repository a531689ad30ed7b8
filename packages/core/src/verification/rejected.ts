import type { ApiServerObservation } from '../machine/api-server/api.js';
import { instantOf, say } from '../words/say.js';
import { shell, word } from '../words/shell-word.js';
import { tokenFinding } from './token-finding.js';
import { type Evidence, type Finding, fetchCommand, fileFlag, hostText } from './verdict.js';

type Answer = Extract<ApiServerObservation, { kind: 'answered' }>;

/** Beyond this difference, clocks decide whether a certificate is valid. */
const skewMs = 5 * 60_000;

/** Why an API server answers 401, as far as dates and clocks show. */
export function judgeRejected(evidence: Evidence, { serverTime }: Answer): Finding {
  const at = serverTime ?? evidence.now;
  const skew = skewFinding(evidence, serverTime);
  return (
    tokenFinding(evidence, at, skew) ??
    skew ??
    validityFinding(evidence, at) ??
    pluginFinding(evidence, at) ??
    endedToken(evidence, at) ??
    unauthorized(evidence)
  );
}

function endedToken(evidence: Evidence, at: Date): Finding | null {
  const { entry, tokenEnds = null } = evidence;
  if (tokenEnds === null || at <= tokenEnds) return null;
  return {
    cause: 'expired',
    detail: say('{host} does not accept the token, which ended on {instant}', {
      host: hostText(entry),
      instant: instantOf(tokenEnds),
    }),
    remedy: say('Take a new one from where it came from, or fetch a kubeconfig: `{command}`.', {
      command: fetchCommand(evidence),
    }),
  };
}

const settlingMs = 10 * 60_000;

/** Its own data do not explain the refusal: one issued minutes ago may not be known yet. */
export function unauthorized(evidence: Evidence): Finding {
  const { entry, now } = evidence;
  if (entry.credential.kind === 'none') return noCredential(evidence);
  const what = entry.credential.kind === 'certificate' ? say('client certificate') : say('credential');
  const facts = { host: hostText(entry), what };
  const isNew =
    entry.credential.kind === 'certificate' &&
    now.getTime() - entry.credential.notBefore.getTime() < settlingMs;
  return {
    cause: 'unauthorized',
    detail: isNew
      ? say('{host} does not accept the {what} yet, which was issued minutes ago', facts)
      : say('{host} does not accept the {what}: it belongs to another cluster, or is no longer known', facts),
    remedy: isNew
      ? say('Verify it again in a minute: `{command}`.', {
          command: shell`ackring verify ${entry.context} ${fileFlag(evidence)}`,
        })
      : say('Fetch a new one: `{command}`.', { command: fetchCommand(evidence) }),
  };
}

/** Whoever shows nothing is nobody, or not even that (`--anonymous-auth=false`). */
export function noCredential(evidence: Evidence): Finding {
  return {
    cause: 'unauthorized',
    detail: say('the user entry holds no credential, and {host} answers to nobody in particular', {
      host: hostText(evidence.entry),
    }),
    remedy: say('Fetch one: `{command}`.', { command: fetchCommand(evidence) }),
  };
}

/** The certificate's own dates, at an instant both sides agree on as far as possible. */
export function validityFinding(evidence: Evidence, at: Date): Finding | null {
  const { credential, context, ack, status } = evidence.entry;
  if (credential.kind !== 'certificate') return null;
  if (at > credential.notAfter) {
    const command =
      status === 'temporary' || ack === null
        ? fetchCommand(evidence)
        : shell`ackring renew ${context} ${fileFlag(evidence)}`;
    return {
      cause: 'expired',
      detail: say('the client certificate ended on {instant}', { instant: instantOf(credential.notAfter) }),
      remedy: say('Get a new one: `{command}`.', { command }),
    };
  }
  if (at < credential.notBefore) {
    return {
      cause: 'notYetValid',
      detail: say('the client certificate is not valid before {instant}', {
        instant: instantOf(credential.notBefore),
      }),
      remedy: say('Wait until then, or set this machine’s clock: `timedatectl set-ntp true`.'),
    };
  }
  return null;
}

/** From an ACK plug-in: its cache may have expired. */
function pluginFinding({ entry, fetched = null }: Evidence, at: Date): Finding | null {
  const { credential } = entry;
  if (credential.kind !== 'exec') return null;
  const tool = word(credential.command);
  if (fetched === null || at <= fetched.notAfter) return null;
  return {
    cause: 'expired',
    detail: say('{program} gave a client certificate that ended on {instant}', {
      program: tool,
      instant: instantOf(fetched.notAfter),
    }),
    remedy: isAckRamTool(credential.command)
      ? say('{text}.', { text: forgetAckRamTool })
      : say('Run {program} by itself to see why.', { program: tool }),
  };
}

/** That this machine's clock and the server's differ so much that dates prove nothing; null otherwise. */
export function skewFinding({ now, entry }: Evidence, serverTime: Date | null): Finding | null {
  if (serverTime === null) return null;
  const aheadMs = now.getTime() - serverTime.getTime();
  if (Math.abs(aheadMs) <= skewMs) return null;
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  return {
    cause: 'clockSkew',
    detail:
      aheadMs > 0
        ? say('this machine’s clock is {minutes} minutes ahead of {host}’s', {
            minutes,
            host: hostText(entry),
          })
        : say('this machine’s clock is {minutes} minutes behind {host}’s', {
            minutes,
            host: hostText(entry),
          }),
    remedy: say('Set it, for example with `timedatectl set-ntp true`, and verify again.'),
  };
}

/** How to make ack-ram-tool fetch anew. */
export const forgetAckRamTool = say(
  'It keeps old ones: `rm ~/.kube/cache/ack-ram-tool/credential-plugin/*.json`',
);

/** The vendor's plug-in, which caches what it fetched. */
export function isAckRamTool(command: string): boolean {
  return command.includes('ack-ram-tool');
}
