import type { ErrorCode } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';

/** What an API server asks before it writes, and what that said. */
export interface Refuser {
  readonly kind: 'webhook' | 'policy' | 'quota' | 'webhookDown';
  readonly name: string;
  readonly words: string;
}

/**
 * Who refused; null if nobody but the API server itself. A Status has no field for it, only the beginning of its text,
 * which is the API server's own: a webhook's words come after its name (kube-apiserver 1.24.17 and 1.37.2, tried).
 */
export function refuserIn(message: string): Refuser | null {
  for (const [kind, beginning] of beginnings) {
    const found = beginning.exec(message);
    if (found !== null) return { kind, name: found[1] ?? '', words: message.slice(found[0].length) };
  }
  return null;
}

const beginnings: readonly (readonly [Refuser['kind'], RegExp])[] = [
  ['webhook', /^admission webhook "([^"]{1,253})" denied the request(?:: | without explanation)/],
  ['webhookDown', /^Internal error occurred: failed calling webhook "([^"]{1,253})": /],
  [
    'policy',
    /^secrets "[^"]*" is forbidden: ValidatingAdmissionPolicy '([^']{1,253})' .{0,300}?denied request: /,
  ],
  ['quota', /^secrets "[^"]*" is forbidden: exceeded quota: ([^\s,]{1,253}), /],
];

interface Judged {
  readonly code: ErrorCode;
  readonly reason: Sentence;
  readonly remedy: Sentence;
}

/** What its refusal means, and what to do about it. */
export function refusedBy({ kind, name }: Refuser, namespace: string): Judged {
  switch (kind) {
    case 'webhook':
      return {
        code: 'Refused',
        reason: say('the admission webhook {name} refuses it', { name }),
        remedy: asItWants(webhooks),
      };
    case 'policy':
      return {
        code: 'Refused',
        reason: say('the policy {name} refuses it', { name }),
        remedy: asItWants(shell`kubectl describe validatingadmissionpolicy ${name}`),
      };
    case 'quota':
      return {
        code: 'Refused',
        reason: say('it would exceed the quota {name}', { name }),
        remedy: say('Raise it, or delete there what nobody needs: {command}', {
          command: shell`kubectl describe resourcequota ${name} --namespace ${namespace}`,
        }),
      };
    case 'webhookDown':
      return {
        code: 'ServerFault',
        reason: say('its API server cannot ask the admission webhook {name}', { name }),
        remedy: say(
          'Until that webhook answers again nothing is written, and the old version stays in use. See where it is configured: {command}',
          { command: webhooks },
        ),
      };
  }
}

const webhooks =
  "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations --output 'custom-columns=NAME:.metadata.name,WEBHOOKS:.webhooks[*].name'";

/** What may refuse, where the API server does not say which. */
export const policies =
  'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations,validatingadmissionpolicies';

function asItWants(command: string): Sentence {
  return say(
    'Have it let this Secret pass, or make the Secret as it wants it, and name it under adopt in rotation.yaml. What it wants: {command}',
    { command },
  );
}
