import * as v from 'valibot';
import {
  contextsContract,
  getContract,
  instant,
  problem,
  status,
  textOrNull,
  verifyContract,
} from './contracts.js';

const texts = v.array(v.string());
const textsOrNull = v.nullable(texts);
const name = v.array(v.object({ type: v.string(), value: v.string() }));

const named = v.object({ name: v.string(), file: textOrNull });

const certificate = v.object({
  subject: name,
  issuer: name,
  notBefore: instant,
  notAfter: instant,
  serial: v.string(),
  sha1: v.string(),
  sha256: v.string(),
  signatureAlgorithm: v.string(),
  publicKey: v.object({
    algorithm: v.string(),
    bits: v.nullable(v.number()),
    curve: textOrNull,
    sha256: v.string(),
  }),
  extensions: v.object({
    keyUsage: textsOrNull,
    extendedKeyUsage: textsOrNull,
    basicConstraints: v.nullable(v.object({ isAuthority: v.boolean(), pathLength: v.nullable(v.number()) })),
    subjectAlternativeNames: texts,
    subjectKeyIdentifier: textOrNull,
    authorityKeyIdentifier: textOrNull,
    ocspResponders: texts,
    issuerCertificates: texts,
    revocationLists: texts,
    critical: texts,
  }),
  isSelfSigned: v.boolean(),
});

export const inspectContract = v.array(
  v.object({
    ...contextsContract.item.entries,
    /** What kubectl takes, by name; a file is null for one that is in none. */
    entries: v.object({ cluster: v.nullable(named), user: v.nullable(named) }),
    certificate: v.nullable(certificate),
    chain: v.array(certificate),
    keyMatches: v.nullable(v.boolean()),
    authorities: v.array(certificate),
    isSignedByAuthority: v.nullable(v.boolean()),
  }),
);

const end = v.nullable(v.object({ notAfter: instant, serial: v.string() }));

export const renewContract = v.array(
  v.object({
    context: v.string(),
    file: v.string(),
    result: v.picklist(['renewed', 'notRenewed', 'failed', 'skipped', 'due']),
    reason: textOrNull,
    before: end,
    after: end,
    verdict: v.nullable(verifyContract.item),
    error: v.nullable(v.object({ ...problem.entries, remedy: v.string() })),
  }),
);

export const useContract = v.object({
  file: v.string(),
  before: textOrNull,
  after: v.string(),
  namespace: textOrNull,
  applied: v.boolean(),
  warnings: v.array(v.string()),
});

export const plannedContract = v.array(
  v.object({
    file: v.string(),
    changes: v.array(v.object({ path: v.string(), change: v.picklist(['add', 'update', 'remove']) })),
    applied: v.boolean(),
  }),
);

export const undoContract = v.object({
  file: v.string(),
  summary: v.string(),
  /** Of the last of its writes. */
  at: instant,
  files: v.array(v.string()),
  changes: v.array(
    v.object({ file: v.string(), path: v.string(), change: v.picklist(['add', 'update', 'remove']) }),
  ),
  /** Certificates that came back although they open nothing any more, and since when. */
  dead: v.array(
    v.object({
      file: v.string(),
      context: v.string(),
      serial: v.string(),
      cause: v.picklist(['expired', 'revoked', 'cleaned', 'unknown']),
      since: instant,
    }),
  ),
  /** What was done elsewhere since, which an undo leaves: a role that was given, a revoke. */
  stays: v.array(v.object({ at: instant, action: v.string(), summary: v.string() })),
  /** Why the journal does not tell all that stays or comes back dead; null where it does. */
  unknown: textOrNull,
  /** False where it was refused, or with `--dry-run`: the rest is then what it would take back. */
  applied: v.boolean(),
});

export const historyContract = v.array(
  v.object({
    at: instant,
    action: v.string(),
    summary: v.string(),
    file: textOrNull,
    undoable: v.boolean(),
  }),
);

/** Of `history --check`. */
export const historyCheckContract = v.object({
  intact: v.boolean(),
  lines: v.number(),
  flaws: v.array(
    v.object({
      line: v.number(),
      kind: v.picklist(['torn', 'altered', 'missing', 'unreadable', 'truncated']),
    }),
  ),
});

export const expiryContract = v.array(
  v.object({
    cluster: v.string(),
    clusterId: v.string(),
    region: textOrNull,
    identity: v.string(),
    uid: v.string(),
    accountType: v.picklist(['root', 'user', 'role', 'unknown']),
    accountState: v.picklist(['active', 'inactive', 'deleted', 'unknown']),
    notAfter: instant,
    /** Null where nobody says it: the usual life of three years is then assumed. */
    notBefore: v.nullable(instant),
    /** By its own life; null for a temporary one. */
    renewableFrom: v.nullable(instant),
    daysLeft: v.pipe(v.number(), v.integer()),
    status,
    source: v.picklist(['server', 'sink', 'file']),
    file: textOrNull,
    context: textOrNull,
    /** Whose cluster it is, where several accounts were asked. */
    account: textOrNull,
  }),
);

export const sshContract = v.object({
  cluster: v.string(),
  context: v.string(),
  file: v.string(),
  place: v.string(),
  changes: getContract.entries.changes,
  verified: v.boolean(),
});

/** Of `--version`. */
export const versionContract = v.object({
  version: v.string(),
  commit: textOrNull,
  date: textOrNull,
  node: v.string(),
  platform: v.string(),
});
