import test from 'ava';
import { loadLanguage } from '../messages/messages.js';
import type { AppState } from '../screen/app-state.js';
import { createFrameWriter } from '../screen/drawing/frame-writer.js';
import { terminalSkin } from '../screen/drawing/paint.js';
import { happened, opened, pressed } from '../testkit.js';
import { createPictures, type PictureOf } from './picture.js';

test.before(() => loadLanguage('en'));

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);
const start = opened({ columns: 80, rows: 24, now: at(0) });

/** What a terminal gets for it. */
const seen = (pictureOf: PictureOf, state: AppState): string =>
  createFrameWriter().next(pictureOf(state), state.size);

const changes: Readonly<Record<string, (state: AppState) => AppState>> = {
  'a key that opens another screen': (state) => pressed(state, '2'),
  'another size': (state) => happened(state, { kind: 'resized', size: { columns: 81, rows: 24 } }),
  'another skin': (state) => ({ ...state, settings: { ...state.settings, skin: 'light' } }),
  'a cursor that appears': (state) => pressed(state, '/'),
};

for (const [title, change] of Object.entries(changes)) {
  test(`there is another picture after ${title}`, (t) => {
    const pictureOf = createPictures('true');
    t.not(seen(pictureOf, change(start)), seen(pictureOf, start));
  });
}

test('without a setting the skin is that of the terminal', (t) => {
  const dark = seen(createPictures('true'), start);
  const light = createPictures('true', false, 'light');
  t.not(seen(light, start), dark);
  t.is(seen(light, { ...start, settings: { ...start.settings, skin: 'dark' } }), dark);
  const skins = ['15;0', '0;15', '0;default;15', '0;7', '7;8', '12;default', '', undefined].map((said) =>
    terminalSkin({ COLORFGBG: said }),
  );
  t.deepEqual(skins, ['dark', 'light', 'light', 'light', 'dark', 'either', 'either', 'either']);
});

test('a second that passes changes nothing visible', (t) => {
  const pictureOf = createPictures('true');
  const first = pictureOf(start);
  t.deepEqual(pictureOf(happened(start, { kind: 'tick', now: at(1) })), first);
  t.is(first.lines.length, 24);
});
