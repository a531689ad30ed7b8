/**
 * PEM, JSON Web Tokens, RAM tokens, the cloud's key ids, the fields of a kubeconfig that hold a key or a token, and
 * passwords in addresses.
 */
const looks: readonly RegExp[] = [
  /-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g,
  // Of bounded length: else a hostile name costs its length squared.
  /eyJ[\w-]{4,500}\.eyJ[\w-]+(?:\.[\w-]*)?/g,
  /\beyJ[\w-]{1,500}\.[\w-]+(?:\.[\w-]*)?/g,
  /(?<![\w-])eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g,
  /\bk8s-ack-v\d\.[\w+/=.-]+/g,
  /\bBearer\s+[\w+/=.~-]{16,}/gi,
  /\b(?:LTAI|STS\.|TMP\.)[\w.-]{8,}/g,
  /\bCAIS[\w+/=]{20,}/g,
  /["']?\b(?:client-key-data|client-certificate-data|certificate-authority-data)["']?\s*[:=]\s*\S+/gi,
  /["']?\b[\w-]{0,40}(?:token|password|secret|signature)["']?\s*[:=]\s*\S+/gi,
  // Broken into lines, too.
  /LS0tLS1CRUdJTi[\w+/=]+(?:\s+[\w+/=]{20,})*/g,
  // Who signs in by an address: a proxy, most often.
  /(?<=:\/\/)[^\s/@:]{1,200}:[^\s/@]{0,200}(?=@)/g,
];

/**
 * The text without anything that looks like a key or a token: a second line of defence, for text that should have
 * none.
 */
export function withoutSecretLooks(text: string): string {
  return looks.reduce((left, look) => left.replace(look, '[removed]'), text);
}
