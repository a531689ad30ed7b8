import test from 'ava';
import '../features.js';
import { loadLanguage } from '../messages/messages.js';
import { initialState } from '../screen/app-state.js';
import { createFrameWriter } from '../screen/drawing/frame-writer.js';
import { notify } from '../screen/notify.js';
import { createStore } from '../screen/store.js';
import { paintEarly } from './early-paint.js';
import { createPictures } from './picture.js';

test.before(() => loadLanguage('en'));

/** What a terminal gets from here on, and its modes. */
function paintOnTerminal() {
  const written: string[] = [];
  const raw: boolean[] = [];
  const start = initialState({
    ...{ size: { columns: 80, rows: 24 }, now: new Date(0), home: '/', timeZone: 'UTC' },
    ...{ language: 'en', isReadOnly: false },
  });
  const store = createStore(start, () => undefined);
  const early = paintEarly(store, createPictures('none'), {
    stdin: { setRawMode: (isRaw) => raw.push(isRaw) },
    stdout: { write: (text) => written.push(text) },
    writer: createFrameWriter(),
  });
  return {
    early,
    raw,
    read: () => written.splice(0).join(''),
    learn: (text: string) =>
      store.dispatch({ kind: 'arrived', name: 'test', change: (state) => notify(state, 'info', text) }),
  };
}

test('what becomes known before Ink is loaded is drawn at once, and by Ink alone afterwards', (t) => {
  const { early, read, learn } = paintOnTerminal();
  t.regex(read(), /^\x1b\[\?1049h.*ackring/s);
  learn('known before');
  t.regex(read(), /known before/);
  early.handOver();
  learn('known after');
  t.is(read(), '');
});

test('a screen that never starts leaves the terminal as it was, and draws nothing more', (t) => {
  const { early, raw, read, learn } = paintOnTerminal();
  read();
  early.restore();
  t.is(read(), '\x1b[?1049l\x1b[?25h');
  t.deepEqual(raw, [true, false]);
  learn('too late');
  t.is(read(), '');
});
