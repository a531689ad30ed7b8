import type { ErrorCode } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { withoutSecretLooks } from '../../words/secret-looks.js';
import { shell } from '../../words/shell-word.js';
import { visible } from '../../words/visible.js';

/** What an API server asks before it writes, and what that said. */
interface Refuser {
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

/** A server's own sentence, as it may be shown; `withheld` if it holds a part of what it was sent. */
type ServerWords =
  | { readonly kind: 'none' }
  | { readonly kind: 'withheld' }
  | { readonly kind: 'shown'; readonly text: string };

/** UTF-16 units: what people read of it. */
const mostShown = 300;

/** UTF-16 units: what is looked through, and begins what is shown. */
const mostRead = 4_096;

/**
 * What a server says of its refusal: one line, bounded, without controls. API servers and webhooks may echo the object:
 * `values` are the Secret's, in base64, and of no secret in them, nor of what looks like one, is a part shown.
 */
export function serverWords(message: string, values: readonly string[]): ServerWords {
  const text = message.slice(0, mostRead).toWellFormed().replace(/\s+/g, ' ').trim();
  if (text === '') return { kind: 'none' };
  if (opaque.some((look) => look.test(text)) || holdsPart(text, values)) return { kind: 'withheld' };
  const shown = visible(withoutSecretLooks(text));
  if (shown.length <= mostShown) return { kind: 'shown', text: shown };
  return { kind: 'shown', text: `${shown.slice(0, mostShown).toWellFormed()}…` };
}

/** Base64 and hexadecimal of any length worth hiding, and bytes as Go prints them. */
const opaque: readonly RegExp[] = [
  /(?=[\w+/=]{0,200}[A-Z])(?=[\w+/=]{0,200}[a-z])(?=[\w+/=]{0,200}\d)[\w+/=]{40}/,
  /[\da-f]{40}/i,
  /(?:\b(?:0x)?[\da-f]{1,3}\b[\s,]+){12}/i,
];

/** Characters: no words of a sentence agree with a key for so long. */
const window = 16;

function holdsPart(text: string, values: readonly string[]): boolean {
  const windows = new Set<string>();
  for (let at = 0; at + window <= text.length; at += 1) windows.add(text.slice(at, at + window));
  const holds = (secret: string): boolean => {
    for (let at = 0; at + window <= secret.length; at += 1)
      if (windows.has(secret.slice(at, at + window))) return true;
    return false;
  };
  return values.some((value) => secretsIn(value).some(holds));
}

/** A value as it is sent, the keys and certificates in it, and what these are in turn. */
function secretsIn(value: string): readonly string[] {
  const runs = decoded(value).match(/[\w+/=.-]{40,}/g) ?? [];
  const keys = runs.filter((run) => /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run));
  return [value, ...keys, ...keys.map(decoded)];
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64').toString('latin1');
}
