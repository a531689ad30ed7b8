import type { Closed } from './containers.js';
import { kindByHead, layersOf } from './layers.js';
import type { PlacedLeak } from './leak.js';
import {
  distinctDoors,
  joinedFirst,
  keysIn,
  type Leak,
  leaksInText,
  mergedLeaks,
  publicHalf,
} from './leak-find.js';
import { type TokenLeak, tokensInText } from './leak-token.js';
import type { PlacedToken } from './token-hunt.js';

export type LeakSearchEvent =
  | { readonly kind: 'leak'; readonly leak: PlacedLeak }
  | { readonly kind: 'token'; readonly leak: PlacedToken }
  /** Not searched, and why: it must not count as clean. */
  | {
      readonly kind: 'skipped';
      readonly file: string;
      /** A version of it that a history holds. */
      readonly isOld?: true;
      readonly why: TooLarge | 'unreadable' | 'noGit' | 'gitFailed' | 'incomplete' | Closed;
      /** More about the reason, in git's words. */
      readonly detail?: string;
    }
  /** Being looked into: a file, or what a history holds. */
  | { readonly kind: 'reading'; readonly file: string }
  /** Packages that were installed, not searched unless that is asked for. */
  | { readonly kind: 'leftOut'; readonly file: string }
  | { readonly kind: 'searched'; readonly files: number; readonly commits: boolean };

/** Whole, by its kind: only a text can be searched in parts. */
export type TooLarge = 'tooLarge' | 'largeArchive' | 'largeBinary';

/** Why a file that is too large is, by its first bytes, not searched. */
export function tooLargeBy(head: Buffer): TooLarge {
  const kind = kindByHead(head);
  if (kind === 'archive') return 'largeArchive';
  return kind === 'binary' ? 'largeBinary' : 'tooLarge';
}

/** Larger files are skipped and reported. */
export const largestBytes = 16 * 1_048_576;

/** What bytes hold. */
export interface Found {
  readonly leaks: readonly Leak[];
  readonly tokens: readonly TokenLeak[];
  /** Why part of them was not looked into, each reason once. */
  readonly closed: ReadonlySet<Closed>;
}

/**
 * Every client certificate and token in a file of any kind: kubeconfigs, whole or in pieces, in YAML, JSON and escaped
 * JSON, PEM blocks, and whatever they are wrapped in (`layersOf`). Each is reported once.
 */
export function leaksIn(content: Buffer | string): Found {
  const closed = new Set<Closed>();
  const leaks = new Map<string, Leak>();
  const tokens = new Map<string, TokenLeak>();
  const keys = new Set<string>();
  for (const layer of layersOf(content, (why) => closed.add(why))) {
    for (const leak of leaksInText(layer)) {
      const { sha256 } = leak.finding.certificate;
      leaks.set(sha256, mergedLeaks(leaks.get(sha256), leak));
    }
    for (const key of keysIn(layer.text)) keys.add(key.text);
    for (const leak of tokensInText(layer)) {
      const known = tokens.get(leak.token);
      const isBetter = known === undefined || (known.finding.server === null && leak.finding.server !== null);
      const doors = joinedFirst(distinctDoors([...(known?.doors ?? []), ...leak.doors]));
      tokens.set(leak.token, { ...(isBetter ? leak : known), doors });
    }
  }
  return { leaks: withKeys([...leaks.values()], keys), tokens: wholeTokens([...tokens.values()]), closed };
}

/** A key that was wrapped apart from its certificate belongs to it all the same. */
function withKeys(leaks: readonly Leak[], keys: ReadonlySet<string>): readonly Leak[] {
  if (leaks.every(({ clientKey }) => clientKey !== null) || keys.size === 0) return leaks;
  const byHalf = new Map([...keys].map((key) => [publicHalf(key), key] as const));
  return leaks.map((leak) => {
    const half = leak.clientKey === null ? publicHalf(leak.clientCertificate) : null;
    const clientKey = half === null ? null : (byHalf.get(half) ?? null);
    return clientKey === null ? leak : { ...leak, clientKey, finding: { ...leak.finding, hasKey: true } };
  });
}

/** Without those that are the beginning of another: what a mail broke into lines is whole once it is decoded. */
function wholeTokens(tokens: readonly TokenLeak[]): readonly TokenLeak[] {
  const bodyOf = ({ token }: TokenLeak) => token.replace(/=+$/, '');
  const sorted = tokens.map(bodyOf).toSorted();
  const cut = new Set(sorted.filter((body, at) => isCutFrom(body, sorted[at + 1])));
  return tokens.filter((each) => !cut.has(bodyOf(each)));
}

function isCutFrom(body: string, next: string | undefined): boolean {
  return next !== undefined && next !== body && next.startsWith(body);
}
