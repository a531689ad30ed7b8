/** PEM, JSON Web Tokens, RAM tokens, the cloud's key ids, and the fields of a kubeconfig that hold a key or a token. */
const looks: readonly RegExp[] = [
  /-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g,
  /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g,
  /\bk8s-ack-v\d\.[\w+/=.-]+/g,
  /\bBearer\s+[\w+/=.~-]{16,}/gi,
  /\b(?:LTAI|STS\.|TMP\.)[\w.-]{8,}/g,
  /\b(?:client-key-data|client-certificate-data|certificate-authority-data|token|password)\s*[:=]\s*\S+/gi,
  /\bLS0tLS1CRUdJTi[\w+/=]+/g,
];

/**
 * The text without anything that looks like a key or a token: a second line of defence, for text that should have
 * none.
 */
export function withoutSecretLooks(text: string): string {
  return looks.reduce((left, look) => left.replace(look, '[removed]'), text);
}
