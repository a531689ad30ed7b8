import test from 'ava';
import type { Finding } from './finding.js';
import { nodeFinding } from './machine.js';

const node = test.macro<[string, Finding['level']]>({
  exec(t, version, level) {
    t.is(nodeFinding(version).level, level);
  },
  title: (_, version, level) => `Node ${version} is ${level}`,
});

test(node, '20.19.0', 'warning');
test(node, '22.19.9', 'warning');
test(node, '22.20.0', 'ok');
test(node, '24.11.9', 'warning');
test(node, '24.12.0', 'ok');
test(node, '25.9.0', 'warning');
test(node, '26.0.0', 'ok');
