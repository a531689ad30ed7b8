import test from 'ava';
import { endWithoutVisit, untilText, type VisitCommand } from './visit.js';

for (const [end, expected] of [
  [new Date(2026, 0, 2, 22, 5), '22:05'],
  [new Date(2026, 0, 3, 0, 0), '2026-01-03 00:00'],
  [new Date(2026, 11, 2, 9, 30), '2026-12-02 09:30'],
  [new Date(2027, 0, 2, 22, 5), '2027-01-02 22:05'],
] as const)
  test(`the prompt of a shell that ends ${expected} says so`, (t) => {
    t.is(untilText(end, new Date(2026, 0, 2, 13, 0)), expected);
  });

const navigator = { kind: 'navigator' } as const;
const around: readonly (readonly [VisitCommand, Record<string, string>, string | null])[] = [
  [navigator, {}, 'there is no k9s on the PATH Install k9s,'],
  [navigator, { ACKRING_SHELL: 'lens --now' }, 'there is no lens on the PATH Install lens,'],
  [navigator, { ACKRING_SHELL: "'/nowhere/lens' now" }, 'there is no program /nowhere/lens Install'],
  [navigator, { ACKRING_SHELL: `'${process.execPath}' now` }, null],
  [navigator, { ACKRING_SHELL: 'exec k9s' }, null],
  [navigator, { ACKRING_SHELL: 'A=1 k9s' }, null],
  [{ kind: 'shell' }, { SHELL: '/nowhere/zsh' }, 'there is no program /nowhere/zsh Set SHELL'],
  [{ kind: 'shell' }, { SHELL: 'zsh' }, null],
  [{ kind: 'program', words: ['helm', 'ls'] }, {}, 'there is no helm on the PATH Install it'],
];
for (const [command, environment, told] of around)
  test(`without a PATH to it, ${JSON.stringify([command, environment])} is told: ${told}`, (t) => {
    const end = endWithoutVisit(command, { PATH: '/proc/nowhere', ...environment });
    const text = end?.error ? `${end.error.summary} ${end.error.remedy}` : null;
    t.is(text?.slice(0, told?.length) ?? null, told);
  });
