import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { worldPlace } from '@ackring/testkit/world-place';
import test from 'ava';
import { parseFunctionName } from '../../cloud/function-compute/api.js';
import { createWorld } from '../../world.js';
import { operatorPolicy } from './ram-policy.js';

const logs = { project: 'ackring-logs', logstore: 'rotate' };
const region = 'cn-hangzhou';

/** The vendor's page and its API of 2016 name one action differently; a log's action is not its operation's name. */
const operations: Readonly<Record<string, string>> = {
  GetLogStoreLogs: 'GetLogs',
  GetFunctionAsyncInvokeConfig: 'GetAsyncInvokeConfig',
};

for (const name of ['f', 's/f']) {
  test(`whoever looks after the function ${name} needs the printed policy, and no action of it is to spare`, async (t) => {
    const policy = operatorPolicy({ accountId: null, region, function: parseFunctionName(name), logs });
    const { emulator, open } = await worldPlace(t, createWorld, {
      scenario: { identities: [{ name: 'operator', policies: [policy] }], regions: [region] },
    });
    const code = await mkdtemp(join(tmpdir(), 'ackring-operator-'));
    t.teardown(() => rm(code, { recursive: true, force: true }));
    await writeFile(join(code, 'index.mjs'), "export const handler = async () => 'done';");
    emulator.services.sls.createLogstore(logs.project, logs.logstore);
    const { service, function: own } = parseFunctionName(name);
    emulator.services.fc.deploy({ code, timeout: 60, name: own, service, logConfig: logs });
    const { accessKeyId = '', accessKeySecret = '' } = emulator.identities['operator'] ?? {};
    const { functions, clock } = open(
      { regions: [region] },
      { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret },
    );
    const status = await functions.status(name);
    t.deepEqual(status.logs, logs);
    t.is((await functions.invoke(name, '{}')).result, 'answered');
    t.is(await functions.rotation(name), null);
    const to = clock.now();
    await functions.log(status, { from: new Date(to.getTime() - 3_600_000), to, limit: 10 });
    const asked = emulator.requests.all();
    const refused = asked.filter((each) => each.status === 403 || each.status === 401);
    t.deepEqual(
      refused.map(({ operation }) => operation),
      [],
    );
    const called = new Set(asked.map(({ operation }) => operation));
    const actions = policy.Statement.flatMap(({ Action }) =>
      Action.map((action) => action.replace(/^\w+:/, '')),
    );
    t.deepEqual(
      actions.filter((action) => !called.has(operations[action] ?? action)),
      [],
      [...called].join(),
    );
  });
}
