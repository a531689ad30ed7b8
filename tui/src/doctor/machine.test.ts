import test from 'ava';
import type { Finding } from './finding.js';
import { kubectlFindings } from './kubectl.js';
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

const kubectl = test.macro<[string | null, string, Finding['level']]>({
  exec(t, version, cluster, level) {
    const [finding] = kubectlFindings(version, [{ name: 'prod', version: cluster }], 'linux');
    t.is(finding?.level, level);
  },
  title: (_, version, cluster, level) => `kubectl ${version} beside ${cluster} is ${level}`,
});

test(kubectl, '1.34.1', '1.33.3-aliyun.1', 'ok');
test(kubectl, '1.34.1', '1.35.0-aliyun.1', 'ok');
test(kubectl, '1.34.1', '1.32.7-aliyun.1', 'warning');
test(kubectl, '1.34.1', '1.36.0-aliyun.1', 'warning');
test(kubectl, null, '1.34.1-aliyun.1', 'warning');
