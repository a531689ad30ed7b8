import { isSignedByAny, parseCertificate, splitCertificates } from '../certificate/certificate.js';
import { formatName } from '../certificate/extensions.js';
import { isKeyPair } from '../certificate/key-pair.js';
import { type CertificatePassport, readCertificatePassport } from '../certificate/passport.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { similarTo } from '../kubeconfig/context-names.js';
import { listContexts } from '../kubeconfig/contexts.js';
import { type Kubeconfig, materialText } from '../kubeconfig/kubeconfig.js';
import { type Resolution, resolveContexts } from '../kubeconfig/resolve.js';
import { AckringError } from '../words/errors.js';
import { firstNames } from '../words/first-names.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';

/** Everything about one context from its files, without a network call. */
export interface ContextPassport {
  readonly entry: ContextEntry;
  /** Null for a context without a readable client certificate. */
  readonly certificate: CertificatePassport | null;
  /** Certificates after the client's own; ACK sends none. */
  readonly chain: readonly CertificatePassport[];
  /** Whether the key belongs to the certificate; null if either is missing. */
  readonly keyMatches: boolean | null;
  /** The authorities that the API server's certificate is checked against. */
  readonly authorities: readonly CertificatePassport[];
  /** One of them signed the client certificate; not a fault otherwise: ACK's did not until 2024. */
  readonly isSignedByAuthority: boolean | null;
}

/** Reads everything about one context (null: the current one). Throws ContextNotFound, listing the contexts. */
export function inspectContext(
  kubeconfigs: readonly Kubeconfig[],
  contextName: string | null,
  now: Date,
): ContextPassport {
  const pieces = contextPieces(kubeconfigs, contextName);
  const entry = listContexts(kubeconfigs, now).find((each) => each.context === pieces.context);
  if (!entry) throw new TypeError('a context was found and is not listed');
  const [own = null, ...chain] = readableCertificates(pieces.certificate);
  const authorities = readableCertificates(pieces.ca);
  return {
    entry,
    certificate: own === null ? null : readCertificatePassport(own),
    chain: chain.map(readCertificatePassport),
    keyMatches: own === null || pieces.key === null ? null : isKeyPair(own, pieces.key),
    authorities: authorities.map(readCertificatePassport),
    isSignedByAuthority: own === null || authorities.length === 0 ? null : isSignedByAny(own, authorities),
  };
}

/** The same for every context of the files. */
export function inspectAll(kubeconfigs: readonly Kubeconfig[], now: Date): ContextPassport[] {
  return listContexts(kubeconfigs, now).map((each) => inspectContext(kubeconfigs, each.context, now));
}

function readableCertificates(text: string | null): string[] {
  return splitCertificates(text ?? '').filter((each) => {
    try {
      parseCertificate(each);
      return true;
    } catch (error) {
      if (error instanceof AckringError) return false; // the entry says that it is unreadable
      throw error;
    }
  });
}

/** What can be extracted from a kubeconfig. */
export const extracts = ['certificate', 'key', 'ca', 'server', 'subject', 'enddate'] as const;

export type Extract = (typeof extracts)[number];

/**
 * One part of a context (null: the current one) as text that ends with a line break: PEM for certificate, key and ca
 * (the key is secret); the URL; the subject; the end as RFC 3339. Throws ContextNotFound, ResourceNotFound if the
 * context has no such part, CertificateUnreadable.
 */
export function extractPart(
  kubeconfigs: readonly Kubeconfig[],
  contextName: string | null,
  part: Extract,
): string {
  const pieces = contextPieces(kubeconfigs, contextName);
  const text = partOf(pieces, part);
  if (text !== null) return text.endsWith('\n') ? text : `${text}\n`;
  throw new AckringError(
    'ResourceNotFound',
    say('context "{context}" has no {part}', { context: pieces.context, part: partNames[part] }),
    { remedy: say('See what it has: `{command}`.', { command: shell`ackring inspect ${pieces.context}` }) },
  );
}

function partOf(pieces: ContextPieces, part: Extract): string | null {
  if (part !== 'subject' && part !== 'enddate') return pieces[part];
  if (pieces.certificate === null) return null;
  const { subject, notAfter } = readCertificatePassport(pieces.certificate);
  return part === 'subject' ? formatName(subject) : notAfter.toISOString().replace('.000Z', 'Z');
}

const partNames: Readonly<Record<Extract, Sentence>> = {
  certificate: say('client certificate'),
  key: say('client key'),
  ca: say('certificate authority'),
  server: say('server'),
  subject: say('client certificate'),
  enddate: say('client certificate'),
};

/** The parts of one context as texts (PEM), across files; null if absent. `key` is secret. */
interface ContextPieces {
  readonly context: string;
  readonly server: string | null;
  /** The client's certificate with its chain. */
  readonly certificate: string | null;
  readonly key: string | null;
  /** The authorities that the API server is checked against. */
  readonly ca: string | null;
}

/** Splits a context (null: the current one) into its parts. Throws ContextNotFound. */
function contextPieces(kubeconfigs: readonly Kubeconfig[], contextName: string | null): ContextPieces {
  const resolution = resolveContexts(kubeconfigs);
  const name = contextName ?? onlyContext(resolution, kubeconfigs);
  const resolved = resolution.contexts.get(name);
  if (!resolved) throw contextNotFound(name, resolution);
  const { cluster, user } = resolved;
  return {
    context: name,
    server: cluster?.entry.server ?? null,
    certificate: user ? materialText(user.kubeconfig, user.entry.clientCertificate) : null,
    key: user ? materialText(user.kubeconfig, user.entry.clientKey) : null,
    ca: cluster ? materialText(cluster.kubeconfig, cluster.entry.certificateAuthority) : null,
  };
}

function onlyContext({ currentContext, contexts }: Resolution, kubeconfigs: readonly Kubeconfig[]): string {
  const [first, ...others] = contexts.keys();
  if (currentContext !== null) return currentContext;
  if (first !== undefined && others.length === 0) return first;
  const files = kubeconfigs.map(({ file }) => file).join(', ');
  if (first === undefined && files !== '') {
    throw new AckringError('ContextNotFound', say('there is no context in {files}', { files }), {
      remedy: fetchOne,
    });
  }
  throw new AckringError('ContextNotFound', say('there is no current context'), {
    remedy:
      first === undefined
        ? fetchOne
        : say('Name one of: {names}.', { names: firstNames([...contexts.keys()], 8) }),
  });
}

function contextNotFound(name: string, { contexts }: Resolution): AckringError {
  const hint = similarTo(name, [...contexts.keys()]);
  return new AckringError(
    'ContextNotFound',
    say('there is no context "{context}"{hint}', { context: name, hint }),
    {
      remedy:
        contexts.size === 0
          ? fetchOne
          : say('There are: {names}.', { names: firstNames([...contexts.keys()], 8) }),
    },
  );
}

const fetchOne = say('Fetch one: `ackring get CLUSTER`.');
