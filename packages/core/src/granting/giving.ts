import { randomUUID } from 'node:crypto';
import { type AccessRequest, requestRefusal } from '../rights/access-request.js';
import { changeRole, isThere, type RoleChange } from '../rights/change-role.js';
import { type Ending, type EndingRight, endingFacts, isSameRight } from '../rights/ending-right.js';
import { administers, closedIfGone, type TakeBackPorts } from '../rights/take-back.js';
import { AckringError, exitCodes, toAckringError } from '../words/errors.js';
import { say } from '../words/say.js';

/** A role to be given; it ends, or stays. */
interface Giving extends RoleChange {
  readonly ending: Ending | null;
  /** See `EndingRight.ledger`. */
  readonly ledger: string | null;
  /** What it is given for; null where nobody had to ask. */
  readonly request: AccessRequest | null;
}

type GivingPorts = Omit<TakeBackPorts, 'refuseWhenReadOnly'>;

export interface GrantOutcome {
  /** The list of permissions shows it; false where it does not yet, or is not told to the caller. */
  readonly isSeen: boolean;
  /** When it is taken back; null if never. */
  readonly until: Date | null;
}

/** Those of the same words that nobody knows to be over, of the ledger that is named too. */
export async function openRights(
  asked: Pick<EndingRight, 'accountId' | 'identity' | 'cluster' | 'role' | 'ledger'>,
  { rights }: Pick<GivingPorts, 'rights'>,
): Promise<readonly EndingRight[]> {
  const { rights: all } = await rights.all(asked.ledger);
  return all.filter(
    (each) => each.over === null && each.accountId === asked.accountId && isSameRight(each, asked),
  );
}

/** A right that ends is on record before the cloud is asked: killed anywhere, none is given that nobody takes back. */
export async function giveRole(
  planned: Giving,
  ports: GivingPorts,
  signal: AbortSignal | undefined,
): Promise<GrantOutcome> {
  const { cluster, identity, isRamRole, role, ending, ledger, request } = planned;
  const { rights, clock } = ports;
  const caller = await ports.caller(signal);
  const { accountId, uid } = caller;
  // What is given now must not end with what was given before.
  for (const each of await openRights({ accountId, identity, cluster, role, ledger }, ports)) {
    if ((await closedIfGone(each, caller, ports, signal)) === null) throw alreadyThere(planned);
  }
  if (ending === null) return { isSeen: await changeRole(planned, ports, signal), until: null };
  // What was there before is not ours to take: given since it was planned, or out of the caller's sight.
  if (!(await administers(cluster, caller, ports, signal))) throw outOfSight(cluster);
  if (await isThere(planned, ports.api, signal)) throw alreadyThere(planned);
  const askedAt = clock.now();
  if (request !== null) await refuseUnapprovable(request, planned, ports, signal);
  const until = new Date(askedAt.getTime() + ending.lengthMs);
  const right: EndingRight = {
    request: request === null ? null : { id: request.id, by: request.by, at: request.askedAt },
    ...{
      id: (request?.id ?? randomUUID()).slice(0, 8),
      accountId,
      by: uid,
      reason: ending.reason,
      ledger,
      until,
      askedAt,
    },
    cluster: { id: cluster.id, name: cluster.name, region: cluster.region },
    identity: { uid: identity.uid, name: identity.name },
    ...{ isRamRole, role, answeredAt: null, seenAt: null, takingAt: null, over: null, trouble: null },
  };
  await rights.keep(right);
  // The record is there: without what follows it says less.
  const note = (seen: Partial<EndingRight>) =>
    rights.keep({ ...right, answeredAt: clock.now(), ...seen }).catch(() => undefined);
  try {
    const isSeen = await changeRole({ ...planned, record: endingFacts(right) }, ports, signal);
    await note({ seenAt: isSeen ? clock.now() : null });
    return { isSeen, until };
  } catch (thrown) {
    const isRefused = toAckringError(thrown).exitCode === exitCodes.forbidden;
    await note(isRefused ? { over: { how: 'refused', at: clock.now() } } : {});
    throw thrown;
  }
}

/** Throws Refused: see `requestRefusal`. */
export async function refuseUnapprovable(
  request: AccessRequest,
  { cluster, ledger }: Pick<Giving, 'cluster' | 'ledger'>,
  ports: Pick<GivingPorts, 'caller' | 'rights' | 'clock'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const [caller, { rights }] = [await ports.caller(signal), await ports.rights.all(ledger)];
  const refusal = requestRefusal(request, { caller, cluster, rights, now: ports.clock.now() });
  if (refusal !== null) throw refusal;
}

function outOfSight({ name: cluster }: RoleChange['cluster']): AckringError {
  return new AckringError(
    'Forbidden',
    say('only an administrator of {cluster} sees what is there already, and can give for a time', {
      cluster,
    }),
    { remedy: say('Let one of them do it.') },
  );
}

/** Whoever takes it by hand ends it early: nothing is left to take back. */
export async function takeRole(
  planned: RoleChange,
  ports: GivingPorts,
  signal: AbortSignal | undefined,
): Promise<GrantOutcome> {
  const { rights, clock } = ports;
  const { accountId } = await ports.caller(signal);
  const open = await openRights({ accountId, ...planned, ledger: null }, ports);
  const taking = open.map((each) => ({ ...each, takingAt: clock.now() }));
  // Taking it matters more than what is noted of it.
  const note = (right: EndingRight) => rights.keep(right).catch(() => undefined);
  for (const each of taking) await note(each);
  const isSeen = await changeRole(planned, ports, signal);
  const over = { how: 'takenBack', at: clock.now() } as const;
  if (isSeen) for (const each of taking) await note({ ...each, over });
  return { isSeen, until: null };
}

/** Nothing is given that stands already. */
export function alreadyThere({
  identity,
  role,
  cluster,
}: Pick<RoleChange, 'identity' | 'role' | 'cluster'>): AckringError {
  const facts = { name: identity.name, role: role.name, cluster: cluster.name };
  return new AckringError('Refused', say('{name} has the role {role} in {cluster} already', facts), {
    remedy: say('Nothing needs doing.'),
  });
}
