// Asks the embedded cloud with whatever of others' clients is installed, and prints what became of each command.
//   ACKRING_CLIENTS=FOLDER node scripts/clients.mjs [CLIENT…]
// It fetches and builds nothing: FOLDER holds the programs, under the names of scripts/clients/commands.txt. Each runs
// with a HOME of its own, and is led to this machine alone. Ends with 1 if a command did other than its line says.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startEmulator } from '../packages/emulator/dist/start.js';
import { vendorRamToken } from '../packages/testkit/dist/vendor-ram-token.js';

const folder = process.env['ACKRING_CLIENTS'];
if (!folder) {
  console.error('clients: say where they are: ACKRING_CLIENTS=FOLDER node scripts/clients.mjs');
  process.exit(2);
}
const only = process.argv.slice(2);
const lines = readFileSync(new URL('./clients/commands.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map(readLine)
  .filter(({ client }) => only.length === 0 || only.includes(client));

const home = mkdtempSync(join(tmpdir(), 'ackring-clients-'));
const cloud = await startEmulator({ scenario: scenario(), tls: true });
try {
  const rows = await played(lines);
  console.log(table(rows));
  const wrong = rows.filter(({ state, isMeant }) => state !== 'absent' && !isMeant);
  const absent = new Set(rows.filter(({ state }) => state === 'absent').map(({ client }) => client));
  console.log(
    `\n${rows.length} commands, ${wrong.length} other than meant; not installed: ${[...absent].join(', ') || 'none'}`,
  );
  process.exitCode = wrong.length > 0 ? 1 : 0;
} finally {
  await cloud.stop();
  rmSync(home, { recursive: true });
}

function scenario() {
  return {
    identities: [
      { name: 'tom', policies: 'none' },
      { name: 'left', state: 'Deleted' },
      { name: 'monitor', type: 'role', trusts: ['root'] },
    ],
    clusters: ['prod', 'other'].map((name) => ({
      name,
      region: 'cn-hangzhou',
      mappings: 'on',
      holders: {
        ops: { daysLeft: 500, mapped: true },
        tom: { daysLeft: 100, roles: ['dev@default'], lastSeenDaysAgo: 40 },
        left: { daysLeft: 20, lastSeenDaysAgo: null },
      },
    })),
  };
}

/** `!Code client arguments > name # note`. */
function readLine(line) {
  const [, code = null, command, , keeps, , note = ''] =
    /^(?:!(\S+) )?(.*?)( > (\w+))?( # (.*))?$/.exec(line) ?? [];
  const [client, ...args] = command.split(' ');
  return { client, args, refusal: code, keeps, note };
}

async function played(all) {
  const filled = facts();
  const rows = [];
  for (const { client, args, refusal, keeps, note } of all) {
    const program = resolve(folder, client);
    const shown = {
      client,
      command: args.join(' ').replaceAll(/ --proxy-host \S+| -i \{key\} -k \S+/g, ''),
      note,
    };
    if (!existsSync(program)) {
      rows.push({ ...shown, state: 'absent', isMeant: true });
      continue;
    }
    const { code, stdout, stderr } = await run(
      program,
      args.map((each) => fill(each, filled)),
    );
    if (keeps !== undefined) filled[keeps] = tokenIn(stdout);
    // Refused for another reason, as by a name that was not found, it was not asked at all.
    const isMeant = refusal === null ? code === 0 : code !== 0 && (stderr + stdout).includes(refusal);
    const told = refusal === null ? note : `${refusal}${note && `: ${note}`}`;
    const said = isMeant ? told : `${firstLine(stderr || stdout)}${note && `; ${note}`}`;
    rows.push({ ...shown, state: code === 0 ? 'works' : 'refused', isMeant, note: said });
  }
  return rows;
}

function facts() {
  const named = (name) => [...cloud.world.clusters.all()].find((each) => each.name === name)?.id ?? '';
  const people = Object.entries(cloud.identities).flatMap(([name, { uid, arn }]) => [
    [`uid:${name}`, uid],
    [`arn:${name}`, arn],
  ]);
  return {
    cluster: named('prod'),
    other: named('other'),
    token: vendorRamToken(
      named('prod'),
      cloud.identities['ops'],
      `${new Date().toISOString().slice(0, 19)}Z`,
    ),
    account: cloud.accountId,
    bucket: 'ackring-kubeconfigs',
    oss: 'oss-cn-hangzhou.aliyuncs.com',
    home,
    proxy: cloud.tls.proxy,
    key: cloud.identities['ops'].accessKeyId,
    secret: cloud.identities['ops'].accessKeySecret,
    ...Object.fromEntries(people),
  };
}

function fill(text, filled) {
  return text.replace(/\{([\w:-]+)\}/g, (whole, name) => filled[name] ?? whole);
}

/** A token as an exec plug-in prints it, or the whole output. */
function tokenIn(text) {
  return /"token":\s*"([^"]+)"/.exec(text)?.[1] ?? text.trim();
}

function run(program, args) {
  const { proxy, certificateAuthority } = cloud.tls;
  const authority = join(home, 'authority.pem');
  writeFileSync(authority, certificateAuthority);
  const { accessKeyId, accessKeySecret } = cloud.identities['ops'];
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    SSL_CERT_FILE: authority,
    SSL_CERT_DIR: home,
    HTTPS_PROXY: proxy,
    HTTP_PROXY: proxy,
    NO_PROXY: 'localhost,127.0.0.0/8,::1',
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    ALIBABACLOUD_IGNORE_PROFILE: 'TRUE',
    ALIBABA_CLOUD_REGION_ID: 'cn-hangzhou',
    OSS_ACCESS_KEY_ID: accessKeyId,
    OSS_ACCESS_KEY_SECRET: accessKeySecret,
  };
  return new Promise((done) => {
    const child = execFile(program, args, { cwd: home, env, timeout: 60_000 }, (error, stdout, stderr) => {
      done({ code: error ? (error.code ?? 1) : 0, stdout, stderr });
    });
    child.stdin?.end();
  });
}

function firstLine(text) {
  const lines = text
    .replaceAll(/\x1b\[[\d;]*m/g, '')
    .split('\n')
    .filter((each) => each.trim() !== '');
  const line = lines.find((each) => /code/i.test(each)) ?? lines[0] ?? 'said nothing';
  return line.trim().slice(0, 160).replaceAll('|', '/');
}

function table(rows) {
  const told = rows.map(({ client, command, state, isMeant, note }) => {
    return `| ${client} | ${command} | ${state}${isMeant ? '' : ', NOT AS MEANT'} | ${note} |`;
  });
  return ['| client | command | state | note |', '| --- | --- | --- | --- |', ...told].join('\n');
}
