import '../../features.js';
import test from 'ava';
import { en } from '../../languages/en.js';
import { loadMessages } from '../../languages/load.js';
import { say } from '../../messages/say.js';
import { fitTable, rowLine, titleLine } from '../../screen/columns.js';
import { lineText } from '../../screen/drawing/line.js';
import { find } from '../../screen/filter.js';
import { printTable } from '../../shell/text-table.js';
import { changeLines } from '../context/change-lines.js';
import { type ActivityItem, activityTable, changesOf, whatText } from './table.js';

const ja = await loadMessages.ja();
const zh = await loadMessages.zh();

const now = new Date('2026-11-24T12:00:00Z');
const reader = { now, timeZone: 'Asia/Tokyo', home: '/home/ops', messages: en };
const at = (minute: number): Date => new Date(now.getTime() + minute * 60_000);
const write: ActivityItem = {
  kind: 'write',
  write: {
    id: 'w1',
    at: at(1),
    summary: 'temporary kubeconfig of prod',
    file: '/home/ops/.kube/config',
    undoable: true,
    undoneAt: null,
    task: null,
    backup: null,
  },
};
const change = (phase: 'started' | 'done'): ActivityItem => ({
  kind: 'change',
  change: {
    sequence: 7,
    at: at(2),
    action: 'clean',
    phase,
    summary: 'tom in busy',
    runId: 'r',
    previous: '',
  },
});
const notice: ActivityItem = {
  kind: 'notice',
  notice: {
    serial: 3,
    at: at(3),
    mood: 'bad',
    told: () => ({ text: 'a region is forbidden', remedy: null }),
  },
};

test('the command line prints writes and changes, in the reader’s language', async (t) => {
  const written: string[] = [];
  const output = { columns: 0, write: (text: string) => void written.push(text) };
  const place = {
    home: '/home/ops',
    language: 'en' as const,
    services: { clock: { now: () => now } },
    output,
  };
  await printTable(place, activityTable, [write, change('done')], { withSigns: true });
  t.deepEqual(
    written
      .join('')
      .split('\n')
      .map((line) => line.replace(/20[\d-]+ \d\d:\d\d:\d\d \S+/, '<time>').replace(/ {2,}/g, '  ')),
    [
      '  TIME  WHAT  FILE',
      '✎  <time>  temporary kubeconfig of prod  ~/.kube/config',
      '✓  <time>  clean: tom in busy',
    ],
  );
});

test("the screen shows the same beside the session's messages, and marks what never ended", (t) => {
  const sort = { column: 'time', isDescending: true } as const;
  const fitted = fitTable(activityTable, { sort, width: 110, known: null, reader });
  const lines = [
    titleLine(fitted),
    ...[notice, change('started'), write].map((item) => rowLine(fitted, item)),
  ];
  t.deepEqual(
    lines.map((line) => lineText(line).replace(/ {2,}/g, '  ').trimEnd()),
    [
      'TIME ↓  WHAT  FILE',
      '2026-11-24 21:03  a region is forbidden',
      '2026-11-24 21:02  begun and never ended: tom in busy',
      '2026-11-24 21:01  temporary kubeconfig of prod  ~/.kube/config',
    ],
  );
});

test('everything is sorted by time, whatever its kind', (t) => {
  const rows = activityTable.sorted(
    [notice, write, change('done')],
    { column: 'time', isDescending: true },
    null,
  );
  t.deepEqual(rows.ids(), ['notice:3', 'change:7', 'write:w1']);
  t.deepEqual(find('temporary file:/home/ops', rows, reader).ids, ['write:w1']);
});

test('JSON says whether a write can be undone', (t) => {
  t.deepEqual(activityTable.toJson(write), {
    at: at(1),
    action: 'write',
    summary: 'temporary kubeconfig of prod',
    file: '/home/ops/.kube/config',
    undoable: true,
  });
  t.like(activityTable.toJson(change('done')), { action: 'clean done', file: null, undoable: false });
});

test('a start is shown only without its end, and a write by its own record', (t) => {
  const line = (sequence: number, phase: 'started' | 'done', action = 'clean') => ({
    sequence,
    at: now,
    action,
    phase,
    summary: '',
    runId: 'r',
    previous: '',
  });
  const lines = [line(1, 'started'), line(2, 'done'), line(3, 'done', 'write'), line(4, 'started')];
  t.deepEqual(
    changesOf({ lines, unfinished: lines.slice(3) }, []).map(({ sequence }) => sequence),
    [2, 4],
  );
});

test('a write that has no record of its own any more is the journal’s', async (t) => {
  if (write.kind !== 'write') return;
  const { file } = write.write;
  const written = (sequence: number, minute: number, where = file) =>
    ({
      ...{ sequence, at: at(minute), action: 'write', phase: 'done' as const, summary: `w${sequence}` },
      ...{ runId: 'r', previous: '', details: { file: where } },
    }) as const;
  const lines = [written(1, 0), written(2, 1), written(3, 2), written(4, 9, '/elsewhere')];
  const shown = changesOf({ lines, unfinished: [] }, [{ ...write.write, at: at(5) }, write.write]);
  t.deepEqual(
    shown.map(({ sequence }) => sequence),
    [1, 4],
  );
  const [change] = shown;
  if (change === undefined) return;
  const row: ActivityItem = { kind: 'change', change };
  t.like(activityTable.toJson(row), { action: 'write', summary: 'w1', file, undoable: false });
  t.is(whatText(row, { messages: en }), 'w1');
  t.is(activityTable.sign(row, reader).text, '✎');
});

test('what was done is named in the reader’s language, and once', (t) => {
  const said = (action: string, summary: string, messages: typeof en) =>
    whatText({ kind: 'change', change: { ...line, action, summary } }, { messages });
  const line = { sequence: 1, at: now, phase: 'done', runId: 'r', previous: '' } as const;
  for (const action of Object.keys(en.removal.journal.actions)) {
    t.is(said(action, 'of tom', en), `${action}: of tom`);
    t.is(said(action, `${action} of tom`, en), `${action} of tom`);
    // Both say shell.
    if (action === 'shell') continue;
    for (const messages of [ja, zh]) t.notRegex(said(action, '', messages), new RegExp(action));
  }
  t.is(said('another', 'of tom', ja), ja.labelled('another', 'of tom'));
});

test('what an undo changes is told to its end, on as many lines as that takes', (t) => {
  const detail = say('{after} (was {before})', { after: 'certificate until 2029-11-27', before: 'none' });
  const change = { path: 'users/ack/ap-northeast-1/prod', change: 'update', detail } as const;
  const lines = changeLines(change, 50, en).map((line) => lineText(line).trimEnd());
  t.deepEqual(lines, [
    '~ user     ack/ap-northeast-1/prod · certificate',
    '           until 2029-11-27 (was none)',
  ]);
});
