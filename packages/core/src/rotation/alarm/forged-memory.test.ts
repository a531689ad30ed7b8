import { forbidden, onDay, ownOutcome, reportOn } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import { fold } from '../ledger/fold.js';
import type { Standing, Standings } from '../ledger/standing.js';
import { readLedger, writeLedger } from '../ledger/stored-ledger.js';
import type { RotationFailure, RotationOutcome } from '../report/report.js';
import type { DocumentStore } from '../sinks/sink.js';
import { sealWith } from './alarm.js';
import { noticeOf } from './notice.js';
import { notifyAll } from './notify.js';

// Whoever may write into a sink writes the memory of alarms, and knows how it is made.

/** What they make of one item, as if their channel had heard of it all. */
type Forgery = (standing: Standing, now: Date) => Standing;

const heard = (told: string | undefined, standing: Standing): Standing => {
  return { ...standing, told: told === undefined ? {} : { team: told } };
};

const forgeries: Readonly<Record<string, Forgery>> = {
  nothing: (standing) => standing,
  'the mark of what is due': (standing, now) => heard(noticeOf(standing, now)?.mark, standing),
  'that mark with a seal of their own': (standing, now) => {
    const mark = noticeOf(standing, now)?.mark;
    return heard(mark && sealWith('guessed')(standing.key, mark), standing);
  },
  'what was heard of another': (standing) => heard('failing - Forbidden not allowed', standing),
  'an instant that is none': (standing) => withSince(standing, 'soon'),
  'an instant that is to come': (standing) => withSince(standing, '9999-01-01T00:00:00.000Z'),
  'an end of everything': (standing) => ({ ...standing, goneBecause: 'over' }),
  'another key': (standing) => ({ ...standing, key: `${standing.key}-other` }),
};

function withSince(standing: Standing, since: string): Standing {
  const { condition, outage } = standing;
  return {
    ...standing,
    condition: condition === null ? null : { ...condition, since },
    outage: outage === null ? null : { ...outage, since },
  };
}

type Trouble = (day: number) => {
  readonly outcomes?: readonly RotationOutcome[];
  readonly failures?: readonly RotationFailure[];
};

const renew = { decision: { kind: 'renew', reason: 'WithinRenewalWindow' } } as const;

/** Trouble that is told again, and how often. */
const troubles: Readonly<Record<string, readonly [everyDays: number, trouble: Trouble]>> = {
  'a credential that fails and has ended': [
    1,
    (day) => ({ outcomes: [ownOutcome(day, -5, { ...renew, error: forbidden })] }),
  ],
  'a credential that fails, its end unknown': [
    7,
    (day) => ({
      outcomes: [
        ownOutcome(day, 0, {
          ...renew,
          error: forbidden,
          notAfter: null,
          held: { state: 'unknown', notAfter: null },
        }),
      ],
    }),
  ],
  'a region that cannot be listed': [7, () => ({ failures: [{ what: 'region x', error: forbidden }] })],
  'a run that fails': [1, () => ({ failures: [{ what: 'run', error: forbidden, hides: { kind: 'all' } }] })],
};

/** The days on which a channel hears of it, when somebody forges the memory before each day's run. */
async function daysHeard(
  trouble: Trouble,
  forgery: Forgery,
  secret: string | null,
): Promise<readonly number[]> {
  const days: number[] = [];
  const store = memoryStore();
  for (let day = 0; day <= 21; day += 1) {
    await forge(store, forgery, onDay(day));
    const read = await readLedger([store], onDay(day));
    const { outcomes = [], failures = [] } = trouble(day);
    const send = async () => void days.push(day);
    const notifier = { name: 'team', send, ...(secret === null ? {} : { secret: async () => secret }) };
    const assessed = fold(reportOn(day, outcomes, failures), read.standings);
    const { standings } = await notifyAll(assessed, {
      notifiers: [notifier],
      runId: 'r',
      limitMs: 60_000,
      isRecorded: true,
    });
    await writeLedger([store], standings, { read, now: onDay(day) });
  }
  return days;
}

function memoryStore(): DocumentStore {
  const kept = new Map<string, string>();
  return {
    fits: () => true,
    read: async (name) => kept.get(name) ?? null,
    write: async (name, text) => void kept.set(name, text),
  };
}

async function forge(store: DocumentStore, forgery: Forgery, now: Date): Promise<void> {
  const read = await readLedger([store], now);
  const forged = [...read.standings.values()].map((each) => forgery(each, now));
  const standings: Standings = new Map(forged.map((each) => [each.key, each]));
  await writeLedger([store], standings, { read, now });
}

for (const [title, [every, trouble]] of Object.entries(troubles)) {
  for (const [what, forgery] of Object.entries(forgeries)) {
    test(`${title} is told a channel with a secret as often as ever, whoever forges ${what}`, async (t) => {
      const days = await daysHeard(trouble, forgery, 'the robot’s');
      const expected = Array.from({ length: Math.floor(21 / every) + 1 }, (_, index) => index * every);
      t.deepEqual(
        expected.filter((day) => !days.includes(day)),
        [],
      );
      if (what === 'nothing') t.deepEqual(days, expected);
    });
  }

  test(`${title} is told a channel without a secret again, once nobody forges what it heard`, async (t) => {
    const once: Forgery = (standing, now) =>
      now.getTime() === onDay(1).getTime() ? heard(noticeOf(standing, now)?.mark, standing) : standing;
    const days = await daysHeard(trouble, once, null);
    t.true(
      days.some((day) => day > 1 && day <= 1 + every),
      days.join(' '),
    );
  });
}
