import type { PlacedVerdict, TokenVerdict } from '@ackring/core/access';
import { successMark } from '@ackring/core/claims';
import type { Ownership } from '@ackring/core/machine';
import type { Sentence } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import { localTime } from '../../messages/times.js';

type Found = PlacedVerdict | TokenVerdict;

type OwnedPlace = Found['places'][number] & { readonly owner: Ownership };

export type OwnedVerdict = Found & {
  /** With whose each place is. */
  readonly owned: readonly OwnedPlace[];
  /** It is where it belongs, in files of one's own that nobody else can read: no leak, whatever it opens. */
  readonly own: boolean;
};

/** What is known of the files of today. */
export interface Owners {
  of(file: string): Ownership;
  canOthersRead(file: string): Promise<boolean>;
}

const worstFirst: Readonly<Record<Found['door'] | 'own', number>> = {
  open: 0,
  presumedOpen: 1,
  unknown: 2,
  own: 3,
  closed: 4,
};

/** The worst first, and of alike ones those that somebody else has. */
export async function withOwners(
  verdicts: readonly Found[],
  owners: Owners,
): Promise<readonly OwnedVerdict[]> {
  const found = await Promise.all(verdicts.map((verdict) => withOwner(verdict, owners)));
  const rank = (verdict: OwnedVerdict) => worstFirst[isLeft(verdict) ? 'own' : verdict.door];
  return found.toSorted((a, b) => rank(a) - rank(b) || Number(isOwn(a)) - Number(isOwn(b)));
}

async function withOwner(verdict: Found, owners: Owners): Promise<OwnedVerdict> {
  const owned = verdict.places.map((place): OwnedPlace => {
    // A commit is not the file of today.
    return { ...place, owner: place.commit === null ? owners.of(place.file) : 'others' };
  });
  const open = await Promise.all(owned.map(({ file }) => owners.canOthersRead(file)));
  return { ...verdict, owned, own: isOwn({ owned }) && !open.includes(true) };
}

/** It opens something, or may, and is left where it is. */
export function isLeft({ own, door }: Pick<OwnedVerdict, 'own' | 'door'>): boolean {
  return own && door !== 'closed';
}

function isOwn({ owned }: Pick<OwnedVerdict, 'owned'>): boolean {
  return owned.every(({ owner }) => owner !== 'others');
}

export function isOfToken<Verdict extends Found>(verdict: Verdict): verdict is Verdict & TokenVerdict {
  return verdict.finding.certificate === null;
}

const doors: Readonly<Record<PlacedVerdict['door'], Sentence>> = {
  open: say('open'),
  presumedOpen: say('presumed open'),
  closed: say('closed'),
  unknown: say('unknown'),
};

/** How many open something, by all that is known, and how many are left where they are. */
export function doorCounts(verdicts: readonly OwnedVerdict[]): Sentence {
  const own = verdicts.filter(isLeft).length;
  const others = verdicts.filter((verdict) => !isLeft(verdict));
  const withDoor = (wanted: Found['door']) => others.filter(({ door }) => door === wanted).length;
  const doors = say('{open} still open, {presumed} presumed so, {unknown} unknown', {
    open: withDoor('open'),
    presumed: withDoor('presumedOpen'),
    unknown: withDoor('unknown'),
  });
  return own === 0 ? doors : say('{doors}; {own} readable by you alone', { doors, own });
}

/** What is claimed, and how a remedy calls the cluster, is in its words. */
export function leakToJson({
  claim: _claim,
  cluster,
  finding,
  places: _places,
  owned,
  ...told
}: OwnedVerdict) {
  const place = cluster && { id: cluster.id, region: cluster.region, name: cluster.name };
  const { isJoined: _isJoined, ...shown } = { isJoined: true, ...finding };
  return { finding: shown, ...told, cluster: place, places: owned };
}

/** What is said of one of them: what it opens, where it is, and what to do. */
export async function leakLines(
  verdict: OwnedVerdict,
  nameOf: (uid: string) => string,
): Promise<readonly Sentence[]> {
  const { explainDoor, explainToken } = await import('@ackring/core/access');
  const { finding, door, cluster } = verdict;
  const [first = '', ...others] = placeTexts(verdict);
  const whose = {
    holder: isOfToken(verdict) ? ofToken(verdict) : holderOf(verdict, nameOf),
    cluster: cluster?.name ?? finding.server ?? say('an unknown cluster'),
  };
  return [
    isLeft(verdict)
      ? say('· {holder} at {cluster}: in files that only you can read: no leak', whose)
      : say('{sign} {holder} at {cluster}: {door}, {reason}', {
          ...whose,
          sign: successMark(verdict.claim) ?? '✕',
          door: doors[door],
          reason: isOfToken(verdict) ? explainToken(verdict.reason) : explainDoor(verdict.reason),
        }),
    isOfToken(verdict) ? tokenPlace(verdict, first) : certificatePlace(verdict, first),
    ...others.map((where) => say('    and in {where}', { where })),
    ...remedyLines(verdict),
  ];
}

/** Those of others, each; the own kubeconfig; and as one what is kept of it. */
function placeTexts({ owned }: OwnedVerdict): readonly (Sentence | string)[] {
  const of = (whose: Ownership) => owned.filter(({ owner }) => owner === whose);
  const kept = of('kept').length;
  return [
    ...of('others').map(placeText),
    ...of('kubeconfig').map((place) => say('{place}, your kubeconfig', { place: placeText(place) })),
    ...(kept === 0
      ? []
      : [say('{count} {count|version|versions} that `ackring undo` keeps', { count: kept })]),
  ];
}

function placeText({ file, line, commit }: OwnedPlace): Sentence {
  return commit === null
    ? say('{file}:{line}', { file, line })
    : say('{file}:{line} in {commit}', { file, line, commit: commit.slice(0, 12) });
}

/** What only its owner has is no leak, once nobody else can read it. */
function remedyLines(verdict: OwnedVerdict): readonly Sentence[] {
  const { remedy } = verdict;
  if (remedy === null || isLeft(verdict)) return [];
  return isOwn(verdict)
    ? [say('    only in files of your own, but others of this machine can read them: take that away')]
    : [say('    remedy: {remedy}', { remedy })];
}

function holderOf(
  { identity, finding: { certificate } }: PlacedVerdict,
  nameOf: (uid: string) => string,
): string {
  const uid = identity?.uid ?? certificate.uid;
  return uid === null ? certificate.subject.commonName : nameOf(uid);
}

function certificatePlace({ finding: { certificate } }: PlacedVerdict, where: Sentence | string): Sentence {
  return say('    ends {end}, serial {serial}, found in {where}', {
    end: localTime(certificate.notAfter, ''),
    serial: certificate.serial,
    where,
  });
}

function tokenPlace({ finding: { token } }: TokenVerdict, where: Sentence | string): Sentence {
  return token.expiresAt === null
    ? say('    names no end, found in {where}', { where })
    : say('    ends {end}, found in {where}', { end: localTime(token.expiresAt, ''), where });
}

const tokenKinds: Readonly<Record<TokenVerdict['finding']['token']['kind'], Sentence>> = {
  serviceAccount: say('the token of a ServiceAccount'),
  ram: say('a RAM token'),
  bearer: say('a bearer token'),
};

function ofToken({ finding: { token } }: TokenVerdict): Sentence {
  const kind = tokenKinds[token.kind];
  return token.subject === null ? kind : say('{kind}, {subject}', { kind, subject: token.subject });
}
