import type { Cluster } from '@ackring/core/internal/words/cluster';
import { AckringError } from '@ackring/core/internal/words/errors';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { languages } from '../messages/language.js';
import { loadLanguage, messagesIn } from '../messages/messages.js';
import { scanFleet } from '../subjects/cluster/tasks.js';
import { readContexts } from '../subjects/context/tasks.js';
import { scanHolders } from '../subjects/holding/holder-tasks.js';
import { arrived, happened, linesOf, opened, press, pressed, shown } from '../testkit.js';
import type { AppState } from './app-state.js';
import { question } from './confirmation.js';
import { take } from './dispatch.js';
import { widthOf } from './drawing/line.js';
import { frame } from './frame.js';
import { startJob } from './job.js';
import { selectedId } from './list.js';
import { pursue } from './list-screen.js';
import { withCutKept } from './notice-line.js';
import { addNotice, hint, noticeText, notify } from './notify.js';
import { openOverlay } from './overlay.js';
import { withKeys } from './remedy.js';
import { type ScreenName, screenNames } from './screen-name.js';
import type { Ask } from './step.js';
import { quit } from './tasks.js';
import { fieldOf } from './text-field.js';
import { update } from './update.js';

const { now } = opened();

function cluster(name: string, region = 'ap-northeast-1'): Cluster {
  return specimenCluster({ id: name, name, region });
}

const regions = ['ap-northeast-1', 'cn-beijing', 'cn-hangzhou'];
const scanning = (state: AppState): AppState =>
  arrived(arrived(state, scanFleet.arrivals.started), (before) =>
    scanFleet.arrivals.heard(before, null, [
      { kind: 'regions', regions },
      { kind: 'clusters', region: 'ap-northeast-1', clusters: [cluster('tokyo'), cluster('osaka')] },
    ]),
  );
const scanned = (state: AppState, last = [cluster('beijing', 'cn-beijing')]): AppState =>
  arrived(scanning(state), (before) => ({
    ...scanFleet.arrivals.heard(before, null, [
      { kind: 'clusters', region: 'cn-beijing', clusters: last },
      { kind: 'clusters', region: 'cn-hangzhou', clusters: [] },
    ]),
  }));

test('the screens are tabs, the open one in brackets; in a low window on the line of the title', (t) => {
  const high = linesOf(pressed(opened(), '4'));
  t.is(high[1]?.trim(), '1 Clusters  2 Contexts  3 Expiry [4 Access] 5 Rotation  6 Activity');
  t.regex(high[2] ?? '', /^ Access › /);
  const low = linesOf(pressed(opened({ columns: 60, rows: 15 }), '4'));
  t.regex(low[1] ?? '', /^ 1 2 3 \[4 Access\] 5 6 › /);
  t.is(low.length, 15);
  const narrow = linesOf(pressed(opened({ columns: 60, rows: 30 }), '2'));
  t.is(narrow[1]?.trim(), '1 Clust… [2 Contexts] 3 Expiry 4 Access 5 Rotat… 6 Activ…');
});

for (const language of languages) {
  test(`in ${language} the tabs have every name at 80 columns, and the beginning of each at 60`, async (t) => {
    await loadLanguage(language);
    const { screens } = messagesIn(language);
    for (const screen of screenNames) {
      for (const [columns, shown] of [
        [80, Number.POSITIVE_INFINITY],
        [60, 2],
      ] as const) {
        const tabs = linesOf({ ...opened({ columns, screen }), language })[1] ?? '';
        t.true(widthOf(tabs.trimEnd()) <= columns, tabs);
        for (const name of screenNames) t.true(tabs.includes(screens[name].slice(0, shown)), tabs);
      }
    }
  });
}

test('the title has the position, and the filter', (t) => {
  const state = scanned(opened());
  t.regex(linesOf(state)[2] ?? '', / 1\/3 $/);
  t.regex(linesOf(pressed(state, 'G'))[2] ?? '', / 3\/3 $/);
  t.regex(linesOf(pressed(state, '/', 'o', 's', 'a'))[2] ?? '', /1 of 3 match "osa" {2}1\/1 $/);
});

test('the title says why the filter found the selected row, where that does not show it', (t) => {
  const tagged = { ...cluster('dev-osaka'), tags: { env: 'preprod', note: 'x'.repeat(90) } };
  const state = scanned(opened(), [cluster('prod-tokyo'), tagged]);
  const titleOf = (filter: string, ...keys: readonly string[]) =>
    linesOf(pressed(state, '/', ...filter, 'enter', ...keys))[2] ?? '';
  // What is called so is selected first.
  t.regex(titleOf('prod'), /2 of 4 match "prod" {2}2\/2 $/);
  t.regex(titleOf('prod', 'g'), /2 of 4 match "prod" · env=preprod {2}1\/2 $/);
  t.regex(titleOf('osaka'), /2 of 4 match "osaka" {2}1\/2 $/);
  t.regex(titleOf('note=x'), /match "note=x" · note=x+…x+ {2}1\/1 $/);
});

test('a filter that matches nothing here names what is called so elsewhere', (t) => {
  const state = { ...scanned(opened(), [cluster('prod-tokyo')]), screen: 'contexts' as const };
  const textOf = (filter: string) => shown(pressed(state, '/', ...filter)).replace(/\s+/g, ' ');
  t.regex(textOf('prod'), /`:prod` leads to what is called so elsewhere: prod-tokyo\. /);
  t.notRegex(textOf('zzz'), /elsewhere/);
});

test('a field of the same rows grouped otherwise is told where it is', (t) => {
  const textOf = (filter: string) =>
    shown(pressed(scanned(opened({ screen: 'access' })), '/', ...filter)).replace(/\s+/g, ' ');
  for (const field of ['lastused', 'last-used', 'roles'])
    t.regex(textOf(`${field}:x`), new RegExp(`"${field}" is a field of "each kubeconfig": after Esc, tab`));
  t.regex(textOf('nobody:x'), /No field is called "nobody"/);
});

test('a filter that compares nothing is told so in the place of its rows, with one that compares', (t) => {
  const text = shown(pressed(scanned(opened()), '/', ...'version:<abc')).replace(/\s+/g, ' ');
  t.regex(text, /0 of 3 match "version:<abc"/);
  t.regex(text, /version cannot be compared with "abc"\. Write it like this: version:<\d/);
});

test('a letter after / begins another filter, and Space or an editing key goes on with the old one', (t) => {
  const filtered = pressed(scanned(opened()), '/', ...'osa', 'enter');
  const typed = (...keys: readonly string[]) => pressed(filtered, '/', ...keys).lists.clusters.filter;
  t.is(typed(), 'osa');
  t.is(typed(...'tok'), 'tok');
  t.is(typed('space', ...'k'), 'osa k');
  t.is(typed('backspace', 'x'), 'osx');
  t.is(typed('left', 'x'), 'osxa');
  t.is(typed('k', 'esc'), 'osa');
  const pasted = happened(
    pressed(filtered, '/'),
    { kind: 'paste', text: 'bei' },
    { kind: 'paste', text: 'j' },
  );
  t.is(pasted.lists.clusters.filter, 'beij');
});

test('a filter that the selected row does not pass shows its matches from the first', (t) => {
  const found = pressed(scanned(opened()), 'G', '/', 'o', 's', 'a');
  const selected = ({ lists: { clusters } }: AppState) => clusters.list.visible[clusters.list.cursor];
  const last = pressed(scanned(opened()), 'G');
  // While the selected row passes, it stays.
  t.is(selected(pressed(last, '/', (selected(last) ?? '').charAt(0))), selected(last));
  t.is(found.lists.clusters.list.cursor, 0);
  const two = pressed(last, '/', '!', ...(selected(last) ?? ''));
  t.is(two.lists.clusters.list.visible.length, 2);
  t.is(two.lists.clusters.list.cursor, 0);
  // Where it found nothing, Esc takes it back to where one was.
  const nothing = pressed(last, '/', ...'zzz');
  t.is(selected(nothing), undefined);
  t.is(selected(pressed(nothing, 'esc')), selected(last));
});

test('the header says DEMO, the current context everywhere, and that there is none', (t) => {
  const inventory = {
    files: [],
    entries: [],
    problems: [],
    currentContext: 'ack/ap-northeast-1/prod\u001b[2J',
  };
  const state = arrived(opened({ isDemo: true }), (before) => readContexts.arrivals.read(before, inventory));
  for (const key of ['1', '2', '3', '4', '5', '6'])
    t.regex(linesOf(pressed(state, key))[0] ?? '', /^ ackring {2}DEMO .*→ ack\/ap-northeast-1\/prod/, key);
  t.false(linesOf(state).join('').includes('\u001b'));
  t.notRegex(linesOf(opened())[0] ?? '', /DEMO|→/);
  const none = arrived(opened(), (before) =>
    readContexts.arrivals.read(before, { ...inventory, currentContext: null }),
  );
  t.regex(linesOf(none)[0] ?? '', /→ no context $/);
});

test('the header names the namespace of the current context where both have room', (t) => {
  const entries = [
    { file: 'f', context: 'lab', current: false, namespace: 'other' },
    { file: 'f', context: 'prod', current: true, namespace: 'shop' },
  ].map((entry) => ({ ...entry, ack: null, credential: { kind: 'none' }, warnings: [] }) as never);
  const inventory = { files: ['f'], entries, problems: [], currentContext: 'prod' };
  const header = (columns: number): string => {
    const state = arrived(opened({ columns }), (before) => readContexts.arrivals.read(before, inventory));
    return linesOf(state)[0] ?? '';
  };
  t.regex(header(100), /→ prod · shop $/);
  t.regex(header(30), /→ prod $/);
});

test('a context is cut from its beginning in the header, and an age is whole or not there', (t) => {
  const inventory = {
    ...{ files: ['f'], entries: [], problems: [], orphans: [] },
    currentContext: 'ack/ap-northeast-1/prod-tokyo-api/temporary',
  };
  const read = (state: AppState): AppState =>
    arrived(state, (before) => readContexts.arrivals.read(before, inventory));
  for (let columns = 60; columns <= 140; columns += 1) {
    const [header = ''] = linesOf(read(scanned(opened({ columns, isDemo: true }))));
    t.regex(header, /→ \S*p\S*\/temporary $/);
    if (columns >= 80) t.regex(header, /prod-tokyo-api\/temporary $/);
    t.notRegex(header, /⟳[^→]*…/, header);
  }
});

test('while work is under way the line tells why a key does nothing, and no earlier news', (t) => {
  const working = { ...scanned(opened()), isAtWork: true, job: startJob('fetch', 9) };
  const lineOf = (state: AppState) => linesOf(state).at(-2)?.trim() ?? '';
  t.regex(lineOf(pressed(working, 'f')), /^⟳ fetching 0 of 9 .* · something is running: x stops it$/);
  t.notRegex(
    lineOf(addNotice(working, { mood: 'good', told: () => ({ text: 'before', remedy: null }) })),
    /before/,
  );
});

test('q stops a job that writes and says so, and pressed again it leaves, whatever the job', (t) => {
  for (const kind of ['fetch', 'renew', 'run', 'verify'] as const) {
    const working = { ...scanned(opened()), isAtWork: true, job: startJob(kind, 9) };
    const leaves = (state: AppState): boolean => press(state, 'q').asks.some(({ task }) => task === quit);
    t.is(leaves(working), kind === 'verify', kind);
    if (kind === 'verify') continue;
    const stopping = pressed(working, 'q');
    t.is(linesOf(stopping).at(-2)?.trim(), '⟳ stopping after this one · q again leaves now');
    t.true(leaves(stopping), kind);
  }
});

test('why a key did nothing is there until it is read, and the news of work follow it', (t) => {
  const later = (state: AppState, seconds: number): AppState =>
    happened(state, { kind: 'tick', now: new Date(now.getTime() + seconds * 1000) });
  const lineOf = (state: AppState) => linesOf(state).at(-2)?.trim() ?? '';
  const told = (state: AppState, text: string) =>
    arrived(state, (before) => notify({ ...before, isAtWork: false }, 'bad', () => text));
  const busy = { ...scanned(opened()), isAtWork: true };
  const refused = pressed(busy, 'u');
  const why = noticeText(refused);
  t.is(why, 'there is no kubeconfig of it yet: fetch one with f');
  const news = `prod is not let in${' at all'.repeat(9)}`;
  const both = told(refused, news);
  t.is(lineOf(both), `· ${why}`);
  t.is(lineOf(told(refused, 'prod is not let in')), `· ${why}   ✕ prod is not let in`);
  t.is(lineOf(later(both, 7)), `· ${why}`);
  const followed = later(both, 8);
  t.is(lineOf(followed), `✕ ${news}`);
  // It has its own time, and is what Activity keeps.
  t.is(lineOf(later(followed, 37)), `✕ ${news}`);
  t.is(lineOf(later(followed, 38)), '');
  t.is(lineOf(pressed(followed, '2')), `✕ ${news}`);
  // Esc, and another screen, are the reader's own.
  t.is(lineOf(pressed(both, 'esc')), `✕ ${news}`);
  t.is(lineOf(pressed(both, '2')), `✕ ${news}`);
  t.is(lineOf(pressed(both, ',', 'esc')), '');
  t.regex(lineOf(later(pressed(both, 'n'), 1)), /^· n does nothing here/);
  // That something runs is not true beyond its end.
  t.is(lineOf(pressed(busy, 'f')), '· something is running: x stops it');
  t.is(lineOf(told(pressed(busy, 'f'), news)), `✕ ${news}`);
  // What was read is in nobody's way.
  t.is(lineOf(told(later(refused, 8), news)), `✕ ${news}`);
  t.is(lineOf(told(told(scanned(opened()), 'before'), news)), `✕ ${news}`);
});

test('stale, unanswered and refused data are marked by the colour of the header, and in words', (t) => {
  const tone = (state: AppState) => frame(state).lines[0]?.[0]?.tone;
  t.is(tone(scanned(opened())), 'title');
  const error = new AckringError('Forbidden', 'no', { remedy: 'ask' });
  const failing = arrived(scanning(opened()), (before) =>
    scanFleet.arrivals.heard(before, null, [{ kind: 'failed', region: 'cn-beijing', error }]),
  );
  t.is(tone(failing), 'warn');
  t.regex(linesOf(failing)[0] ?? '', /1 did not answer/);
  const refused = arrived(
    opened(),
    (before) => (scanFleet.failed?.(before, error, null) as AppState) ?? before,
  );
  t.is(tone(refused), 'bad');
  t.regex(linesOf(refused)[0] ?? '', /⟳ failed/);
  const ended = arrived(scanned(opened()), (before) => ({
    ...before,
    fleet: { ...before.fleet, isScanning: false, seenAt: now },
  }));
  t.is(tone(happened(ended, { kind: 'clock', now: new Date(now.getTime() + 60_000) })), 'title');
  t.is(tone(happened(ended, { kind: 'clock', now: new Date(now.getTime() + 31 * 60_000) })), 'warn');
});

test('x stops a scan of the fleet, keeps the answers, and ctrl-r continues with the remaining regions', (t) => {
  const stopped = pressed(scanning(opened()), 'x');
  t.false(stopped.fleet.isScanning);
  t.is(stopped.fleet.clusters.size, 2);
  t.regex(linesOf(stopped)[2] ?? '', /stopped: ctrl-r goes on/);
  const [ask] = press(stopped, 'ctrl-r').asks.filter(({ task }) => task === scanFleet);
  t.deepEqual(ask?.request, ['cn-beijing', 'cn-hangzhou']);
  // Nothing continues by itself.
  const later = new Date(now.getTime() + 86_400_000);
  t.deepEqual(
    update(stopped, { kind: 'tick', now: later }).asks.filter(({ task }) => task === scanFleet),
    [],
  );
  const [whole] = press(scanned(opened()), 'ctrl-r').asks.filter(({ task }) => task === scanFleet);
  t.is(whole?.request, null);
});

test('x stops a scan of holders, keeps the answers, and s continues with the remaining clusters', (t) => {
  const all = [cluster('tokyo'), cluster('osaka'), cluster('beijing', 'cn-beijing')];
  const access = pressed(scanned(opened()), '4');
  const asked = { clusters: all, part: 'all' } as const;
  const begun = arrived(access, (before) => scanHolders.arrivals.started(before, asked));
  const heard = arrived(begun, (before) =>
    scanHolders.arrivals.heard(before, [{ kind: 'states', cluster: cluster('tokyo'), states: [] }]),
  );
  const stopped = pressed(heard, 'x');
  t.false(stopped.holders.isScanning);
  t.regex(linesOf(stopped)[2] ?? '', /stopped: s goes on · 1 of 3 clusters asked/);
  // Returning to the screen does not restart it.
  t.deepEqual(
    press(pressed(stopped, '1'), '4').asks.filter(({ task }) => task === scanHolders),
    [],
  );
  const [ask] = press(stopped, 's').asks.filter(({ task }) => task === scanHolders);
  const { clusters, part } = (ask?.request ?? {}) as typeof asked;
  t.is(String(part), 'rest');
  t.deepEqual(clusters.map(({ name }) => name).toSorted(), ['beijing', 'osaka']);
  const on = arrived(stopped, (before) => scanHolders.arrivals.started(before, { clusters, part: 'rest' }));
  t.regex(linesOf(on)[2] ?? '', /1 of 3 clusters asked/);
});

test('the cursor moves to the result of an operation, once it exists; pressing a key cancels that', (t) => {
  const state = arrived(opened(), (before) => pursue(before, 'clusters', 'osaka'));
  t.is(selectedId(scanned(state).lists.clusters.list), 'osaka');
  t.is(
    selectedId(scanned(pressed(state, 'g')).lists.clusters.list),
    selectedId(scanned(opened()).lists.clusters.list),
  );
  // Esc is for no row: what closes a dialog or a filter meanwhile leaves the cursor on its way.
  t.is(selectedId(scanned(pressed(state, 'esc')).lists.clusters.list), 'osaka');
  const there = arrived(scanned(opened()), (before) => pursue(before, 'clusters', 'tokyo'));
  t.is(selectedId(there.lists.clusters.list), 'tokyo');
});

test('a hint about a key stays with its screen, and news go along', (t) => {
  const hinted = pressed(opened(), 'n');
  t.regex(noticeText(hinted), /^n does nothing here/);
  t.is(noticeText(pressed(hinted, 'down')), noticeText(hinted));
  t.is(noticeText(pressed(hinted, '2')), '');
  for (const mood of ['good', 'info', 'warn', 'bad'] as const)
    t.is(
      noticeText(
        pressed(
          notify(opened(), mood, () => 'news'),
          '2',
        ),
      ),
      'news',
    );
});

test('a remedy names keys on the screen, with their screen, and keeps what no key does', (t) => {
  const on = (screen: ScreenName, text: string) => withKeys(text, { ...opened(), screen });
  t.is(on('clusters', 'Fetch one: `ackring get CLUSTER`.'), 'Fetch one: f.');
  t.is(on('contexts', 'See why with `ackring verify`.'), 'See why with v.');
  t.is(on('contexts', 'Look: `ackring verify --all`.'), 'Look: ctrl-a › v.');
  t.is(on('clusters', 'Run `ackring contexts` for all.'), 'Run 2 for all.');
  t.is(on('clusters', '`ackring rotate apply` mends it.'), '5 › a mends it.');
  t.is(on('clusters', 'Or `ackring get CLUSTER --stdout`.'), 'Or `ackring get CLUSTER --stdout`.');
  t.is(
    on('clusters', 'Run `ackring policy`, or `kubectl get ns`.'),
    'Run `ackring policy`, or `kubectl get ns`.',
  );
  t.is(on('clusters', 'Run `ackring doctor`.'), 'Run `:doctor`.');
  t.is(on('rotation', 'As `ackring function status NAME@REGION`.'), 'As `:function NAME@REGION`.');
  t.is(on('rotation', 'See `ackring function status N --json`.'), 'See `ackring function status N --json`.');
  const rebound = { ...opened(), settings: { ...opened().settings, keys: { fetch: 'W' } } };
  t.is(withKeys('`ackring get`', rebound), 'W');
  const remedy = () => 'See why with `ackring verify`.';
  const told = arrived(opened(), (before) => notify(before, 'bad', () => 'no', remedy));
  t.regex(linesOf(told).at(-2) ?? '', /no · See why with v\.$/);
});

test('y and n answer a question, and are letters where a name is typed', (t) => {
  const ask: Ask = { task: 'x', request: null, start: async () => undefined };
  const question = {
    kind: 'confirm',
    title: 'Sure?',
    lines: [],
    typed: null,
    field: { value: '', cursor: 0 },
    top: 0,
    isYesFocused: false,
    ask,
  } as const;
  const asked = { ...opened(), overlay: question };
  t.true(press(asked, 'y').asks.includes(ask));
  t.false(press(asked, 'n').asks.includes(ask));
  t.is(pressed(asked, 'n').overlay, null);
  t.regex(linesOf(asked).at(-1) ?? '', /y yes +n no/);
  const typing = { ...asked, overlay: { ...question, typed: 'yes' } };
  t.like(pressed(typing, 'y').overlay, { kind: 'confirm', field: { value: 'y' } });
});

test('? opens the help over a dialog, with its keys, and is a letter behind other letters', (t) => {
  const regionsOpen = pressed(scanned(opened()), 'ctrl-g');
  t.is(regionsOpen.overlay?.kind, 'picker');
  t.regex(shown(regionsOpen), /all regions[^\n]*\n[^\n]*ap-northeast-1[^\n]*\n[^\n]*cn-beijing/);
  const help = pressed(regionsOpen, '?');
  t.is(help.overlay?.kind, 'help');
  t.regex(shown(help), /In a choice[\s\S]*space +select/);
  t.is(pressed(help, 'esc').overlay?.kind, 'picker');
  t.like(pressed(regionsOpen, 'a', '?').overlay, { kind: 'picker', field: { value: 'a?' } });
  const none = pressed(regionsOpen, 'q', 'q', 'enter');
  t.like(none.overlay, { kind: 'picker', field: { value: 'qq' } });
  t.is(noticeText(none), messagesIn('en').reasons.nothingMatches);
});

test('why a key does nothing is kept, to be read, where the line has no room for it', (t) => {
  const binding = (reason: string) => ({
    ...({ action: 'details', scope: 'list', keys: ['d'] } as const),
    disabled: () => reason,
    does: () => ({ state: opened(), asks: [] }),
  });
  const taken = (reason: string) => withCutKept(take(opened({ columns: 80 }), binding(reason)).state);
  t.deepEqual(taken('x'.repeat(76)).notices, []);
  const [kept] = taken('x'.repeat(77)).notices;
  t.is(kept?.told(messagesIn('en')).text, 'x'.repeat(77));
});

test('in read-only mode the help lists no key that changes anything', (t) => {
  const contexts = pressed({ ...scanned(opened({ screen: 'contexts' })), readOnly: 'flag' }, '?');
  t.notRegex(shown(contexts), /read-only: started/);
  t.notRegex(shown(contexts), /prune/);
  t.regex(shown(contexts), /verify/);
});

test('a name is cut no more than what stands beside it needs', (t) => {
  const name = 'ack/cn-hangzhou/prod-hangzhou-web/private';
  const text = `${name}: 127.168.0.7:1 refuses connections: nothing listens there`;
  const told = () => ({ text, remedy: 'Look whether it runs, and try again. '.repeat(3), name });
  const state = addNotice(opened({ columns: 130 }), { mood: 'bad', told });
  const line = linesOf(state).at(-2) ?? '';
  t.true(line.includes(name), line);
  t.regex(line, /6 shows the rest/);
});

test('the help can be searched, by key, by what a key does, in all of its parts', (t) => {
  const help = pressed(opened(), '?', '/', ...'sort na');
  t.regex(shown(help), /N +sort by name/);
  t.notRegex(shown(help), /sort by region|reload/);
  t.regex(shown(pressed(opened(), '?', '/', ...'zzz')), /Nothing matches/);
  t.regex(shown(pressed(opened(), '?', '/', ...'mouse')), /mouse: a click selects/);
  const kept = pressed(help, 'enter');
  t.is(pressed(kept, 'esc').overlay?.kind, 'help');
  t.is(pressed(kept, 'esc', 'esc').overlay, null);
});

test('where a verdict has no room, the name that its row shows is cut, and not whom the server sees', (t) => {
  const context = 'ack/ap-northeast-1/prod-tokyo-api';
  const who = '234567890123456789-1764000000';
  const line = (columns: number, extent = ''): string => {
    const text = `${context} answers as ${who} in system:users · 38 ms${extent}`;
    const state = addNotice(opened({ columns }), {
      mood: 'good',
      told: () => ({ text, remedy: null, name: context }),
    });
    return linesOf(state).at(-2)?.trim() ?? '';
  };
  t.is(line(120), `✓ ${context} answers as ${who} in system:users · 38 ms`);
  t.is(line(80), `✓ ack/a…o-api answers as ${who} in system:users · 38 ms`);
  const cut = line(80, ' · rights seen in namespace ci');
  t.is(cut, `✓ ack/…-api answers as ${who} in sy… · 6 shows the rest`);
});

test('whatever is cut says where its rest is, and it is there', (t) => {
  const long = `a reason that is longer than the line ${'and longer '.repeat(9)}to its end`;
  const lineOf = (state: AppState) => linesOf(state).at(-2)?.trim() ?? '';
  const narrow = opened({ columns: 80 });
  const typing = {
    ...narrow,
    prompt: { kind: 'command', field: fieldOf('life x'), before: '', recall: 0 },
  } as const;
  const working = { ...narrow, job: startJob('fetch', 9) };
  for (const [before, rest] of [
    [narrow, '6'],
    [typing, 'esc › 6'],
    [working, '6'],
  ] as const) {
    const told = arrived(before, (state) => hint(state, 'info', long));
    t.true(lineOf(told).endsWith(`… · ${rest} shows the rest`), lineOf(told));
    t.true(widthOf(lineOf(told)) < 80, lineOf(told));
    const read = pressed({ ...told, job: null }, ...(told.prompt === null ? [] : ['esc']), '6', 'enter');
    t.true(
      shown(read)
        .replaceAll(/[\s│]+/g, ' ')
        .includes('and longer to its end'),
      shown(read),
    );
  }
  t.regex(lineOf(notify(narrow, 'warn', () => long)), / · 6 shows the rest$/);
  // What had room is kept once a narrower terminal cuts it.
  const wide = arrived(opened({ columns: 200 }), (state) => hint(state, 'info', long));
  t.deepEqual(wide.notices, []);
  const resized = happened(wide, { kind: 'resized', size: { columns: 80, rows: 24 } });
  t.regex(lineOf(resized), / · 6 shows the rest$/);
  t.is(resized.notices.length, 1);
});

test('what was told before is not beneath a question, or beside a line that is begun; the help may be about it', (t) => {
  const told = addNotice(opened(), { mood: 'good', told: () => ({ text: 'done before', remedy: null }) });
  const asked = question({ title: 'q', lines: [], typed: null, ask: null as never });
  t.is(noticeText(arrived(told, (state) => openOverlay(state, asked))), '');
  for (const key of [':', '/', ',']) t.is(noticeText(pressed(told, key)), '', key);
  t.is(noticeText(pressed(told, '?')), 'done before');
  t.is(noticeText(pressed(told, 'down')), 'done before');
  const refused = arrived(told, (state) => hint(openOverlay(state, asked), 'warn', 'why'));
  t.is(noticeText(refused), 'why');
});

test('what a screen says at rest fits the narrowest window in every language', async (t) => {
  for (const language of languages) {
    await loadLanguage(language);
    for (const screen of screenNames) {
      const line = linesOf({ ...opened({ columns: 60, rows: 15, screen }), language }).at(-2) ?? '';
      t.true(widthOf(line) <= 60, line);
    }
  }
});

test('before a name is cut, what tells least in a message is', (t) => {
  const context = 'ack/ap-northeast-1/prod-tokyo-api';
  const least = '234567890123456789-1764000000';
  const line = (columns: number): string => {
    const told = () => ({
      text: `${context} answers as ${least} · 38 ms`,
      remedy: null,
      name: context,
      least,
    });
    return (
      linesOf(addNotice(opened({ columns }), { mood: 'good', told }))
        .at(-2)
        ?.trim() ?? ''
    );
  };
  t.is(line(120), `✓ ${context} answers as ${least} · 38 ms`);
  t.is(line(80), `✓ ${context} answers as 2345…0000 · 38 ms`);
  t.is(line(50), '✓ ack/ap-n…okyo-api answers as 2345…0000 · 38 ms');
});

test('where a name is to be typed the footer says that Enter goes on, and that it chooses between yes and no', (t) => {
  const footer = (typed: string | null): string => {
    const asked = question({ title: 'q', lines: [], typed, ask: null as never });
    return (
      linesOf(arrived(opened(), (state) => openOverlay(state, asked)))
        .at(-1)
        ?.trim() ?? ''
    );
  };
  t.regex(footer('tom'), /^⏎ go on /);
  t.regex(footer(null), /^⏎ choose /);
});

test('with a file that cannot be read its keys say so, and `e` opens it; what is held is unknown', (t) => {
  const error = new AckringError('KubeconfigInvalid', 'no YAML', { remedy: 'Repair it.' });
  const inventory = { files: ['f'], problems: [{ file: 'f', error }], currentContext: null, entries: [] };
  const broken = arrived(scanned(opened()), (state) => readContexts.arrivals.read(state, inventory as never));
  const why = (state: AppState, key: string): string => noticeText(pressed(state, key));
  const contexts = pressed(broken, '2');
  for (const key of ['v', 'n', 'u', 'R', 'y', 'X', 'r', 'f'])
    t.is(why(contexts, key), 'its file cannot be read: e opens it', key);
  t.like(press(contexts, 'e').asks[0], { request: { file: 'f', context: '' } });
  for (const key of ['v', 'u'])
    t.regex(why(broken, key), /^a kubeconfig file cannot be read, so nobody knows/, key);
  // None could be read at all.
  const unread = { ...broken, kubeconfigs: { ...broken.kubeconfigs, inventory: null, problem: error } };
  for (const state of [unread, pressed(unread, '2')])
    t.regex(why(state, 'v'), /nobody knows whether there is one/);
  // Others may be read.
  t.is(press(pressed(scanned(opened()), '2'), 'e').asks.length, 0);
  t.is(why(pressed(scanned(opened()), '2'), 'e'), 'there is nothing here');
});

test('why a key did nothing makes room for what the next key tells', (t) => {
  const refused = pressed(scanned(opened()), 'u');
  const copied = arrived(pressed(refused, 'c'), (state) => notify(state, 'info', () => 'copied tokyo'));
  t.is(linesOf(copied).at(-2)?.trim(), '· copied tokyo');
  const news = arrived(pressed(refused, 'down'), (state) => notify(state, 'info', () => 'some news'));
  t.regex(linesOf(news).at(-2)?.trim() ?? '', /^· there is no kubeconfig .* {3}· some news$/);
});
