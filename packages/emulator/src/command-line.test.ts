import test from 'ava';
import { readCommandLine } from './command-line.js';

for (const [args, message] of [
  [['--host', '0.0.0.0'], /only loopback/],
  [['--host', '192.168.0.1'], /only loopback/],
  [['--host', 'example.com'], /only loopback/],
  [['--port', '65536'], /--port/],
  [['--port', 'x'], /--port/],
  [['--ca-file', 'ca.pem'], /--tls/],
  [['--now', 'yesterday'], /--now/],
  [['--seed', '-1'], /--seed/],
  [['--switch', 'retired=yes'], /--switch retired/],
  [['--switch', 'unknown=1'], /--switch unknown/],
  [['--unknown'], /--unknown/],
] as const)
  test(`${args.join(' ')} is refused`, (t) => {
    t.throws(() => readCommandLine(args), { message });
  });

test('what it starts with', (t) => {
  t.is(readCommandLine(['--help']), 'help');
  t.like(readCommandLine([]), {
    options: { scenario: 'fleet', tls: false, port: 0, host: '127.0.0.1', seed: 1, switches: {} },
    watchesInput: false,
  });
  const args = [
    '--tls',
    '--ca-file',
    'a.pem',
    '--state',
    's',
    '--now',
    '2027-01-02T03:04:05Z',
    '--switch',
    'lagMs=5',
  ];
  t.like(readCommandLine([...args, '--watch-stdin']), {
    options: { tls: true, now: new Date('2027-01-02T03:04:05Z'), snapshot: 's', switches: { lagMs: 5 } },
    ...{ caFile: 'a.pem', state: 's', watchesInput: true },
  });
});
