import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { seeEveryScreen } from './every-screen.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

for (const [language, columns, rows] of [
  ['en', 100, 30],
  ['en', 300, 80],
  ['ja', 60, 15],
  ['ja', 300, 80],
  ['zh', 60, 15],
  ['zh', 100, 30],
] as const) {
  test(`every screen in ${language} at ${columns}×${rows}`, (t) =>
    seeEveryScreen(t, cloud, { language, columns, rows }));
}
