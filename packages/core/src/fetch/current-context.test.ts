import test from 'ava';
import { memberForCurrentContext, withCurrentContext } from './switch-context.js';

interface Row {
  readonly path: string;
  /** Undefined: no file. Null: a file that names none. */
  readonly current: string | null | undefined;
  readonly isWritable?: boolean;
}

const decides = test.macro<[readonly Row[], string | null]>((t, rows, expected) => {
  const members = rows.map(({ path, current, isWritable = true }) => ({
    path,
    exists: current !== undefined,
    isWritable,
    kubeconfig: current === undefined ? null : { currentContext: current },
  }));
  t.is(memberForCurrentContext(members), expected);
});

const a = { path: 'a', current: null };
const b = { path: 'b', current: 'x' };
const c = { path: 'c', current: 'y' };

test('the first file that names a context decides', decides, [a, b, c], 'b');
test('where none does it is the first that exists', decides, [{ path: 'z', current: undefined }, a], 'a');
test('where none exists it is the last', decides, [{ path: 'z', current: undefined }], 'z');
test(
  'one before a file that decides but cannot be written',
  decides,
  [a, { ...b, isWritable: false }, c],
  'a',
);
test('never one behind it, which would change nothing', decides, [{ ...b, isWritable: false }, c], 'b');
test('no file, no place', decides, [], null);

test('a switch touches nothing but the value', (t) => {
  const text =
    '# mine\ncurrent-context: x # here\ncontexts:\n- {name: dev, context: {cluster: c, user: u}}\n';
  t.is(withCurrentContext(text, 'f', 'dev'), text.replace(': x #', ': dev #'));
  t.regex(withCurrentContext(null, 'f', 'dev'), /^current-context: dev$/m);
});
