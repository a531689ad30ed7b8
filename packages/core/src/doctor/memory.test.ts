import test from 'ava';
import { findingToJson } from './finding.js';
import { clipboardFindings, coreFileLimit, memoryFindings, softLimitOf } from './machine.js';

const checks = test.macro<[string | number | null, string | undefined, readonly string[]]>({
  exec(t, limit, rejects, expected) {
    const found = memoryFindings(limit, { NODE_TLS_REJECT_UNAUTHORIZED: rejects });
    t.deepEqual(
      found.map(({ check }) => check),
      expected,
    );
  },
  title: (_, limit, rejects) => `core files ${limit}, NODE_TLS_REJECT_UNAUTHORIZED ${rejects}`,
});

test(checks, 0, undefined, []);
test(checks, '0', '1', []);
test(checks, null, undefined, []);
test(checks, 1, undefined, ['memory']);
test(checks, 'unlimited', undefined, ['memory']);
test(checks, 0, '0', ['tls']);

test('the limit of this process is read', (t) => {
  t.true(['string', 'number'].includes(typeof coreFileLimit()) || process.platform === 'win32');
});

test('the limit is a number or a word, and anything else is none', (t) => {
  const limitOf = (soft: unknown) => softLimitOf({ userLimits: { core_file_size_blocks: { soft } } });
  t.is(limitOf(0), 0);
  t.is(limitOf('unlimited'), 'unlimited');
  t.is(limitOf({}), null);
  t.is(softLimitOf({ userLimits: null }), null);
  t.is(softLimitOf(undefined), null);
});

test('a tmux that keeps what is copied is named, with the line that lets it through', (t) => {
  for (const policy of [null, 'on', 'external'] as const) t.deepEqual(clipboardFindings(policy), []);
  const [finding] = clipboardFindings('off').map(findingToJson);
  t.like(finding, { check: 'clipboard', level: 'warning' });
  t.regex(finding?.remedy ?? '', /`tmux set -s set-clipboard on`/);
});
