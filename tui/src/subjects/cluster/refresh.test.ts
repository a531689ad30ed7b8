import { AckringError } from '@ackring/core/internal/words/errors';
import test from 'ava';
import type { AppState } from '../../screen/app-state.js';
import { opened } from '../../testkit.js';
import { defaultSettings } from '../../world/settings.js';
import type { RegionScan } from './fleet.js';
import { fleetDue } from './tasks.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const answered: RegionScan = { kind: 'answered', clusters: 1 };
const failed: RegionScan = {
  kind: 'failed',
  error: new AckringError('Throttled', 'slower', { remedy: 'wait' }),
};

interface Past {
  readonly refreshSeconds?: number;
  /** Duration in seconds of the scan that ended at 0. */
  readonly took?: number;
  readonly lastKey?: number;
  readonly regions?: readonly RegionScan[];
}

function isScanDue(now: number, past: Past): boolean {
  const { refreshSeconds = 120, took = 0, lastKey = now, regions = [answered] } = past;
  const start = opened({
    columns: 80,
    rows: 24,
    now: at(0),
    settings: { ...defaultSettings, refreshSeconds },
  });
  const state: AppState = {
    ...start,
    now: at(now),
    lastKeyAt: at(lastKey),
    fleet: {
      ...start.fleet,
      seenAt: at(0),
      scanStartedAt: at(-took),
      regions: new Map(regions.map((scan, index) => [`region-${index}`, scan])),
    },
  };
  return fleetDue(state).length > 0;
}

const dueAfter = test.macro({
  exec(t, past: Past, seconds: number) {
    t.false(isScanDue(seconds - 1, { lastKey: seconds - 1, ...past }));
    t.true(isScanDue(seconds, { lastKey: seconds, ...past }));
  },
  title: (title) => `the fleet is asked again ${title}`,
});

test('after two minutes', dueAfter, {}, 120);
test('after the interval in the settings', dueAfter, { refreshSeconds: 5 }, 5);
test('later if the last scan was slow', dueAfter, { took: 6 }, 240);
test('later if half of the regions refused', dueAfter, { regions: [answered, failed] }, 180);
test('never later than ten intervals', dueAfter, { took: 3600 }, 1200);
test('after four minutes if no key was pressed meanwhile', dueAfter, { lastKey: 0 }, 240);
test('never later than ten intervals, however long the user is idle', dueAfter, { lastKey: -4000 }, 1200);
