import type { EndingRight, RightEnd } from '../../rights/ending-right.js';
import { type EndedRight, type TakeBackPorts, takeBackEnded } from '../../rights/take-back.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import {
  outcomeError,
  type ReportedRight,
  type RotationFailure,
  type RotationReport,
} from '../report/report.js';

/** Takes back the rights in the ledger that have ended, as the rotation itself. */
export interface EndedRights {
  /** Those of which that is known to be left to do. */
  due(): Promise<readonly ReportedRight[]>;
  /** Until `signal` fires; `report` hears of each as it is done. */
  takeBack(report: (part: EndedPart) => void, signal: AbortSignal): Promise<void>;
}

type EndedPart = Required<Pick<RotationReport, 'rights'>> & Pick<RotationReport, 'failures'>;

/** The part of a run that takes rights back, among a report's failures. */
export const rightsFailure = 'rights that end';

/** Whoever takes rights back in one account. */
type RightsKeeper = Pick<TakeBackPorts, 'ack' | 'api' | 'caller'>;

interface EndedRightsPorts extends Pick<TakeBackPorts, 'rights' | 'clock' | 'journal'> {
  readonly own: RightsKeeper;
  /** The rotation's role in another account; null if it has none there. */
  keeperIn(accountId: string): RightsKeeper | null;
}

export function createEndedRights({ own, keeperIn, ...ports }: EndedRightsPorts): EndedRights {
  const dueRights = async (): Promise<readonly EndingRight[]> => {
    const { rights } = await ports.rights.all();
    return rights.filter(({ over, until }) => over === null && until <= ports.clock.now());
  };
  return {
    due: async () => (await dueRights()).map((right) => reported(right, null)),
    takeBack: async (report, signal) => {
      const { accountId: ownAccount } = await own.caller(signal);
      const takeAs = (keeper: RightsKeeper, onEnded: (ended: EndedRight) => void) =>
        takeBackEnded({ ...ports, ...keeper, refuseWhenReadOnly: async () => undefined }, signal, onEnded);
      const rights = await dueRights();
      for (const accountId of new Set(rights.map((right) => right.accountId))) {
        if (accountId === ownAccount) continue;
        const due = rights.filter((right) => right.accountId === accountId);
        try {
          // What nobody can read is of no account: told below.
          await takeAs(keeperIn(accountId) ?? throwOfOtherAccount(accountId), ({ right, how, error }) => {
            if (right !== null) report(partOf(right, how, error));
          });
        } catch (thrown) {
          const error = toAckringError(thrown);
          for (const right of due) report(partOf(right, null, error));
        }
      }
      await takeAs(own, ({ right, how, error }) => report(partOf(right, how, error)));
    },
  };
}

function partOf(right: EndingRight | null, how: RightEnd | null, error: AckringError | null): EndedPart {
  return {
    rights: right === null ? [] : [reported(right, how)],
    failures: error === null ? [] : [{ what: failureOf(right), error: outcomeError(error) }],
  };
}

function failureOf(right: EndingRight | null): RotationFailure['what'] {
  return right === null
    ? rightsFailure
    : `right ${right.id} of ${right.identity.name} in ${right.cluster.name}`;
}

function reported({ id, identity, cluster, role, until }: EndingRight, how: RightEnd | null): ReportedRight {
  const { id: clusterId, name, region } = cluster;
  const place = { cluster: { id: clusterId, name }, region };
  return {
    id,
    identity,
    ...place,
    role: role.name,
    namespace: role.namespace,
    until: until.toISOString(),
    how,
  };
}

function throwOfOtherAccount(accountId: string): never {
  throw new AckringError(
    'Refused',
    say('it is of account {accountId}, in which this rotation has no identity', { accountId }),
    { remedy: say('Take it by hand: `ackring access withdraw`.') },
  );
}
