import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';

const script = fileURLToPath(new URL('../../../scripts/clients.mjs', import.meta.url));

/** Runs the script over one client, which is this shell script. */
async function asked(t: ExecutionContext, client: string) {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-installed-'));
  t.teardown(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'ossutil'), `#!/bin/sh\n${client}\n`, { mode: 0o755 });
  return run({ ACKRING_CLIENTS: folder }, 'ossutil', 'ecctl');
}

function run(environment: Readonly<Record<string, string>>, ...clients: readonly string[]) {
  const env = { ...process.env, ...environment };
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((done) => {
    execFile(process.execPath, [script, ...clients], { env }, (error, stdout, stderr) => {
      done({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

test('whatever client is installed is asked in a home of its own, led to the embedded cloud, and told as it ended', async (t) => {
  const client = `case $HOME in */ackring-clients-*) ;; *) exit 3 ;; esac
[ -f "$SSL_CERT_FILE" ] && [ -n "$HTTPS_PROXY" ] && [ -n "$OSS_ACCESS_KEY_ID" ] || exit 4
case "$*" in *nowhere*) echo EC=0002-00000226 >&2; exit 1 ;; esac`;
  const { code, stdout } = await asked(t, client);
  t.is(code, 0, stdout);
  t.regex(stdout, /\| ossutil \| ls oss:\/\/\{bucket\} .* \| works \| {2}\|/);
  t.regex(stdout, /\| ossutil \| ls .*nowhere.* \| refused \| 0002-00000226: no such region \|/);
  t.regex(stdout, /0 other than meant; not installed: ecctl/);
});

test('a client that gets what has to be refused ends the run with 1', async (t) => {
  const { code, stdout } = await asked(t, 'echo all is well');
  t.is(code, 1);
  t.regex(stdout, /works, NOT AS MEANT \| all is well; no such region/);
});

test('without a folder of clients the script says how to name one', async (t) => {
  const { code, stderr } = await run({ ACKRING_CLIENTS: '' });
  t.is(code, 2);
  t.regex(stderr, /ACKRING_CLIENTS=FOLDER/);
});
