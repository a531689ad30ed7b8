import { withoutSecretLooks } from '../../words/secret-looks.js';
import { visible } from '../../words/visible.js';

/** A server's own sentence, as it may be shown; `withheld` if it holds a part of what it was sent. */
export type ServerWords =
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
