import { AckringError } from '../../errors.js';
import { word } from '../../shell-word.js';

/** Node's options that let a connection be read or answered by others; from `node --help` of 22 to 26. */
const weakening =
  /^--(?:tls-min-v1\.[01]|tls-max-v1\.[01]|tls-cipher-list|tls-keylog|trace-tls|insecure-http-parser|security-revert|openssl-legacy-provider)(?:=|$)/;

/**
 * Refuses to go on where Node was told to weaken or to tell TLS: every key goes over it. Given are the options of
 * the command line, and NODE_OPTIONS. What names further authorities to trust (NODE_EXTRA_CA_CERTS,
 * `--use-system-ca`, `--use-openssl-ca`) is the user's to choose: certificates are verified all the same. Throws
 * Refused.
 */
export function refuseWeakTls(options: readonly string[], nodeOptions: string | undefined): void {
  const given = [...options, ...(nodeOptions ?? '').split(/[\s"]+/)].map(spelt);
  const found = given.find((option) => weakening.test(option));
  if (found === undefined) return;
  throw new AckringError('Refused', `Node was told ${word(found)}, which weakens TLS`, {
    remedy: nodeOptions?.trim()
      ? 'Run it without that: `env -u NODE_OPTIONS ackring …`.'
      : 'Start it without that option.',
  });
}

/** Node takes an underscore for a hyphen. */
function spelt(option: string): string {
  const [name = '', ...value] = option.split('=');
  return [name.replaceAll('_', '-'), ...value].join('=');
}
