import type { Ack } from '../cloud/ack/api.js';
import type { CachedHolder } from '../fleet/fleet-cache.js';
import type { ClusterRef } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { type Identity, type IdentityType, isCalled, isUid } from '../words/identity.js';
import { say } from '../words/say.js';

export interface HolderPorts {
  readonly ack: Pick<Ack, 'listKubeconfigStates'>;
  /** Whom scans have met, in clusters where they hold nothing yet too. */
  readonly knownHolders: () => Promise<readonly CachedHolder[]>;
}

/**
 * The identity of a name or uid, as the cluster's own list tells. A uid that it does not name is taken as it is, with
 * the type that scans have met it with. Throws ResourceNotFound for a name that nobody has, Refused for one that only
 * scans have met: a name can be another's since. UsageInvalid for one that several have, and like the cloud.
 */
export async function findHolder(
  user: string,
  cluster: ClusterRef & { readonly name: string },
  { ack, knownHolders }: HolderPorts,
  signal: AbortSignal | undefined,
): Promise<Identity> {
  const states = await ack.listKubeconfigStates(cluster, signal).catch((error: unknown) => {
    // Who may not list holders may still name one by its uid.
    if (isUid(user) && error instanceof AckringError && error.code === 'Forbidden') return [];
    throw error;
  });
  const here = states.filter(({ cloudService }) => cloudService === null).map(({ identity }) => identity);
  const found = matching(here, user);
  if (found !== null) return found;
  const met = matching((await knownHolders()).map(toIdentity), user);
  if (met !== null && met.uid !== user) throw metOnly(met, cluster.name);
  if (isUid(user)) return met ?? { uid: user, name: user, type: 'unknown', state: 'unknown' };
  throw new AckringError('ResourceNotFound', say('nobody called "{name}" is known here', { name: user }), {
    remedy: say('Give the uid, as the RAM console shows it; `ackring access` lists whom it has met.'),
  });
}

/** Names change hands; only the cluster's list of now could say whose it is. */
function metOnly({ uid, name, type }: Identity, cluster: string): AckringError {
  return new AckringError(
    'Refused',
    say(
      'nobody called "{name}" holds anything in {cluster}: an earlier scan met {uid} ({type}) by that name',
      {
        name,
        cluster,
        uid,
        type,
      },
    ),
    {
      remedy: say(
        'Names change hands. See in the RAM console whose id that is, and give the uid instead of the name.',
      ),
    },
  );
}

function matching(identities: readonly Identity[], user: string): Identity | null {
  const byUid = new Map(
    identities.filter((identity) => isCalled(identity, user)).map((each) => [each.uid, each]),
  );
  const [only, other] = byUid.values();
  if (only === undefined) return null;
  if (other === undefined) return only;
  const candidates = [...byUid.values()].map(({ uid, type }) => `${uid} (${type})`);
  throw new AckringError(
    'UsageInvalid',
    say('several are called "{name}": {candidates}', { name: user, candidates }),
    { remedy: say('Name the one you mean by its uid.') },
  );
}

const types: ReadonlySet<string> = new Set(['root', 'user', 'role']);

function toIdentity({ uid, name, type, state }: CachedHolder): Identity {
  return {
    uid,
    name,
    type: types.has(type) ? (type as IdentityType) : 'unknown',
    state: state === 'active' || state === 'inactive' || state === 'deleted' ? state : 'unknown',
  };
}
