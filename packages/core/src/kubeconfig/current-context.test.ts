import test from 'ava';
import { scanBlockLayout } from './block-scan.js';
import { switchScanned } from './current-context.js';
import { withCurrentContext } from './edit.js';
import { memberForCurrentContext } from './paths.js';

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

test(
  'kubectl’s own choice is the first file that exists, whichever names a context',
  decides,
  [a, b, c],
  'a',
);
test('where none does it is the first that exists', decides, [{ path: 'z', current: undefined }, a], 'a');
test('where none exists it is the last', decides, [{ path: 'z', current: undefined }], 'z');
test(
  'where that cannot be written, the file that kubectl goes by now',
  decides,
  [{ ...a, isWritable: false }, b, c],
  'b',
);
test('never one behind it, which would change nothing', decides, [{ ...b, isWritable: false }, c], 'b');
test('no file, no place', decides, [], null);

test('a switch touches nothing but the value', (t) => {
  const text =
    '# mine\ncurrent-context: x # here\ncontexts:\n- {name: dev, context: {cluster: c, user: u}}\n';
  t.is(withCurrentContext(text, 'f', 'dev'), text.replace(': x #', ': dev #'));
  t.regex(withCurrentContext(null, 'f', 'dev'), /^current-context: dev$/m);
});

const quickly = test.macro<[string, string, string | null]>({
  exec(t, text, context, expected) {
    const tree = scanBlockLayout(text);
    if (tree === null) return t.fail('the scanner does not read it');
    const switched = switchScanned(text, tree, context);
    t.is(switched, expected);
    if (switched !== null) t.is(switched, withCurrentContext(text, 'f', context));
  },
  title: (title) => `read quickly: ${title}`,
});

const plain = 'apiVersion: v1\ncontexts: []\ncurrent-context: x\nkind: Config\n';
test('a value becomes another', quickly, plain, 'dev', plain.replace(': x', ': dev'));
test('one in quotes too', quickly, plain.replace(': x', ': "x"'), 'dev', plain.replace(': x', ': dev'));
test('an empty one', quickly, plain.replace(': x', ': ""'), 'dev', plain.replace(': x', ': dev'));
test('one that is not there', quickly, plain.replace(': x', ':'), 'dev', plain.replace(': x', ': dev'));
test(
  'line ends of DOS stay',
  quickly,
  plain.replaceAll('\n', '\r\n'),
  'dev',
  plain.replaceAll('\n', '\r\n').replace(': x', ': dev'),
);
test(
  'a last line without an end',
  quickly,
  'kind: Config\ncurrent-context: x',
  'a b',
  'kind: Config\ncurrent-context: "a b"',
);
test('what YAML takes for a truth is a text', quickly, plain, 'yes', plain.replace(': x', ': "yes"'));
test('the same value', quickly, plain, 'x', plain);
test('without the key the whole is read again', quickly, 'kind: Config\n', 'dev', null);
test('a name with a line break is read again as a whole', quickly, plain, 'a\nusers: []', null);
test(
  'a mapping where the name belongs is nobody’s to replace',
  quickly,
  'kind: Config\ncurrent-context:\n  a: b\n',
  'dev',
  null,
);
