import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import {
  goKindOf,
  isMapping,
  isTyped,
  listOf,
  mappingOf,
  textOf,
  type YamlMapping,
  type YamlValue,
} from './yaml-value.js';

/**
 * What kubectl would refuse in a kubeconfig's content, each with its place: a list that is not a list, a user that is
 * a string, a number as a name, truncated base64. By its own types (client-go, clientcmd/api/v1); unknown fields may
 * be anything. At most a dozen.
 */
export function structureProblems(value: YamlMapping): Sentence[] {
  const problems: Sentence[] = [];
  check(value, config, { path: [], problems });
  return problems;
}

/** Throws KubeconfigInvalid if kubectl would refuse the content, naming each place. What passed is not checked again. */
export function assertStructure(value: YamlMapping, file: string): void {
  if (sound.has(value)) return;
  const problems = structureProblems(value);
  if (problems.length === 0) {
    sound.add(value);
    return;
  }
  throw new AckringError('KubeconfigInvalid', say('{file}: kubectl refuses this kubeconfig', { file }), {
    problems,
    remedy: repairFile(file),
  });
}

const sound = new WeakSet<YamlMapping>();

/** The remedy for a kubeconfig that kubectl refuses. */
export function repairFile(file: string): Sentence {
  return say('Repair the file in an editor (`{command}` must accept it); it was not changed.', {
    command: shell`kubectl config view --kubeconfig ${file}`,
  });
}

type Shape =
  | 'text'
  | 'flag'
  | 'base64'
  | 'anything'
  | { readonly word: string }
  | { readonly list: Shape }
  /** Items with a name of their own, once they have an `extension`. */
  | { readonly named: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

const texts: Shape = { list: 'text' };
const extensions: Shape = { named: { fields: { name: 'text', extension: 'anything' } } };

const cluster: Shape = {
  fields: {
    server: 'text',
    'tls-server-name': 'text',
    'insecure-skip-tls-verify': 'flag',
    'certificate-authority': 'text',
    'certificate-authority-data': 'base64',
    'proxy-url': 'text',
    'disable-compression': 'flag',
    extensions,
  },
};

const exec: Shape = {
  fields: {
    command: 'text',
    args: texts,
    env: { list: { fields: { name: 'text', value: 'text' } } },
    apiVersion: 'text',
    installHint: 'text',
    provideClusterInfo: 'flag',
    interactiveMode: 'text',
  },
};

const user: Shape = {
  fields: {
    'client-certificate': 'text',
    'client-certificate-data': 'base64',
    'client-key': 'text',
    'client-key-data': 'base64',
    token: 'text',
    tokenFile: 'text',
    as: 'text',
    'as-uid': 'text',
    'as-groups': texts,
    'as-user-extra': { map: texts },
    username: 'text',
    password: 'text',
    'auth-provider': { fields: { name: 'text', config: { map: 'text' } } },
    exec,
    extensions,
  },
};

const context: Shape = { fields: { cluster: 'text', user: 'text', namespace: 'text', extensions } };

const config: Shape = {
  fields: {
    apiVersion: { word: 'v1' },
    kind: { word: 'Config' },
    preferences: { fields: { colors: 'flag', extensions } },
    clusters: { list: { fields: { name: 'text', cluster } } },
    users: { list: { fields: { name: 'text', user } } },
    contexts: { list: { fields: { name: 'text', context } } },
    'current-context': 'text',
    extensions,
  },
};

interface Walk {
  /** The fields and indexes that lead to the value. A text only once there is a problem: most files have none. */
  readonly path: (string | number)[];
  readonly problems: Sentence[];
}

const mostProblems = 12;

function check(value: YamlValue | undefined, shape: Shape, walk: Walk): void {
  if (value === undefined || value === null || shape === 'anything') return;
  if (walk.problems.length >= mostProblems) return;
  if (shape === 'text') expect(isText(value), kinds.text, value, walk);
  else if (shape === 'flag') expect(isTyped(value) && goKindOf(value) === 'flag', kinds.flag, value, walk);
  else if (shape === 'base64') expectBase64(value, walk);
  else if ('word' in shape) expectWord(shape.word, value, walk);
  else if ('list' in shape) checkList(value, shape.list, walk);
  else if ('named' in shape) checkNamed(value, shape.named, walk);
  else checkMapping(value, shape, walk);
}

function checkList(value: YamlValue, shape: Shape, walk: Walk): void {
  expect(Array.isArray(value), kinds.list, value, walk);
  if (!Array.isArray(value)) return;
  for (const [index, item] of value.entries()) checkAt(index, item, shape, walk);
}

function checkNamed(value: YamlValue, shape: Shape, walk: Walk): void {
  checkList(value, shape, walk);
  const names = new Set<string | null>();
  for (const item of listOf(value)) {
    const { name, extension } = mappingOf(item);
    if (names.has(textOf(name))) walk.problems.push(say('{path} has one name twice', { path: pathOf(walk) }));
    else if ((extension ?? null) !== null) names.add(textOf(name));
  }
}

function checkMapping(
  value: YamlValue,
  shape: { readonly map: Shape } | { readonly fields: Readonly<Record<string, Shape>> },
  walk: Walk,
): void {
  expect(isMapping(value), kinds.mapping, value, walk);
  if (!isMapping(value)) return;
  for (const field of Object.keys(value)) {
    if ('map' in shape) checkAt('*', value[field], shape.map, walk);
    else if (Object.hasOwn(shape.fields, field)) checkAt(field, value[field], shape.fields[field], walk);
  }
}

function checkAt(
  step: string | number,
  value: YamlValue | undefined,
  shape: Shape = 'anything',
  walk: Walk,
): void {
  // Nearly every value, of ten thousand in a large file.
  if (typeof value === 'string' && (shape === 'text' || (shape === 'base64' && isBase64(value)))) return;
  walk.path.push(step);
  check(value, shape, walk);
  walk.path.pop();
}

function expectWord(wanted: string, value: YamlValue, walk: Walk): void {
  const found = isText(value) ? textOf(value) : null;
  if (found === null || found.length > mostLetters)
    expect(isWord(value, wanted), `\`${wanted}\``, value, walk);
  else if (!isWord(value, wanted))
    walk.problems.push(say('{path} is `{found}`, not `{wanted}`', { path: pathOf(walk), found, wanted }));
}

/** Longer than any kind or version: what it is instead may be a secret. */
const mostLetters = 40;

function expectBase64(value: YamlValue, walk: Walk): void {
  expect(isText(value), kinds.text, value, walk);
  if (isText(value) && !isBase64(textOf(value) ?? ''))
    walk.problems.push(say('{path} is not complete base64', { path: pathOf(walk) }));
}

/** As Go reads it: line breaks are allowed anywhere, and the length must come out even. */
function isBase64(text: string): boolean {
  if (isPlainBase64(text)) return true;
  const plain = text.replaceAll(/[\r\n]/g, '');
  return plain.length % 4 === 0 && !/[^A-Za-z0-9+/=]|=(?!=?$)/.test(plain);
}

/**
 * In half of the time, for a certificate or key in one line: Node's decoder skips what is not base64, and then fewer
 * bytes come out. It takes more than Go does only of `-` and `_`, and of characters that are not ASCII.
 */
export function isPlainBase64(text: string): boolean {
  const { length } = text;
  if (length % 4 !== 0 || length > decoded.length || text.includes('-') || text.includes('_')) return false;
  const padding = text.endsWith('==') ? 2 : Number(text.endsWith('='));
  return decoded.write(text, 'base64') === (length / 4) * 3 - padding && Buffer.byteLength(text) === length;
}

const decoded = Buffer.allocUnsafeSlow(16_384);

function expect(isRight: boolean, wanted: Sentence | string, value: YamlValue, walk: Walk): void {
  if (isRight) return;
  walk.problems.push(
    say('{path} is {kind}, not {wanted}', { path: pathOf(walk), kind: kindOf(value), wanted }),
  );
}

function pathOf({ path }: Walk): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`));
  return steps.join('').replace(/^\./, '');
}

const kinds = {
  text: say('text'),
  flag: say('true or false'),
  number: say('a number'),
  list: say('a list'),
  mapping: say('a mapping'),
};

function isText(value: YamlValue): boolean {
  return typeof value === 'string' || (isTyped(value) && goKindOf(value) === 'text');
}

function isWord(value: YamlValue, word: string): boolean {
  return value === '' || value === word;
}

function kindOf(value: YamlValue): Sentence {
  if (Array.isArray(value)) return kinds.list;
  if (isMapping(value)) return kinds.mapping;
  return isTyped(value) ? kinds[goKindOf(value)] : kinds.text;
}
