import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import './features.js';
import { openingState } from './opening.js';
import { type Size, withSettings } from './screen/app-state.js';
import { createFrameWriter } from './screen/drawing/frame-writer.js';
import { features, installFeatures } from './screen/feature.js';
import { initialState } from './screen/initial-state.js';
import { picturesFor } from './terminal/picture.js';

const whole = features();

const sizes: readonly Size[] = [
  { columns: 60, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 100, rows: 30 },
  { columns: 200, rows: 60 },
  { columns: 20, rows: 5 },
];

const settings = {
  none: null,
  'read-only, and another skin': { readOnly: true, skin: 'light' },
  'another key': { keys: { fetch: 'F' } },
  'another language': { language: 'ja' },
};

async function folderOf(t: { teardown(end: () => Promise<void>): void }, config: object | null) {
  const home = await mkdtemp(join(tmpdir(), 'ackring-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  if (config !== null) await writeFile(join(home, 'config.json'), JSON.stringify(config), { mode: 0o600 });
  return home;
}

// Which features are installed, and how keys are spelled, is the process's.
for (const locale of ['en_GB.UTF-8', 'ja_JP.UTF-8', 'zh_CN.UTF-8', 'C']) {
  for (const [title, config] of Object.entries(settings)) {
    test.serial(`the opening is the frame of the whole program: ${locale}, settings ${title}`, async (t) => {
      const home = await folderOf(t, config);
      const environment = { HOME: home, ACKRING_CONFIG_DIR: home, LC_ALL: locale, TERM: 'xterm-256color' };
      for (const size of sizes) {
        const opening = await openingState(environment, size);
        const shown = createFrameWriter().next(picturesFor(environment)(opening), size);
        installFeatures(whole);
        const { now, timeZone, language } = opening;
        const start = initialState({ size, now, home, timeZone, language, isReadOnly: false });
        const state = withSettings(
          { ...start, fallbackLanguage: opening.fallbackLanguage },
          opening.settings,
        );
        const full = createFrameWriter().next(picturesFor(environment)(state), size);
        t.is(shown, full, `${size.columns}x${size.rows}`);
      }
    });
  }
}
