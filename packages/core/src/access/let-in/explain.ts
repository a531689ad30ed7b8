import type { ShutOut } from '../../claims/shut-out.js';
import { wordFor } from '../../words/cluster.js';
import { AckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { Former, LetIn } from './look.js';

/**
 * Why a former certificate is not known to be shut out, with what to do; null for one that is. The code is
 * `DoneInPart` for what was seen to be let in, and `VerificationFailed` where it is not known.
 */
export function notShutOut(
  { claim, namespaces, bindings, problem }: LetIn,
  { cluster, uid }: Pick<Former, 'cluster' | 'uid'>,
): AckringError | null {
  switch (claim.kind) {
    case 'proven':
      return null;
    case 'refuted':
      return claim.reason === 'GroupRights'
        ? new AckringError(
            'DoneInPart',
            say('its certificate still opens {cluster}, by what is bound to the group of all certificates', {
              cluster: cluster.name,
            }),
            { remedy: say('See what that is: `{command}`.', { command: groupBindings }) },
          )
        : new AckringError('DoneInPart', stillLetIn(namespaces, cluster.name), {
            remedy:
              bindings.length === 0
                ? say('See what allows it: `{command}`.', { command: groupBindings })
                : unbound(bindings.length, { cluster, uid }),
          });
    case 'unknown':
      return new AckringError(
        'VerificationFailed',
        say('whether the former certificate is shut out of {cluster} is not known: {why}', {
          cluster: cluster.name,
          why: problem?.sentence ?? doubts[claim.reason],
        }),
        { remedy: bindings.length > 0 ? unbound(bindings.length, { cluster, uid }) : claim.wouldTell },
      );
  }
}

const groupBindings = 'kubectl get clusterrolebindings,rolebindings --all-namespaces --output wide';

function stillLetIn(namespaces: readonly string[], cluster: string): Sentence {
  return namespaces.includes('*')
    ? say('its certificate still opens {cluster}, everywhere', { cluster })
    : say('its certificate still opens {cluster}, in namespace {namespaces}', { cluster, namespaces });
}

function unbound(count: number, { cluster, uid }: Pick<Former, 'cluster' | 'uid'>): Sentence {
  const command = shell`ackring access unbind --user ${uid} --cluster ${wordFor(cluster)}`;
  return say('Bindings that still name it: {count}. See them, and remove them: `{command}`.', {
    count,
    command,
  });
}

const doubts: Readonly<Record<Extract<ShutOut, { kind: 'unknown' }>['reason'], Sentence>> = {
  BindingsUnread: say('the bindings of the cluster could not be read'),
  NotAsked: say('the API server did not say what it may do'),
  AnotherAuthorizer: say('another authorizer of the cluster decides too, and does not list what it allows'),
  NamespacesUnseen: say('the API server did not say what it may do where something is bound to it'),
};

/** For programs: `letIn` of `clean` and `revoke`; null if nobody looked. */
export function letInToJson(letIn: LetIn | null) {
  if (letIn === null) return null;
  const { claim, bindings, namespaces, problem } = letIn;
  const verdicts = { proven: 'shutOut', refuted: 'letIn', unknown: 'unknown' } as const;
  return {
    verdict: verdicts[claim.kind],
    reason: claim.reason,
    namespaces,
    bindings: bindings.map(({ kind, namespace, name, role }) => ({ kind, namespace, name, role: role.name })),
    problem: problem === null ? null : { code: problem.code, message: problem.message },
  };
}
