import test from 'ava';
import { knownTexts, knownTree, withReading } from './known-text.js';
import { readKubeconfig } from './read.js';
import { parseTree } from './yaml-tree.js';

test('the last eight texts are known for as long as their kubeconfigs are in use', (t) => {
  const texts = Array.from({ length: 9 }, (_, index) => `kind: Config\n# ${index}\n`);
  const readings = texts.map((text) => ({ text, tree: parseTree(text, 'f') }));
  const kept = readings.map((each) => withReading(readKubeconfig(each.text, { file: 'f' }), each));
  t.deepEqual(knownTexts(), texts.slice(1).toReversed());
  for (const [index, { text, tree }] of readings.entries())
    t.is(knownTree(text), index === 0 ? null : tree, text);
  t.is(knownTree('kind: Config\n'), null);
  t.is(kept.length, 9);
});
