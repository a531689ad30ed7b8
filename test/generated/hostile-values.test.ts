import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deploymentFile } from '@ackring/core/internal/rotation/function/deployment-file';
import { parseRotationConfiguration, type RotationConfiguration } from '@ackring/core/rotation';
import { visible } from '@ackring/core/words';
import { startEmulator } from '@ackring/emulator/start';
import { hostileNames } from '@ackring/testkit/hostile-texts';
import test from 'ava';
import ICAL from 'ical.js';
import { type DefaultTreeAdapterTypes, parse as parseHtml } from 'parse5';
import { parse as parseYaml, stringify } from 'yaml';
import { createAckring } from '../command-line/run-ackring.js';

const names = Object.values(hostileNames);

/** What undoes what all tests look at. */
const undone: (() => unknown)[] = [];
const forAll = { teardown: (undo: () => unknown) => void undone.unshift(undo) };
test.after.always(async () => {
  for (const undo of undone) await undo();
});

/** Files that other programs read, from a cloud whose clusters have these names. */
const written = once(async () => {
  const emulator = await startEmulator({
    scenario: { clusters: names.map((name) => ({ name, holders: { ops: { daysLeft: 100 } } })) },
  });
  forAll.teardown(() => emulator.stop());
  const ackring = await createAckring(forAll, emulator);
  const at = (file: string) => join(ackring.home, file);
  const files = ['--ics', at('a.ics'), '--html', at('a.html'), '--prometheus', at('a.prom')];
  const { code, stderr } = await ackring.run(['expiry', ...files]);
  if (code !== 0) throw new Error(stderr);
  return { emulator, ackring, read: (file: string) => readFile(at(file), 'utf8') };
});

function once<Made>(make: () => Promise<Made>): () => Promise<Made> {
  let made: Promise<Made> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}

test('a calendar has two events for each, whatever its name, and no other component', async (t) => {
  const { read } = await written();
  const calendar = new ICAL.Component(ICAL.parse(await read('a.ics')));
  const parts = calendar.getAllSubcomponents();
  t.true(parts.every((part) => part.name === 'vevent' && part.getAllSubcomponents().length === 0));
  const summaries = parts.map((part) => String(part.getFirstPropertyValue('summary')));
  t.is(summaries.length, 2 * names.length);
  for (const name of names) {
    t.is(summaries.filter((summary) => summary.includes(` at ${visible(name)} (`)).length, 2, name);
  }
});

test('a page holds each name as a text of its table, and no element of theirs', async (t) => {
  const { read } = await written();
  const { elements, texts } = inPage(parseHtml(await read('a.html')));
  const known =
    /^(?:html|head|meta|title|style|body|header|h1|p|strong|ul|li|b|span|figure|figcaption|svg|g|rect|line|text|path|div|table|thead|tbody|tr|th|td|footer)$/;
  t.deepEqual(
    elements.filter(
      ({ name, attributes }) => !known.test(name) || attributes.some((each) => /^on|src|href/.test(each)),
    ),
    [],
  );
  for (const name of names) t.true(texts.includes(visible(name)), name);
});

interface PageParts {
  readonly elements: { readonly name: string; readonly attributes: readonly string[] }[];
  readonly texts: string[];
}

function inPage(
  node: DefaultTreeAdapterTypes.Node,
  found: PageParts = { elements: [], texts: [] },
): PageParts {
  if ('tagName' in node) {
    found.elements.push({ name: node.tagName, attributes: node.attrs.map(({ name }) => name) });
  }
  if ('value' in node) found.texts.push(node.value);
  if ('childNodes' in node) for (const child of node.childNodes) inPage(child, found);
  return found;
}

test('metrics hold each name in one label, and no control character', async (t) => {
  const { read } = await written();
  const text = await read('a.prom');
  t.notRegex(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  const ends = [
    ...text.matchAll(/^ackring_kubeconfig_not_after_seconds\{((?:\w+="(?:[^"\\\n]|\\.)*",?)+)\} \d+$/gm),
  ];
  t.is(ends.length, names.length);
  const told = ends.map(([, labels = '']) => {
    const [, value = ''] = /(?:^|,)cluster="((?:[^"\\]|\\.)*)"/.exec(labels) ?? [];
    return value.replaceAll(/\\(.)/g, '$1');
  });
  t.deepEqual(told.toSorted(), names.map(visible).toSorted());
});

test('a kubeconfig that is written holds one context, whatever its cluster is called', async (t) => {
  const { emulator, ackring } = await written();
  for (const [what, name] of Object.entries(hostileNames)) {
    const { id } = emulator.world.clusters.named(name) ?? { id: '' };
    const { code, stdout, stderr } = await ackring.runHere(['get', id, '--stdout', '--no-verify']);
    t.is(code, 0, stderr);
    const kubeconfig = parseYaml(stdout);
    t.is(kubeconfig.contexts.length, 1, what);
    t.is(kubeconfig.users[0].user.exec, undefined, what);
  }
});

const deployed = { name: 'ackring-rotate-vpc-a1', region: 'cn-hangzhou', vpcId: 'vpc-a1', clusters: ['a'] };

/** A configuration of which every free text is the given one, with it in a comment too. */
function configured(text: string): { readonly yaml: string; readonly configuration: RotationConfiguration } {
  const yaml = stringify({
    select: { names: [text, 'a*'], exclude: [text], tags: { [text]: text } },
    sinks: [{ kind: 'oss', bucket: 'a-bucket', prefix: 'ackring/' }],
    notify: [{ kind: 'webhook', url: `https://example.com/?${encodeURIComponent(text)}` }],
    access: [{ select: { names: [text] }, access: 'private' }],
  });
  const commented = `# ${text.replaceAll(/[\r\n]/g, '')}\n${yaml}`;
  return { yaml: commented, configuration: parseRotationConfiguration(commented, 'test') };
}

for (const [what, name] of Object.entries(hostileNames)) {
  test(`s.yaml means to Serverless Devs what rotation.yaml says, with names for ${what} in it`, async (t) => {
    const { configuration } = configured(name);
    const props = (await deployments())[what];
    const { region, functionName, vpcConfig, environmentVariables } = props;
    t.like(
      { region, functionName, vpcId: vpcConfig.vpcId },
      { region: deployed.region, functionName: deployed.name, vpcId: deployed.vpcId },
    );
    t.deepEqual(Object.keys(environmentVariables), ['ACKRING_ROTATION']);
    const {
      select,
      regions,
      name: own,
      ...rest
    } = parseRotationConfiguration(environmentVariables.ACKRING_ROTATION, 's.yaml');
    const { select: asked, regions: _, name: __, ...others } = configuration;
    t.deepEqual(select, { ...asked, vpc: deployed.vpcId });
    t.deepEqual([regions, own], [[deployed.region], deployed.vpcId]);
    t.deepEqual(rest, others);
  });
}

const parseSpec = createRequire(import.meta.url).resolve('@serverless-devs/parse-spec');

/** What the deployer's program makes of each, by the name's kind, in a process of its own: a template would run in it. */
const deployments = once(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-serverless-'));
  forAll.teardown(() => rm(folder, { recursive: true, force: true }));
  const files = Object.entries(hostileNames).map(async ([what, name], place) => {
    const file = join(folder, `${place}.yaml`);
    // What our own templates stand for: nobody is signed in here.
    const text = deploymentFile(configured(name).yaml, [deployed]);
    await writeFile(file, text.replaceAll(/\$\{config\("AccountID"\)\}/g, '1234567890123456'));
    return [what, file];
  });
  const script = `
    const { default: ParseSpec } = require(${JSON.stringify(parseSpec)});
    const silent = { debug() {}, info() {}, warn() {}, error() {}, write() {} };
    (async () => {
      const told = {};
      for (const [what, file] of ${JSON.stringify(await Promise.all(files))}) {
        const { steps: [{ props }] } = await new ParseSpec(file, { argv: ['deploy'], logger: silent }).start();
        told[what] = props;
      }
      process.stdout.write(JSON.stringify(told));
    })();`;
  const environment = { PATH: process.env['PATH'], HOME: folder, serverless_devs_config_home: folder };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    env: environment,
    cwd: folder,
  });
  return JSON.parse(stdout);
});
