import type { Closed } from './closed.js';
import type { ShutOut } from './shut-out.js';
import type { Taken } from './taken.js';

/** What a claim says, what it is made from, and what it never follows from: for the documents. */
export interface ClaimFacts {
  readonly name: string;
  readonly says: string;
  readonly needs: readonly string[];
  readonly neverFrom: readonly string[];
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
    rules: {
      LetIn: ['refuted', 'something is allowed that is not everybody’s'],
      NotAuthenticated: ['proven', 'every former name is rejected (401) within its life'],
      BindingsUnread: ['unknown', 'the bindings could not all be read'],
      NotAsked: ['unknown', 'the API server did not answer as this name'],
      GroupRights: ['refuted', 'something is bound to a group of the certificate'],
      AnotherAuthorizer: ['unknown', 'an authorizer decides that does not list what it allows'],
      NamespacesUnseen: ['unknown', 'a namespace where something is bound to it was not answered for'],
      AsAnyStranger: ['proven', 'it may do what every authenticated caller may, and nothing else'],
      NothingLeft: ['proven', 'it may do nothing'],
    } satisfies Record<ShutOut['reason'], readonly [ShutOut['kind'], string]>,
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
    rules: {
      Expired: ['proven', 'it has ended'],
      LetIn: ['refuted', 'an API server lets it in'],
      EverybodysRights: ['refuted', 'it may do what everybody with a certificate may'],
      NotAccepted: ['proven', 'the cluster’s own API server does not accept it'],
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
    rules: {
      AnotherName: ['proven', 'the cloud issues to another common name'],
      NotAuthenticated: ['proven', 'a copy that worked is rejected within its life'],
      RightsGone: ['proven', 'a copy that had rights of its own has none where it had them'],
      NothingChanged: ['unknown', 'nothing shows it'],
    } satisfies Record<Taken['reason'], readonly [Taken['kind'], string]>,
  },
];
