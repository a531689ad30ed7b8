import { answeredAs } from '@ackring/testkit/answered';
import { subjectUntil } from '@ackring/testkit/rotation/subjects';
import { makeSpecimen, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import { cancelled } from '../../machine/retry.js';
import { nothingKnown } from '../ledger/standing.js';
import { tryCopies } from './trial.js';

// Whether a stored copy is tried on its API server, and what a run that is cut short makes of it.

const lifeMs = 86_400_000;
const until = new Date(specimenNow.getTime() + lifeMs);

interface Situation {
  readonly text?: string | null;
  readonly now?: Date;
  readonly isAborted?: boolean;
  readonly hasTime?: boolean;
  /** The run is cut short while the API server is asked. */
  readonly cutShort?: boolean;
}

async function tried({ isAborted = false, hasTime, cutShort = false, ...given }: Situation) {
  const { yaml } = await makeSpecimen({ lifeMs });
  const { text = yaml, now = specimenNow } = given;
  const stop = new AbortController();
  if (isAborted) stop.abort();
  let asked = 0;
  const whoAmI = async () => {
    asked += 1;
    if (cutShort) stop.abort();
    if (cutShort) throw cancelled(null);
    return answeredAs(`${specimenUid}-${Math.floor(specimenNow.getTime() / 1_000)}`, { serverTime: now });
  };
  const seen = await tryCopies(
    {
      configuration: { probeDays: 7, concurrency: 1 },
      apiServer: { whoAmI },
      known: nothingKnown,
      now,
      ...(hasTime === undefined ? {} : { budget: { hasTimeToTry: () => hasTime } }),
      signal: stop.signal,
    },
    [{ subject: subjectUntil(until), text }],
  );
  const [one] = seen;
  return `${asked === 0 ? 'not asked' : 'asked'}, ${one?.subject.trial?.acceptance.kind ?? 'unknown'}${one?.text == null ? '' : ', kept'}`;
}

const rows: readonly (readonly [what: string, situation: Situation, said: string])[] = [
  ['a copy', {}, 'asked, accepted'],
  ['a copy, with time to try it', { hasTime: true }, 'asked, accepted'],
  ['a copy, without time to try it', { hasTime: false }, 'not asked, unknown'],
  ['a copy, in a run that is over', { isAborted: true }, 'not asked, unknown'],
  ['a copy, in a run that ends meanwhile', { cutShort: true }, 'asked, unknown'],
  ['a copy at its very end', { now: until }, 'asked, accepted'],
  ['a copy after its end', { now: new Date(until.getTime() + 1) }, 'not asked, unknown'],
  ['no copy', { text: null }, 'not asked, unknown'],
  ['what is no kubeconfig', { text: '[' }, 'not asked, unknown'],
];
for (const [what, situation, said] of rows)
  test(`${what}: ${said}`, async (t) => {
    t.is(await tried(situation), said);
  });

test('a failure that is not the run’s own end is thrown', async (t) => {
  const { yaml } = await makeSpecimen({ lifeMs });
  const sources = {
    ...{ configuration: { probeDays: 7, concurrency: 1 }, known: nothingKnown, now: specimenNow },
    apiServer: { whoAmI: () => Promise.reject(new Error('a fault')) },
  };
  const subject = subjectUntil(until);
  await t.throwsAsync(tryCopies(sources, [{ subject, text: yaml }]), { message: 'a fault' });
});
