import { setImmediate as nextTurn } from 'node:timers/promises';
import test from 'ava';
import { loadLanguage } from '../messages/messages.js';
import { notify } from '../screen/notify.js';
import { createStore } from '../screen/store.js';
import { opened } from '../testkit.js';
import { startPainter } from './painter.js';
import { createPictures } from './picture.js';

test.before(() => loadLanguage('en'));

/** What a terminal gets from here on, and its modes. */
function paintOnTerminal() {
  const written: string[] = [];
  const raw: boolean[] = [];
  const start = opened({ columns: 80, rows: 24 });
  const store = createStore(start, () => undefined);
  const painter = startPainter(store, createPictures('none'), {
    stdin: { setRawMode: (isRaw) => raw.push(isRaw) },
    stdout: { write: (text) => written.push(text) },
  });
  return {
    painter,
    raw,
    written,
    read: () => written.splice(0).join(''),
    learn: (text: string) =>
      store.dispatch({ kind: 'arrived', name: 'test', change: (state) => notify(state, 'info', () => text) }),
  };
}

test('the first frame is drawn at once, and what changes in one turn is one frame', async (t) => {
  const { written, read, learn } = paintOnTerminal();
  t.regex(read(), /^\x1b\[\?1049h\x1b\[\?2004h.*ackring/s);
  learn('known for a moment');
  learn('known at last');
  await nextTurn();
  t.is(written.length, 1);
  t.regex(read(), /known at last/);
});

test('nothing is written for a change that shows nothing', async (t) => {
  const { written, read, learn } = paintOnTerminal();
  learn('known');
  await nextTurn();
  read();
  learn('known');
  await nextTurn();
  t.deepEqual(written, []);
});

test('nothing is drawn over another program, and everything after it', async (t) => {
  const { painter, read, learn } = paintOnTerminal();
  learn('known before');
  painter.pause();
  read();
  learn('learnt meanwhile');
  await nextTurn();
  t.is(read(), '');
  painter.resume();
  t.regex(read(), /ackring.*learnt meanwhile/s);
  learn('known after');
  await nextTurn();
  t.regex(read(), /known after/);
});

test('a screen that never starts leaves the terminal as it was, and draws nothing more', async (t) => {
  const { painter, raw, read, learn } = paintOnTerminal();
  read();
  painter.restore();
  t.is(read(), '\x1b[?2004l\x1b[?1049l\x1b[?25h');
  t.deepEqual(raw, [true, false]);
  learn('too late');
  await nextTurn();
  t.is(read(), '');
});
