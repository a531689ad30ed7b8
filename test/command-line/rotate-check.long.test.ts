import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import type { Scenario } from '@ackring/emulator/world/scenario';
import test from 'ava';
import * as v from 'valibot';
import { rotationContract } from './rotation-contracts.js';
import { createAckring } from './run-ackring.js';

const quiet = { name: 'quiet', holders: { ops: { daysLeft: 400 } } };
const due = { name: 'due', holders: { ops: { daysLeft: 100 } } };

interface Case {
  readonly title: string;
  readonly scenario: Scenario;
  readonly rotation?: string;
  readonly code: number;
  readonly says: RegExp;
  /** On stderr, if the answer is an error. */
  readonly fails?: true;
}

const cases: readonly Case[] = [
  {
    title: 'nothing to do is 0',
    scenario: { clusters: [quiet] },
    code: 0,
    says: /^nothing to do\n$/,
  },
  {
    title: 'work to do is 1, before anything is done',
    scenario: { clusters: [quiet, due] },
    rotation: 'sinks: [{kind: file, directory: ./keys}]',
    code: 1,
    says: /^would act: 1 to renew, 1 to deliver\n$/,
  },
  {
    title: 'a configuration that selects no cluster is 3',
    scenario: { clusters: [due] },
    rotation: 'select: {names: ["dew"]}',
    code: 3,
    says: /^selects nothing/,
  },
  {
    title: 'a VPC that no cluster is in is 3',
    scenario: { clusters: [due] },
    rotation: 'select: {vpc: vpc-nowhere}',
    code: 3,
    says: /^selects nothing/,
  },
  {
    title: 'unreadable parts keep a quiet plan from 0',
    scenario: {
      clusters: [quiet, { ...quiet, name: 'hidden', region: 'cn-beijing' }],
      refusedRegions: ['cn-beijing'],
    },
    code: 7,
    says: /^nothing to do as far as was seen; 1 could not be looked at\n$/,
  },
  {
    title: 'nor is a selection empty for sure while a region is refused',
    scenario: { clusters: [quiet, { ...due, region: 'cn-beijing' }], refusedRegions: ['cn-beijing'] },
    rotation: 'select: {names: ["due"]}',
    code: 7,
    says: /could not be looked at/,
  },
  {
    title: 'visible work is 1, whatever else is unreadable',
    scenario: {
      clusters: [due, { ...quiet, name: 'hidden', region: 'cn-beijing' }],
      refusedRegions: ['cn-beijing'],
    },
    code: 1,
    says: /^would act: 1 to renew, 0 to deliver; 1 could not be looked at\n$/,
  },
  {
    title: 'a misspelt configuration is 2, as everywhere',
    scenario: { clusters: [due] },
    rotation: 'selct: {}',
    code: 2,
    says: /selct: is not a known setting/,
    fails: true,
  },
  {
    title: 'where nothing at all may be listed it is 4',
    scenario: { clusters: [due], refusedRegions: ['ap-northeast-1'] },
    code: 4,
    says: /Forbidden|region/i,
    fails: true,
  },
];

for (const { title, scenario, rotation = '', code, says, fails } of cases) {
  test(`rotate plan --check: ${title}`, async (t) => {
    const emulator = await startEmulator({ scenario });
    t.teardown(() => emulator.stop());
    const ackring = await createAckring(t, emulator);
    const config = join(ackring.home, 'rotation.yaml');
    await writeFile(config, `holders: false\n${rotation}`);
    const run = await ackring.run(['rotate', 'plan', '--check', '--config', config], { cwd: ackring.home });
    t.is(run.code, code, run.stderr);
    t.regex(fails ? run.stderr : run.stdout, says);
    t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), 0);
    if (fails) return;
    const json = await ackring.run(['rotate', 'plan', '--check', '--json', '--config', config], {
      cwd: ackring.home,
    });
    t.is(json.code, code);
    t.notThrows(() => v.parse(rotationContract, json.json()));
  });
}
