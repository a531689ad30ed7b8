import { writeFile } from 'node:fs/promises';
import { readCommandLine } from './command-line.js';
import { loopback } from './http/listener.js';
import { scenarios } from './scenarios/scenarios.js';
import { describeEmulator, startEmulator } from './start.js';

const usage = `The embedded ACK cloud. Listens on loopback only and prints one JSON line: every endpoint, every
identity's credentials, what to put into the environment. Ends on SIGINT or SIGTERM.

  --scenario NAME|FILE  ${Object.keys(scenarios).join(', ')}, or a .yaml or .json file (fleet)
  --tls                 one https port for all services too, by host name, and a proxy for the vendor's names
  --ca-file FILE        writes the authority of that port there, for SSL_CERT_FILE; with --tls
  --port N              ACK's port, the other services on the next ones; 0 takes free ports (0)
  --host ADDRESS        a loopback address (${loopback})
  --now INSTANT         where the clock starts, RFC 3339 (the machine's time)
  --state FOLDER        go on from the snapshot in this folder, and write one there at the end
  --watch-stdin         end when standard input closes too, as it does when the starting program dies
  --seed N              seed of the faults' probabilities (1)
  --switch NAME=VALUE   how the cloud behaves (repeatable): retired=gone|served, ossSignatureV1=refused|taken, lagMs=N
`;

async function main(): Promise<void> {
  const asked = readCommandLine(process.argv.slice(2));
  if (asked === 'help') {
    process.stdout.write(usage);
    return;
  }
  // Installed before the line is printed, because its reader may send a signal at once.
  const end = ended(asked.watchesInput);
  const { caFile, state, options } = asked;
  const emulator = await startEmulator(options);
  if (caFile !== undefined && emulator.tls) await writeFile(caFile, emulator.tls.certificateAuthority);
  process.stdout.write(`${JSON.stringify(await describeEmulator(emulator))}\n`);
  await end;
  if (state) await emulator.save(state);
  await emulator.stop();
  // An open standard input would keep the process alive.
  process.stdin.destroy();
}

/** Resolves at the first signal, or at the end of standard input; the second signal kills as usual. */
function ended(watchesInput: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (watchesInput) process.stdin.on('end', resolve).on('close', resolve).resume();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

try {
  await main();
} catch (error) {
  process.stderr.write(`emulator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
