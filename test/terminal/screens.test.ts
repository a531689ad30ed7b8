import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { seeEveryScreen } from './every-screen.js';

const cloud = await sharedCloud({ scenario: 'fleet' });

// Each language and each size once; the other pairs are in the long one.
for (const [language, columns, rows] of [
  ['en', 60, 15],
  ['ja', 100, 30],
  ['zh', 300, 80],
] as const) {
  test(`every screen in ${language} at ${columns}×${rows}`, (t) =>
    seeEveryScreen(t, cloud, { language, columns, rows }));
}
