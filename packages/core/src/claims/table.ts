import type { Answers } from './answers.js';
import type { Closed } from './closed.js';
import type { Dead } from './dead.js';
import type { Mapped } from './mapped.js';
import type { NothingFound } from './nothing-found.js';
import type { Renewed } from './renewed.js';
import type { SameRights } from './same-rights.js';
import type { ShutOut } from './shut-out.js';
import type { Sound } from './sound.js';
import type { Taken } from './taken.js';
import type { TokenClosed } from './token-closed.js';
import type { Unused } from './unused.js';

/** What a claim says, what it is made from, and what it never follows from: for the documents. */
export interface ClaimFacts {
  readonly name: string;
  readonly says: string;
  readonly needs: readonly string[];
  readonly neverFrom: readonly string[];
  /** What the program prints, in English, of a proven one and of nothing else. */
  readonly printed: readonly string[];
  /** The rules, in their order, and what each makes of the claim. */
  readonly rules: Readonly<Record<string, readonly ['proven' | 'refuted' | 'unknown', string]>>;
}

/** Every claim that this folder makes. */
export const claimTable: readonly ClaimFacts[] = [
  {
    name: 'shut out',
    says: 'a former certificate is treated by its cluster as any stranger of `system:authenticated`',
    needs: [
      'all bindings of the cluster, read from its own API server at an endpoint that the cloud names',
      'the API server’s own review of each former name in every namespace in which something is bound to the name or its groups, by its key or as an administrator who impersonates it',
    ],
    neverFrom: [
      'fewer rights than before',
      'one namespace, or one action of a rule',
      'a 403 for everything',
      'the cloud’s record that it was removed',
    ],
    printed: ['its certificates open no more there than a stranger’s'],
    rules: {
      LetIn: ['refuted', 'something is allowed that is not everybody’s'],
      NotAuthenticated: ['proven', 'every former name is rejected (401) within its life'],
      BindingsUnread: ['unknown', 'the bindings could not all be read'],
      NotAsked: ['unknown', 'the API server did not answer as this name'],
      GroupRights: ['refuted', 'the API server allows something by a binding to a group of the certificate'],
      AnotherAuthorizer: ['unknown', 'an authorizer decides that does not list what it allows'],
      NamespacesUnseen: ['unknown', 'a namespace where something is bound to it was not answered for'],
      AsAnyStranger: ['proven', 'it may do what every authenticated caller may, and nothing else'],
      NothingLeft: ['proven', 'it may do nothing'],
    } satisfies Record<ShutOut['reason'], readonly [ShutOut['kind'], string]>,
  },
  {
    name: 'dead',
    says: 'what a revoke took away is shut out, and was not before',
    needs: [
      'the claim *shut out*',
      'a copy that was seen to work before (without one at hand, a temporary one that is issued for it), or another common name of its holder by the cloud’s record',
    ],
    neverFrom: ['a cloud that says it revoked', 'the refusal of a name that was never seen to be let in'],
    printed: ['✓ the old one is dead'],
    rules: {
      NotShutOut: ['refuted', 'it is not shut out'],
      ShutOutUnknown: ['unknown', 'whether it is shut out is not known'],
      SeenInBefore: ['proven', 'a copy had rights of its own before'],
      AnotherName: ['proven', 'the cloud issues to another common name since'],
      NeverSeenIn: ['unknown', 'no copy was seen to work before, and the name is the same, or was not known'],
    } satisfies Record<Dead['reason'], readonly [Dead['kind'], string]>,
  },
  {
    name: 'closed',
    says: 'a key that others may have opens nothing any more',
    needs: [
      'the claim *shut out*, for this certificate alone',
      'another common name of its holder by the cloud’s record, or its own end',
    ],
    neverFrom: [
      'a server that only the leaked file names',
      'the cloud’s record that its permissions were removed: the recycle bin restores them for 30 days',
      'a renewal: the certificate before holds to its own end',
    ],
    printed: [': closed, '],
    rules: {
      Expired: ['proven', 'it has ended'],
      NotAsked: ['unknown', 'it was stopped before anybody was asked'],
      LetIn: ['refuted', 'an API server lets it in'],
      EverybodysRights: ['refuted', 'it may do what everybody with a certificate may'],
      NotAccepted: ['proven', 'the API server of the cluster that issued it does not accept it'],
      Revoked: ['proven', 'it is shut out, and its holder goes by another name'],
      Removed: ['unknown', 'its permissions were removed, and can be restored'],
      RevokedInPart: ['unknown', 'it was revoked, and not everything could be looked at'],
      StillKnown: ['unknown', 'the API server knows it, and no right of its was seen'],
      Hearsay: ['unknown', 'only a server that the file names refuses it'],
      NoKey: ['unknown', 'its private key was not found'],
      TemporaryCertificate: ['unknown', 'a temporary one that has not ended'],
      IdentityUnknown: ['unknown', 'no identity in sight holds it'],
      CurrentCertificate: ['unknown', 'it is the one in force, and nobody could be asked'],
      OlderCertificate: ['unknown', 'there is a newer one, which does not end it'],
    } satisfies Record<Closed['reason'], readonly [Closed['kind'], string]>,
  },
  {
    name: 'taken',
    says: 'a revoke whose answer was cut off was carried out',
    needs: ['another common name by the cloud’s record', 'or a copy that was seen to work a moment before'],
    neverFrom: ['a copy that was never seen to work', 'a server that is away or busy'],
    printed: [],
    rules: {
      AnotherName: ['proven', 'the cloud issues to another common name'],
      NotAuthenticated: ['proven', 'a copy that worked is rejected within its life'],
      RightsGone: ['proven', 'a copy that had rights of its own has none where it had them'],
      NothingChanged: ['unknown', 'nothing shows it'],
    } satisfies Record<Taken['reason'], readonly [Taken['kind'], string]>,
  },
  {
    name: 'token closed',
    says: 'a token that others may have opens nothing any more',
    needs: ['its own end', 'or the answer of its cluster’s own API server, for any but a RAM token'],
    neverFrom: ['a server that only the file names', 'a 401 for a RAM token: it may be mapped at any time'],
    printed: [],
    rules: {
      Expired: ['proven', 'it has ended'],
      LetIn: ['refuted', 'an API server lets it in'],
      StillKnown: ['refuted', 'an API server knows it; no right of its was seen'],
      NotAccepted: ['proven', 'the cluster’s own API server does not accept it'],
      OwnServerOnly: ['unknown', 'only a server that the file names refuses it'],
      TokenInForce: ['unknown', 'its end is still to come, and nobody answered'],
      TokenWithoutEnd: ['unknown', 'it names no end, and nobody answered'],
    } satisfies Record<TokenClosed['reason'], readonly [TokenClosed['kind'], string]>,
  },
  {
    name: 'answers',
    says: 'the API server that a context names serves its credential something',
    needs: [
      'an answer to the review of oneself, or a refusal that names the user of the certificate',
      'a right that was seen, in the whole cluster or in a namespace that was asked for',
    ],
    neverFrom: [
      'a 403 for everything',
      'an answer that is not a Kubernetes API server’s, or to another user',
      'that it is the cluster’s own server: whose it is, is not said',
    ],
    printed: [' answers as ', '✓ answers'],
    rules: {
      InTheCluster: ['proven', 'it may list what no stranger may'],
      InNamespaces: ['proven', 'it has rights of its own in namespaces that were asked for'],
      OnPaths: ['proven', 'it has rights of its own to paths that belong to no namespace'],
      AsEverybody: ['proven', 'it may do what everybody with a certificate may'],
      Ended: ['refuted', '401, and the certificate has ended'],
      NotYetValid: ['refuted', '401, and the certificate does not hold yet'],
      NotAuthenticated: ['refuted', '401 within its life'],
      Revoked: ['refuted', 'its holder has another name by now, and it may do nothing where it was asked'],
      NoRightSeen: ['unknown', 'it is let in, and no right was seen where it was asked'],
      Away: ['unknown', 'nobody answered'],
      Unclear: ['unknown', 'the answers prove neither'],
    } satisfies Record<Answers['reason'], readonly [Answers['kind'], string]>,
  },
  {
    name: 'renewed',
    says: 'what the cloud issued renews a certificate',
    needs: ['another serial number, a later end, the same holder'],
    neverFrom: ['having asked inside the renewal window'],
    printed: [' d → '],
    rules: {
      SameCertificate: ['refuted', 'it is the same certificate'],
      EndsNoLater: ['refuted', 'it ends no later'],
      HeldByAnotherIdentity: ['refuted', 'it names another holder'],
      Newer: ['proven', 'it is a later one of the same holder'],
    } satisfies Record<Renewed['reason'], readonly [Renewed['kind'], string]>,
  },
  {
    name: 'same rights',
    says: 'a token may do exactly what a certificate may',
    needs: [
      'the rules that the API server lists of both names, in each namespace where something is bound to them, both whole',
      'the add-on, heeding mappings; for one’s own, a token that the API server took',
    ],
    neverFrom: ['a mapping and bindings alone', 'a token that was seen at work before'],
    printed: ['same rights proven', ': moved', ': certificate removed, the token stays'],
    rules: {
      NotAsked: ['unknown', 'the API server was not reached'],
      MayNotImpersonate: ['unknown', 'whoever asks may not impersonate'],
      TakenForAnother: ['unknown', 'the API server takes the name for another'],
      NotWhole: ['unknown', 'it does not list all that it allows'],
      OtherRules: ['refuted', 'the rules differ'],
      SameRules: ['proven', 'the rules are the same'],
    } satisfies Record<SameRights['reason'], readonly [SameRights['kind'], string]>,
  },
  {
    name: 'mapped',
    says: 'a cluster takes the RAM tokens of an identity',
    needs: [
      'the add-on and its configuration, by the cloud',
      'the RAMIdentityMappings, by the cluster’s API server, and the identity’s name in RAM',
    ],
    neverFrom: ['a mapping where the add-on ignores them', 'a 401: it is the same for other reasons'],
    printed: [],
    rules: {
      AuthenticatorMissing: ['refuted', 'the add-on is missing'],
      MappingsIgnored: ['refuted', 'the add-on ignores mappings'],
      AuthenticatorUnread: ['unknown', 'the add-on or its configuration could not be read'],
      MappingsUnread: ['unknown', 'the mappings could not be read'],
      SettingUnset: ['unknown', 'the configuration does not say whether mappings count'],
      Mapped: ['proven', 'a mapping is for it'],
      Unmapped: ['refuted', 'no mapping is for it'],
    } satisfies Record<Mapped['reason'], readonly [Mapped['kind'], string]>,
  },
  {
    name: 'unused',
    says: 'a certificate made no request that ACK’s audit policy logs, in the time asked for',
    needs: ['an audit log that has all of that time, and was searched whole'],
    neverFrom: ['a log with gaps', 'a part of an answer'],
    printed: [],
    rules: {
      InTheLog: ['refuted', 'a request of its is in the log'],
      LogHasGaps: ['unknown', 'not all of that time is in the log, or could be searched'],
      NotInTheWholeLog: ['proven', 'the whole log has none'],
    } satisfies Record<Unused['reason'], readonly [Unused['kind'], string]>,
  },
  {
    name: 'nothing found',
    says: 'no kubeconfig and no token is in what was searched',
    needs: ['that all of it was looked into, through every wrapping'],
    neverFrom: ['a file that is too large, encrypted, or of a kind that is not opened'],
    printed: ['no kubeconfig was found'],
    rules: {
      Found: ['refuted', 'something was found'],
      NotAllSearched: ['unknown', 'something was left out'],
      LookedThrough: ['proven', 'all was looked through, and nothing is there'],
    } satisfies Record<NothingFound['reason'], readonly [NothingFound['kind'], string]>,
  },
  {
    name: 'sound',
    says: 'nothing in a RAM token would make ack-ram-authenticator refuse it',
    needs: ['what is in it', 'the Security Token Service’s word on whose it is'],
    neverFrom: ['its text alone', 'that it is mapped: that is another claim'],
    printed: ['✓ nothing speaks against it'],
    rules: {
      Objections: ['refuted', 'something in it would'],
      NotAsked: ['unknown', 'the service was not asked, or did not say'],
      TakenByTheService: ['proven', 'the service names its holder'],
    } satisfies Record<Sound['reason'], readonly [Sound['kind'], string]>,
  },
];
