import type { ContextEntry } from '@ackring/core/internal/kubeconfig/context-entry';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { languages } from '../messages/language.js';
import { loadLanguage, messagesIn } from '../messages/messages.js';
import { meantByOthers, wordsForCommand } from '../messages/words-of-others.js';
import { linesOf, listed, opened, press, pressed, shown, typed } from '../testkit.js';
import type { AppState } from './app-state.js';
import { bindingLabel } from './binding.js';
import { completions, dueArguments, runCommand } from './commands.js';
import { take } from './dispatch.js';
import { features } from './feature.js';
import { noticeText } from './notify.js';
import { screenNames } from './screen-name.js';

const start = opened({ rows: 40 });
const clusters = ['prod-tokyo', 'prod-osaka', 'going'].map((name) =>
  specimenCluster({ id: name, name, state: name === 'going' ? 'deleting' : 'running' }),
);
const contexts = ['ack/tokyo/prod', 'ack/osaka/prod'].map((context) => [context, { context }]);
const identity = { uid: '2001', name: 'mei', type: 'user', state: 'active' } as const;
const state: AppState = {
  ...listed(start, clusters),
  kubeconfigs: { ...start.kubeconfigs, entries: new Map(contexts as [string, ContextEntry][]) },
  holders: { ...start.holders, identities: new Map([['2001', { identity, entries: [], soonest: null }]]) },
};

const completes = test.macro<[string, readonly string[]]>({
  exec: (t, typed, expected) => t.deepEqual(completions(state, typed), expected),
  title: (_, typed, expected) => `:${typed} is completed by ${expected.join(', ') || 'nothing'}`,
});

test(completes, 'cont', ['contexts']);
test(completes, 'clsters', ['clusters']);
test(completes, 'prod-', ['prod-tokyo', 'prod-osaka']);
test(completes, 'ack/t', ['ack/tokyo/prod']);
test(completes, 'me', ['mei']);
test(completes, 'use ', ['use ack/tokyo/prod', 'use ack/osaka/prod']);
test(completes, 'use tok', ['use ack/tokyo/prod']);
test(completes, 'use OSA', ['use ack/osaka/prod']);
test(completes, 'use ack/osaka/prod ', []);
test(completes, 'help acc', ['help access', 'help accounts']);
test(completes, 'help access ', []);
test(completes, 'get osa', ['get prod-osaka']);
test(completes, 'grant ', ['grant mei']);
test(completes, 'grant mei osa', ['grant mei prod-osaka']);
test(completes, 'grant mei prod-osaka adm', [
  'grant mei prod-osaka admin',
  'grant mei prod-osaka admin-view',
]);
test(completes, 'grant mei prod-osaka dev 8', ['grant mei prod-osaka dev 8h']);
test(completes, 'grant mei prod-osaka dev 8h ', []);
test(completes, 'withdraw mei prod-osaka dev ', []);
test(completes, 'life mei prod-osaka 3', ['life mei prod-osaka 30d']);

test('beside the line stands what is due', (t) => {
  const due = (typed: string) => dueArguments(messagesIn('en'), typed, false);
  t.is(due('grant'), '');
  t.is(due('grant '), 'USER CLUSTER ROLE[@NAMESPACE] [DURATION REASON…]');
  t.is(due('grant mei prod dev '), '[DURATION REASON…]');
  t.is(due('grant mei prod dev 2h '), 'REASON…');
  t.is(due('life mei '), 'CLUSTER DURATION');
  t.is(due('contexts '), '');
  t.is(dueArguments(messagesIn('en'), 'grant mei prod dev ', true), 'DURATION');
  const lastLine = (line: string) => linesOf(typed(state, line)).at(-1) ?? '';
  t.regex(lastLine(':grant mei prod-osaka '), / ROLE\[@NAMESPACE\] {2}admin {2}admin-view /);
  t.regex(lastLine(':grant mei prod-osaka dev 2h '), / REASON…$/);
});

const said = (line: string, of: AppState = state): string => noticeText(runCommand(of, line).state);

test('a word that is nearly a command is asked about', (t) => {
  t.regex(said('contxets'), /no command "contxets"; did you mean :contexts\?/);
  t.regex(said('zzzzzz'), /no command "zzzzzz" · \? shows them/);
});

for (const [line, text] of [
  ['rename', '"rename" is the key R on Contexts'],
  ['contexts rename', '"contexts rename" is the key R on Contexts'],
  ['renew', '"renew" is the key r on Contexts, Expiry'],
  ['rotate plan', '"rotate plan" is the key p on Rotation'],
  ['yaml prod', '"yaml" is the key y'],
  ['leak', 'in a shell: ackring leak; more: ackring help leak'],
  ['cronjob', /in a shell: ackring cronjob status/],
  ['rotate simulat', /in a shell: ackring rotate simulate/],
  ['delete', '"delete" is the key X on Contexts'],
  ['kubens', '"kubens" is the key n on Contexts'],
  ['swit', 'there is no command "swit"; did you mean :use? · ? shows them'],
  ['renam', 'there is no command "renam"; did you mean :rename? · ? shows them'],
  ['lea', 'there is no command "lea"; did you mean :leak? · ? shows them'],
  ['versoin', 'there is no command "versoin" · ? shows them'],
  ['fetch po', 'there is no cluster "po" in sight; similar names: prod-osaka'],
  ['download prd-tokyo', 'there is no cluster "prd-tokyo" in sight; similar names: prod-tokyo'],
  ['access grant mei', /^say whom, where, what/],
] as const)
  test(`:${line} is told where it is done: ${text}`, (t) => {
    if (typeof text === 'string') t.is(said(line), text);
    else t.regex(said(line), text);
  });

test('the name of a key is that key where it works, with its own reasons', (t) => {
  for (const [line, key] of [
    ['verify', 'v'],
    ['yaml', 'y'],
    ['copy', 'c'],
    ['cancel', 'x'],
  ] as const) {
    const [typed, pressed] = [runCommand(state, line), press(state, key)];
    t.is(noticeText(typed.state), noticeText(pressed.state));
    t.deepEqual(
      typed.asks.map(({ task, request }) => [task, request]),
      pressed.asks.map(({ task, request }) => [task, request]),
    );
  }
});

test('every command of the command line is one here, or is told where it is, and filters no screen', (t) => {
  const { commands, lineCommands } = features();
  for (const name of lineCommands) {
    const { state: after, asks } = runCommand(state, name);
    const isCommand = commands.some((each) => [each.name, each.command, ...each.aliases].includes(name));
    const text = noticeText(after);
    t.true(isCommand || text !== '' || asks.length > 0 || after.overlay !== null, name);
    t.notRegex(text, /no command/, name);
    t.is(after.lists[after.screen].filter, '', name);
    if (/in a shell/.test(text)) t.true(text.includes(`ackring help ${name}`), text);
  }
});

test('what is a command of the shell alone is told whole at 80 columns, in every language', async (t) => {
  for (const language of languages) {
    await loadLanguage(language);
    const narrow = { ...opened({ columns: 80, language }), fleet: state.fleet };
    const told = features().lineCommands.filter((name) => {
      const after = runCommand(narrow, name).state;
      const isTold = noticeText(after).includes(`ackring ${name}`);
      if (isTold) t.true(shown(after).includes(`ackring help ${name}`), shown(after));
      return isTold;
    });
    t.true(told.includes('leak'));
  }
});

test('every word of others leads to what the command line has, and is told here', (t) => {
  for (const word of wordsForCommand()) {
    const [command = ''] = (meantByOthers(word) ?? '').split(' --');
    if (command === '--version') continue;
    t.true(
      features().lineCommands.some((each) => `${each} `.startsWith(`${command} `)),
      word,
    );
    const before: AppState = { ...state, screen: 'activity' };
    const { state: after, asks } = runCommand(before, word);
    t.notRegex(noticeText(after), /no command/, word);
    t.true(noticeText(after) !== '' || asks.length > 0 || after !== before, word);
  }
});

test('a part of a name that only one cluster has is enough to be shown what is fetched', (t) => {
  t.like(runCommand(state, 'get osaka').state.overlay, { kind: 'fetch', cluster: { name: 'prod-osaka' } });
  t.is(runCommand(state, 'get prod').state.overlay, null);
});

test('with nothing to act on, and in read-only mode, a command refuses as the key that does the same', (t) => {
  const { commands, keys } = features();
  const messages = messagesIn('en');
  const lacksWord = [messages.reasons.missingWord, messages.removal.exportUsage];
  const refused = [opened(), opened({ isReadOnly: true })].flatMap((empty) =>
    commands.filter(({ name, label, syntax }) => {
      if (/^[A-Z]/.test(syntax?.(messages) ?? '')) return false;
      const key = keys.find((each) => bindingLabel(each, messages) === label(messages));
      if (key === undefined) return false;
      const screen = screenNames.find((each) => each === key.scope) ?? 'clusters';
      const [typed, pressed] = [runCommand({ ...empty, screen }, name), take({ ...empty, screen }, key)];
      if (lacksWord.includes(noticeText(typed.state))) return false;
      t.is(noticeText(typed.state), noticeText(pressed.state), name);
      t.is(typed.state.overlay?.kind, pressed.state.overlay?.kind, name);
      return noticeText(typed.state) !== '';
    }),
  );
  for (const name of ['profile', 'prune', 'undo', 'get']) t.true(refused.some((each) => each.name === name));
  t.is(said('accounts', opened()), said('profile', opened()));
});

test('a question whose yes would be refused is not asked', (t) => {
  const readOnly: AppState = { ...state, readOnly: 'flag' };
  const { state: after, asks } = runCommand(readOnly, 'prune');
  t.is(noticeText(after), messagesIn('en').reasons.readOnly.flag);
  t.deepEqual(asks, []);
});

test('a line that lacks a word, or has a wrong one, stays to be completed', (t) => {
  const lacking = pressed(state, ':', ...'cle', 'enter');
  t.is(noticeText(lacking), messagesIn('en').reasons.missingWord);
  t.like(lacking.prompt, { kind: 'command', field: { value: 'cle ' } });
  t.regex(pressed(lacking, 'tab').prompt?.field.value ?? '', /^cle \S/);
  const wrong = pressed(state, ':', ...'language xx', 'enter');
  t.like(wrong.prompt, { kind: 'command', field: { value: 'language xx' } });
  t.is(pressed(wrong, 'esc').prompt, null);
});

test(':usage goes to where it is shown, and shows it of what is named', (t) => {
  const there = runCommand(state, 'usage prod').state;
  t.is(there.screen, 'expiry');
  t.is(there.lists.expiry.filter, 'prod');
  t.true(there.usage.isOn);
  t.is(runCommand({ ...there, screen: 'access' }, 'usage').state.screen, 'expiry');
  const each = { ...there, screen: 'access', access: { ...there.access, grouping: 'each' } } as const;
  t.is(runCommand(each, 'usage').state.screen, 'access');
});

test('a role for a time without its reason is asked for it in the line that was typed', (t) => {
  const asked = runCommand(state, 'grant mei prod-osaka dev 2h').state;
  t.regex(noticeText(asked), /needs a reason/);
  t.is(asked.prompt?.field.value, 'grant mei prod-osaka dev 2h ');
  t.is(runCommand(state, 'life mei').state.prompt?.field.value, 'life mei ');
});

test('a setting without a word opens where it is chosen', (t) => {
  for (const [line, at] of [
    ['skin', 'skin'],
    ['language', 'language'],
  ] as const) {
    const { overlay, language, size } = runCommand(state, line).state;
    t.is(overlay?.kind, 'settings');
    t.regex(
      shown({ ...state, overlay, language, size }),
      new RegExp(`› ${messagesIn('en').settings.names[at]}`),
    );
  }
});

test(':get and :fetch fetch the row, or the cluster that is named', (t) => {
  const fetched = (line: string, of: AppState = state) => {
    const { overlay } = runCommand(of, line).state;
    return overlay?.kind === 'fetch' ? overlay.cluster.name : null;
  };
  const listed = pressed(state, 'down');
  const { list } = listed.lists.clusters;
  t.is(fetched('get', listed), list.visible[list.cursor] ?? '');
  t.is(fetched('fetch prod-tokyo'), 'prod-tokyo');
  t.is(fetched('get going'), null);
  t.regex(said('get going'), /deleting/);
  t.regex(said('get nowhere'), /no cluster "nowhere"/);
  t.regex(said('get prod-tokyo', { ...state, readOnly: 'flag' }), /read-only/);
  t.regex(said('get', { ...listed, readOnly: 'flag' }), /read-only/);
});

test('the help is about what was named, and shows the arguments of each command', (t) => {
  const about = (line: string): string => shown(runCommand(state, line).state);
  t.regex(about('help life'), /:life +certificate life · USER CLUSTER DURATION/);
  t.notRegex(about('help life'), /:grant/);
  t.regex(about('help :grant'), /USER CLUSTER ROLE\[@NAMESPACE\] \[DURATION REASON…\]/);
  t.regex(about('help :use'), /:use +make a context the current one · CONTEXT/);
});

test('copying what is shown says how many lines of it were copied', (t) => {
  const shows = (text: string) =>
    ({ ...state, overlay: { kind: 'viewer', title: 'prod', text, top: 0, sought: null } }) as const;
  const what = (text: string) => press(shows(text), 'c').asks[0]?.request;
  t.deepEqual(what('a\nb\n'), { text: 'a\nb\n', what: '2 lines of prod' });
  t.deepEqual(what('a'), { text: 'a', what: '1 line of prod' });
});

for (const line of ['profile nope', 'region nowhere', 'fleet nope', 'use nosuch', 'lang fr', 'skin nosuch'])
  test(`:${line} changes nothing, stays to be completed, and says what there is`, (t) => {
    const before = { ...state, pastLines: { ...state.pastLines, command: [line] } };
    const { state: next, asks } = runCommand(before, line);
    t.deepEqual(asks, []);
    t.like(next, { watched: before.watched, regions: before.regions, prompt: { kind: 'command' } });
    t.regex(noticeText(next), /is not one of the choices/);
    if (/use|region|lang|skin/.test(line)) t.regex(noticeText(next), /choices: \w/);
  });

test('a choice of which a part is nearly so is not meant: all are told', (t) => {
  const before = { ...state, pastLines: { ...state.pastLines, command: ['group tag:nope'] } };
  t.regex(noticeText(runCommand(before, 'group tag:nope').state), /is not one of the choices: [\w, ]*none$/);
});

for (const [line, meant] of [
  ['use prod-apii', 'ack/kobe/prod-api'],
  ['lang jaa', 'ja'],
] as const)
  test(`:${line} is told what is called nearly so`, (t) => {
    const contexts = ['ack/kobe/lab', 'ack/kobe/prod-api', 'ack/nara/web-api'];
    const entries = new Map(contexts.map((context) => [context, { context } as ContextEntry]));
    const before = {
      ...state,
      kubeconfigs: { ...state.kubeconfigs, entries },
      pastLines: { ...state.pastLines, command: [line] },
    };
    const next = runCommand(before, line).state;
    t.true(noticeText(next).endsWith(`is not one of the choices; did you mean ${meant}?`), noticeText(next));
  });

for (const line of [
  'get prod-tokyo --long-term',
  'revoke prod-tokyo --foo',
  'get prod-tokyo prod-osaka',
  'use --bogus',
])
  test(`:${line} is refused, not half understood`, (t) => {
    const next = runCommand(state, line).state;
    t.is(next.overlay, null);
    t.regex(noticeText(next), /is not one of the choices/);
  });
