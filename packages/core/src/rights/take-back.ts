import type { Ack } from '../cloud/ack/api.js';
import { readUntil } from '../cloud/ack/settle.js';
import type { CallerIdentity } from '../cloud/sts/sts.js';
import type { ClusterRef } from '../words/cluster.js';
import { AckringError, type RefuseWhenReadOnly, toAckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { changeRole, isThere, type RoleChangePorts } from './change-role.js';
import { type EndingRight, endingFacts, type RightEnd, withObserved } from './ending-right.js';
import type { EndingRights } from './ending-rights.js';

export interface TakeBackPorts extends RoleChangePorts {
  readonly ack: Pick<Ack, 'describeCluster'>;
  readonly caller: (signal?: AbortSignal) => Promise<CallerIdentity>;
  readonly rights: EndingRights;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

/** What became of a right whose end has come. */
export interface EndedRight {
  /** Null for a record that nobody can read. */
  readonly right: EndingRight | null;
  /** Null where it is not known to be over. */
  readonly how: RightEnd | null;
  /** The same in words. */
  readonly said: Sentence | null;
  /** Why that is so: the next run tries again. */
  readonly error: AckringError | null;
}

/**
 * Takes back what is on record, was given in the caller's account and has ended: exactly that, and only if it is still
 * there. Each by itself: one failure stops no other. Leaves it to another run that is at it, and what is left once
 * `signal` fires to the next. `onEnded` hears of each as it is done.
 */
export async function takeBackEnded(
  ports: TakeBackPorts,
  signal: AbortSignal | undefined,
  onEnded: (ended: EndedRight) => void = () => undefined,
): Promise<readonly EndedRight[]> {
  const caller = await ports.caller(signal);
  const isDue = ({ accountId, until, over }: EndingRight): boolean =>
    over === null && accountId === caller.accountId && until <= ports.clock.now();
  const { rights, errors } = await ports.rights.all();
  const unread = errors.map((error) => unknownEnd(null, error));
  unread.forEach(onEnded);
  const due = rights.filter(isDue);
  if (due.length === 0) return unread;
  try {
    await ports.refuseWhenReadOnly(say('take back a right that has ended'));
    const taken = await ports.rights.alone(async () => {
      const ended: EndedRight[] = [];
      // Another run may have been at it until now.
      const { rights: now } = await ports.rights.all();
      for (const right of now.filter(isDue)) {
        if (signal?.aborted === true) break;
        const each = await takeBack(right, caller, ports, signal);
        onEnded(each);
        ended.push(each);
      }
      return ended;
    });
    return [...unread, ...taken];
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (error.code === 'FileLocked') return unread;
    return [...unread, ...due.map((right) => unknownEnd(right, error))];
  }
}

function unknownEnd(right: EndingRight | null, error: AckringError): EndedRight {
  return { right, how: null, said: null, error };
}

async function takeBack(
  right: EndingRight,
  caller: CallerIdentity,
  ports: TakeBackPorts,
  signal: AbortSignal | undefined,
): Promise<EndedRight> {
  try {
    const elsewhere = await ports.rights.elsewhere(right);
    const known = withObserved(right, elsewhere);
    const how =
      elsewhere === null || elsewhere.over === null
        ? ((await closedIfGone(known, caller, ports, signal)) ?? (await take(known, ports, signal)))
        : await closeAsElsewhere(known, caller, ports, signal);
    return { right, how, said: overText(right, how), error: null };
  } catch (thrown) {
    const error = toAckringError(thrown);
    await noteTrouble(right, error, ports);
    return unknownEnd(right, error);
  }
}

/** Another keeper saw that it is over: what is there for longer than the list may lag was given since, and is not ours. */
async function closeAsElsewhere(
  right: EndingRight,
  caller: CallerIdentity,
  ports: TakeBackPorts,
  signal: AbortSignal | undefined,
): Promise<Exclude<RightEnd, 'refused'>> {
  const isThere = await listed(right, false, ports, signal);
  const gone = isThere ? null : await closedIfGone(right, caller, ports, signal);
  return gone ?? close(right, 'givenAgain', ports);
}

async function take(
  right: EndingRight,
  ports: TakeBackPorts,
  signal: AbortSignal | undefined,
): Promise<'takenBack'> {
  const taking = { ...right, takingAt: ports.clock.now() };
  await ports.rights.keep(taking);
  const change = { ...right, direction: 'take', record: endingFacts(right) } as const;
  if (!(await changeRole(change, ports, signal))) throw stillShown(right);
  return close(taking, 'takenBack', ports);
}

/** Beside what was tried. */
async function noteTrouble(
  { id }: EndingRight,
  { code, summary: message }: AckringError,
  { rights, clock }: TakeBackPorts,
): Promise<void> {
  const { rights: all } = await rights.all();
  const right = all.find((each) => each.id === id);
  const trouble = { code, message, at: clock.now() };
  if (right !== undefined) await rights.keep({ ...right, trouble }).catch(() => undefined);
}

/**
 * How the right is over if it is not there, and its record closed; null if it is there. The list is read again for as
 * long as it may lag, and leaves out the clusters that the caller does not administer: there nothing is known. Throws
 * Forbidden then, and what the cloud throws.
 */
export async function closedIfGone(
  right: EndingRight,
  caller: CallerIdentity,
  ports: Omit<TakeBackPorts, 'refuseWhenReadOnly'>,
  signal: AbortSignal | undefined,
): Promise<Exclude<RightEnd, 'refused'> | null> {
  if (await listed(right, true, ports, signal)) return null;
  const isKnown =
    (await administers(right.cluster, caller, ports, signal)) || (await isGone(right.cluster, ports, signal));
  if (!isKnown) throw outOfSight(right);
  const { takingAt, seenAt } = right;
  return close(right, takingAt !== null ? 'gone' : seenAt === null ? 'absent' : 'changed', ports);
}

/** Whether the list shows it, read again while it may lag and is not as `expected`. */
async function listed(
  right: EndingRight,
  expected: boolean,
  { api, clock }: Pick<TakeBackPorts, 'api' | 'clock'>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return readUntil(
    () => isThere(right, api, signal),
    (found) => found === expected,
    { clock, signal },
  );
}

async function close<How extends RightEnd>(
  right: EndingRight,
  how: How,
  { rights, clock }: Pick<TakeBackPorts, 'rights' | 'clock'>,
): Promise<How> {
  await rights.keep({ ...right, over: { how, at: clock.now() }, trouble: null });
  return how;
}

const administrators: ReadonlySet<string> = new Set(['admin', 'cluster-admin']);

/**
 * Whether the caller administers a cluster: only then do the lists of permissions leave nothing of it out (the SDK's
 * remark on DescribeUserPermission).
 */
export async function administers(
  cluster: ClusterRef,
  caller: CallerIdentity,
  { api }: Pick<TakeBackPorts, 'api'>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (caller.type === 'root') return true;
  const own = await api.describeUserPermissions(caller.uid, signal);
  return own.some(({ clusterId, namespace, role, isOwner }) => {
    const isHere = clusterId === null || clusterId === cluster.id;
    return isHere && namespace === null && (isOwner || administrators.has(role));
  });
}

async function isGone(
  cluster: ClusterRef,
  { ack }: Pick<TakeBackPorts, 'ack'>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return ack.describeCluster(cluster, signal).then(
    () => false,
    (thrown: unknown) => toAckringError(thrown).code === 'ClusterNotFound',
  );
}

function overText(right: EndingRight, how: Exclude<RightEnd, 'refused'>): Sentence {
  const facts = factsOf(right);
  switch (how) {
    case 'takenBack':
      return say('the role {role} of {name} in {place} has ended, and was taken back', facts);
    case 'gone':
      return say(
        'the role {role} of {name} in {place} has ended, and is gone since the cloud was asked to take it',
        facts,
      );
    case 'changed':
      return say(
        'the role {role} of {name} in {place} has ended, and was gone already: nothing was taken',
        facts,
      );
    case 'givenAgain':
      return say(
        'the role {role} of {name} in {place} has ended and was over already; it was given again since, and stays',
        facts,
      );
    case 'absent':
      return say(
        '{name} was to have the role {role} in {place} for a time: it is not there, nothing was taken',
        facts,
      );
  }
}

function factsOf({ identity, role, cluster }: EndingRight) {
  const place = role.namespace === null ? cluster.name : `${cluster.name}/${role.namespace}`;
  return { name: identity.name, role: role.name, place };
}

function stillShown(right: EndingRight): AckringError {
  const facts = factsOf(right);
  return new AckringError(
    'ClusterNotSeen',
    say('the cloud was asked to take the role {role} in {place} from {name}, and still shows it', facts),
    { remedy: say('The next run looks again.') },
  );
}

function outOfSight(right: EndingRight): AckringError {
  const facts = factsOf(right);
  return new AckringError(
    'Forbidden',
    say('whether {name} still has the role {role} in {place} is unknown: you do not administer it', facts),
    { remedy: say('Run ackring as somebody who administers it: that run takes the role back.') },
  );
}
