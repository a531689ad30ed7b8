import test from 'ava';
import { scanBlockLayout } from './block-scan.js';
import { switchScanned } from './current-context.js';
import { withCurrentContext } from './edit.js';
import { memberForCurrentContext } from './paths.js';

interface Row {
  readonly path: string;
  /** Undefined: no file. Null: a file that sets none. */
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

test('kubectl’s own choice is the first existing file that sets a context', decides, [a, b, c], 'a');
test('if none does, it is the first existing file', decides, [{ path: 'z', current: undefined }, a], 'a');
test('if none exists, it is the last', decides, [{ path: 'z', current: undefined }], 'z');
test(
  'if that is not writable, the file that kubectl reads it from now',
  decides,
  [{ ...a, isWritable: false }, b, c],
  'b',
);
test('never one after it, which would change nothing', decides, [{ ...b, isWritable: false }, c], 'b');
test('without files there is no place', decides, [], null);

test('a switch changes only the value', (t) => {
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
test('a quoted value', quickly, plain.replace(': x', ': "x"'), 'dev', plain.replace(': x', ': dev'));
test('an empty value', quickly, plain.replace(': x', ': ""'), 'dev', plain.replace(': x', ': dev'));
test('a missing value', quickly, plain.replace(': x', ':'), 'dev', plain.replace(': x', ': dev'));
test(
  'DOS line ends stay',
  quickly,
  plain.replaceAll('\n', '\r\n'),
  'dev',
  plain.replaceAll('\n', '\r\n').replace(': x', ': dev'),
);
test(
  'a last line without a line break',
  quickly,
  'kind: Config\ncurrent-context: x',
  'a b',
  'kind: Config\ncurrent-context: "a b"',
);
test('a YAML boolean is a string', quickly, plain, 'yes', plain.replace(': x', ': "yes"'));
test('the same value', quickly, plain, 'x', plain);
test('without the key the whole text is read again', quickly, 'kind: Config\n', 'dev', null);
test('a name with a line break makes the whole text be read again', quickly, plain, 'a\nusers: []', null);
test(
  'a mapping in place of the name is not replaced',
  quickly,
  'kind: Config\ncurrent-context:\n  a: b\n',
  'dev',
  null,
);
test(
  'a list in place of the name is not replaced',
  quickly,
  'kind: Config\ncurrent-context:\n- a\n',
  'dev',
  null,
);
