import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { text } from 'node:stream/consumers';
import { until } from '@ackring/testkit/until';
import test from 'ava';
import { decodeHolder, describeSelf, encodeHolder, type Holder, isDead } from './holder.js';

const self = await describeSelf(new Date());
const [boot, namespace] = self.space.split(' ');
const deadPid = 2 ** 22 + 1; // above Linux's largest process id
const beforeThisBoot = self.takenAt - uptime() * 1000 - 3_600_000;
const earlier = { space: `another-boot ${namespace}`, machine: 'm', takenAt: beforeThisBoot };

const holders: [who: string, change: Partial<Holder>, isDead: boolean][] = [
  ['this process itself', {}, false],
  ['a process that is gone', { pid: deadPid }, true],
  ['a later process under the same number', { began: '1' }, true],
  ['a process without a recorded start', { began: '' }, false],
  ['an earlier boot of this machine', earlier, true],
  ['a machine of the same name', { ...earlier, machine: 'another' }, false],
  ['an unidentified machine', { ...earlier, machine: '' }, false],
  ['a container of this boot', { space: `${boot} pid:[1]`, pid: deadPid, takenAt: beforeThisBoot }, false],
  ['a copy of this machine that runs now', { ...earlier, takenAt: self.takenAt }, false],
  ['another host', { host: 'another', pid: deadPid }, false],
];

for (const [who, change, expected] of holders) {
  test(`a lock of ${who}: ${expected ? 'dead' : 'left alone'}`, async (t) => {
    t.is(await isDead({ ...self, ...change }, { ...self, machine: 'm' }), expected);
  });
}

test('a holder is read as written, including by an earlier version', (t) => {
  t.deepEqual(decodeHolder(encodeHolder(self)), { program: 'ackring', ...self } as Holder);
  const { pid, host, space, token } = self;
  const old = JSON.stringify({ program: 'ackring', pid, host, space, token });
  t.like(decodeHolder(old), { pid, machine: '', began: '', takenAt: 0 });
  t.is(decodeHolder(''), null);
});

test('a killed holder that its parent never buries is dead', async (t) => {
  const parent = spawn('sh', ['-c', 'sleep 300 >&- & echo $!; exec >&-; exec sleep 300'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  t.teardown(() => parent.kill());
  const pid = Number(await text(parent.stdout));
  const holder = { ...self, pid, began: '' };
  t.false(await isDead(holder, self));
  process.kill(pid, 'SIGKILL');
  await until(async () => /\) Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8')));
  t.true(await isDead(holder, self));
});
