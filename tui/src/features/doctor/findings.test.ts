import { AckringError } from '@ackring/core/internal/words/errors';
import { say } from '@ackring/core/internal/words/say';
import test from 'ava';
import { en } from '../../languages/en.js';
import type { AppState } from '../../screen/app-state.js';
import { lineText } from '../../screen/drawing/line.js';
import { opened } from '../../testkit.js';
import { type Findings, findingsBox } from './findings.js';

const state: AppState = opened({ columns: 60, rows: 15 });
const lock = {
  check: 'lock',
  level: 'warning',
  detail: say('readable'),
  remedy: say('Fetch a new one: `{command}`.', { command: 'ackring get prod' }),
} as const;
const ok = { check: 'settings', level: 'ok', detail: say('readable'), remedy: null } as const;

function drawn(shown: Partial<Findings>): string {
  const findings: Findings = {
    kind: 'doctor',
    findings: [],
    isDone: true,
    problem: null,
    top: 0,
    sought: null,
    ...shown,
  };
  return findingsBox(state, findings, en, 14).lines.map(lineText).join('\n');
}

test('findings end in how many need attention, each with what to do', (t) => {
  t.regex(drawn({ findings: [ok] }), /✓ settings +readable[\s\S]*Nothing needs attention\./);
  t.regex(drawn({ findings: [ok, lock] }), /! lock +readable +│\n│ +What to do: Fetch a new one: f\./);
  t.regex(drawn({ findings: [ok, lock] }), /1 thing needs attention\./);
  t.regex(drawn({ findings: [lock, lock] }), /2 things need attention\./);
  t.regex(drawn({ findings: [ok], isDone: false }), /Looking\. Nothing is changed\./);
});

test('a look that was ended by an error does not say that all is well', (t) => {
  const problem = new AckringError('Internal', say('readable'), { remedy: say('readable') });
  const shown = drawn({ findings: [ok], problem });
  t.regex(shown, /✕ readable/);
  t.notRegex(shown, /attention/);
});
