import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { until } from '@ackring/testkit/until';
import test from 'ava';
import { runCommand } from './commands.js';
import { openTerminal, temporaryHome } from './driver.js';

const detail = 'DescribeClusterDetail';

function idOf({ world }: Emulator, name: string): string {
  const id = world.clusters.named(name)?.id;
  if (id === undefined) throw new Error(`no cluster ${name}`);
  return id;
}

/** The names of the clusters whose detail was requested. */
function asked({ requests, world }: Emulator): ReadonlySet<string> {
  const ids = requests.of(detail).map(({ path }) => path.split('/').at(-1));
  return new Set(world.clusters.all().flatMap(({ id, name }) => (ids.includes(id) ? [name] : [])));
}

/** `c-00`, `c-01` and so on, in the order of the screen. */
function many(count: number) {
  const clusters = Array.from({ length: count }, (_, index) => ({
    name: `c-${String(index).padStart(2, '0')}`,
  }));
  return { clusters };
}

test('only visible rows are asked for their endpoints, and none of them twice', async (t) => {
  await using cloud = await startEmulator({ scenario: many(60) });
  await using folder = await temporaryHome();
  await using terminal = await openTerminal({ cloud, home: folder.home, rows: 15 });
  await terminal.see('60 clusters');
  await terminal.seeFleet();
  await terminal.see(/c-00 .*pub prv/);
  // Title, ten rows, and the lines around them.
  t.deepEqual(
    [...asked(cloud)],
    many(10).clusters.map(({ name }) => name),
  );
  await terminal.press('G');
  await terminal.see(/c-59 .*pub prv/);
  await terminal.seeFleet();
  t.is(asked(cloud).size, 20);
  await terminal.press('g');
  await terminal.see(/▌. c-00 .*pub prv/);
  t.is(cloud.requests.count(detail), 20);
  await terminal.press('q');
  t.is(await terminal.exit(), 0);

  // Known and unchanged, they are not asked by the next program either.
  await using second = await openTerminal({ cloud, home: folder.home, rows: 15 });
  await second.see('60 clusters');
  await second.seeFleet();
  await second.see(/c-00 .*pub prv/);
  await second.press('G');
  await second.see(/c-59 .*pub prv/);
  t.is(cloud.requests.count(detail), 20);
});

test('who asks for endpoints by a filter or an order learns those that were never in sight', async (t) => {
  const clusters = many(60).clusters.map((each, index) => ({ ...each, public: index % 3 === 0 }));
  await using cloud = await startEmulator({ scenario: { clusters } });
  await using terminal = await openTerminal({ cloud, rows: 15 });
  await terminal.seeFleet();
  await terminal.press('/');
  await terminal.type('access:pub');
  await terminal.press('enter');
  await terminal.see(/20 of 60 match "access:pub" /);
  await terminal.seeGone('endpoints of');
  t.is(asked(cloud).size, 60);
  await terminal.press('esc', 'A', 'G');
  await terminal.see(/▌. c-59 .*– {3}prv/);

  await using folder = await temporaryHome();
  const { text } = await runCommand({ cloud, home: folder.home }, 'clusters', 'access:pub');
  t.regex(text, /20 of 60 clusters/);
});

test('what has scrolled away is not asked any more, and delays nobody', async (t) => {
  await using cloud = await startEmulator({ scenario: many(60) });
  cloud.faults.add({ operation: detail, times: 6, effect: { kind: 'delay', ms: 600_000 } });
  await using terminal = await openTerminal({ cloud, rows: 15 });
  await terminal.see('60 clusters');
  // Six at a time: as long as they hang, nobody else is asked.
  await until(() => cloud.faults.list().length === 0);
  await terminal.press('G');
  await terminal.see(/c-59 .*pub prv/);
  await terminal.seeFleet();
  t.deepEqual(
    [...asked(cloud)],
    many(60)
      .clusters.slice(50)
      .map(({ name }) => name),
  );
  await terminal.press('g');
  await terminal.see(/c-00 .*pub prv/);
  await terminal.seeFleet();
  t.is(cloud.requests.count(detail), 20);
});

test('a cluster that refuses its detail only affects its own row, until a reload', async (t) => {
  await using cloud = await startEmulator({ scenario: { clusters: [{ name: 'ours' }, { name: 'theirs' }] } });
  const path = `/clusters/${idOf(cloud, 'theirs')}`;
  const refused = cloud.faults.add({ path, effect: { kind: 'error', status: 403, code: 'StatusForbidden' } });
  await using terminal = await openTerminal({ cloud });
  await terminal.see(/● ours .*pub prv/);
  await terminal.see(/● theirs .* running +! +none/);
  t.notRegex(terminal.screen(), /press d for what to do/);
  await terminal.press('j', 'k', 'j');
  await terminal.see(/▌● theirs/);
  t.is(asked(cloud).size, 2);
  const before = cloud.requests.count(detail);

  await terminal.press('enter');
  await terminal.see(/What happened +not allowed/);
  await terminal.see(/What to do /);
  await terminal.press('tab');
  await terminal.see(/Public +not known/);
  await terminal.press('esc');
  await terminal.seeGone('Connection');
  // Opening the page asked once more, and nothing else.
  t.is(cloud.requests.count(detail), before + 1);

  refused();
  await terminal.press('ctrl-r');
  await terminal.see(/● theirs .*pub prv/);
});

test('the fetch dialog asks its cluster again, shows known facts meanwhile, and keeps the choices', async (t) => {
  await using cloud = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  const slow = cloud.faults.add({ operation: detail, effect: { kind: 'delay', ms: 600_000 } });
  await using terminal = await openTerminal({ cloud });
  await terminal.see(/prod .* · /);
  await terminal.press('f');
  await terminal.see(/Access +asking the cloud/);
  await terminal.press('right', 'down', 'down');
  await terminal.see(/◉ long-term/);
  slow();
  await terminal.press('esc', 'f');
  await terminal.see(/Access +◉ public \(/);
  await terminal.see(/◉ temporary/);
  await terminal.press('right');
  await terminal.see('certificate, long-term');
  await terminal.press('esc');
  await terminal.see(/prod .*pub prv/);

  // It lost its public endpoint, and no list shows that: before acting it is asked again.
  const cluster = cloud.world.clusters.named('prod');
  if (cluster !== undefined) cluster.hasPublicEndpoint = false;
  const again = cloud.requests.count(detail);
  await terminal.press('f');
  await cloud.requests.reached(detail, again + 1);
  await terminal.see(/public \(this cluster has none\) +◉ private/);

  await terminal.press('esc');
  cloud.faults.add({ operation: detail, effect: { kind: 'error', status: 403, code: 'StatusForbidden' } });
  await terminal.press('f');
  await terminal.see(/✕ not allowed to/);
  await terminal.see(/cs:DescribeClusterDetail/);
  await terminal.press('right', 'enter');
  await terminal.see(/✕ not allowed to/);
  t.is(cloud.requests.count('DescribeClusterUserKubeconfig'), 0);
});

test('of many, each is asked in turn: one that refuses does not stop the others', async (t) => {
  await using cloud = await startEmulator({
    scenario: { clusters: [{ name: 'a-theirs' }, { name: 'b-private', public: false }, { name: 'c-ours' }] },
  });
  const path = `/clusters/${idOf(cloud, 'a-theirs')}`;
  cloud.faults.add({ path, effect: { kind: 'error', status: 403, code: 'StatusForbidden' } });
  await using terminal = await openTerminal({ cloud });
  await terminal.see(/a-theirs .* ! /);
  await terminal.see(/c-ours .*pub prv/);
  await terminal.press('ctrl-a', 'f');
  await terminal.see(/Fetch 3 kubeconfigs/);
  await terminal.see(/✕ not allowed to/);
  await terminal.press('enter');
  await terminal.see(/2 of 3 fetched/);
  await terminal.see(/a-theirs: not fetched: not allowed to describe/);
  await terminal.press('esc', '6');
  await terminal.see(/a-theirs: not allowed to describe/);
  await terminal.see('temporary kubeconfig of b-private (private), and 1 more of that task');
  t.pass();
});
