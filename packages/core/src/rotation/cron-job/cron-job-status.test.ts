import test from 'ava';
import { cronJobStatus, judgeCronJob, timerOf } from './cron-job-status.js';

const now = new Date('2027-03-02T00:00:00Z');
const object = {
  metadata: { name: 'ackring-rotate', namespace: 'night', creationTimestamp: '2027-01-01T00:00:00Z' },
  spec: {
    schedule: '0 4 * * *',
    timeZone: 'Asia/Shanghai',
    jobTemplate: { spec: { template: { spec: { containers: [{ image: 'r/ackring:1' }] } } } },
  },
};
const status = cronJobStatus(object);

test('what an API server answers is read, with what has not happened yet as unknown', (t) => {
  t.like(status, {
    namespace: 'night',
    image: 'r/ackring:1',
    isSuspended: false,
    lastScheduled: null,
    lastSucceeded: null,
    active: 0,
  });
  const ran = { lastScheduleTime: '2027-03-01T20:00:00Z', active: [{}] };
  t.like(cronJobStatus({ ...object, status: ran }), {
    active: 1,
    lastScheduled: new Date(ran.lastScheduleTime),
  });
  t.is(cronJobStatus({ kind: 'Status' }), null);
});

test('it is due by its own zone; where none is told, that is not known', (t) => {
  t.is(timerOf({ schedule: '0 4 * * *', timeZone: 'Asia/Tokyo' }), 'CRON_TZ=Asia/Tokyo 0 0 4 * * *');
  t.is(timerOf({ schedule: '0 4 * * *', timeZone: null }), null);
  t.is(timerOf({ schedule: '@daily', timeZone: 'Asia/Tokyo' }), null);
});

test('it is judged as the function is', (t) => {
  if (status === null) return t.fail();
  const kind = (change: object, runs: Parameters<typeof judgeCronJob>[1]['runs']) =>
    judgeCronJob({ ...status, ...change }, { runs, now }).kind;
  t.is(kind({}, []), 'missedRun');
  t.is(kind({ created: now }, []), 'neverRan');
  t.is(kind({ timeZone: null }, []), 'neverRan');
  t.is(kind({ isSuspended: true }, []), 'timerOff');
  t.is(kind({}, null), 'runsUnknown');
});
