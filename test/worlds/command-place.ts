import { X509Certificate } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import type { ClusterRecord } from '@ackring/emulator/world/cluster';
import { grantOf, kubeconfigText, makeCredential } from '@ackring/emulator/world/kubeconfig';
import type { Scenario } from '@ackring/emulator/world/scenario';
import type { ClientIdentity } from '@ackring/testkit/client-identity';
import { judgedServerOf } from '@ackring/testkit/emulated-api-server';
import type { JudgedServer } from '@ackring/testkit/judged-server';
import { type Ackring, createAckring } from '../command-line/run-ackring.js';

/** What a command told, for programs or for people. */
export interface Told {
  readonly code: number | null;
  /** Everything that it printed. */
  readonly words: string;
  readonly stdout: string;
  /** Null where it printed no JSON. */
  readonly json: unknown;
}

/** A world in which whole commands are run, by whoever is named. */
export interface CommandPlace extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly ackring: Ackring;
  readonly cluster: ClusterRecord;
  readonly server: JudgedServer;
  uid(name: string): string;
  run(as: string, args: readonly string[], stdin?: string): Promise<Told>;
  /** Writes a file into the home folder, and returns its path. */
  file(name: string, content: string | Buffer): Promise<string>;
  /** Somebody's long-term kubeconfig in force, as the cloud issues it. */
  held(name: string): Promise<{ readonly text: string; readonly key: ClientIdentity }>;
}

/** The embedded cloud of a scenario, whose first cluster everything is about. */
export async function commandPlace(scenario: Scenario): Promise<CommandPlace> {
  const emulator = await startEmulator({ scenario, sharedKeys: 2 });
  const undone: (() => unknown)[] = [];
  const ackring = await createAckring({ teardown: (undo) => void undone.push(undo) }, emulator);
  const bin = await plugInFolder(ackring.home);
  const { world } = emulator;
  const cluster = world.clusters.named(scenario.clusters?.[0]?.name ?? '');
  if (cluster === undefined) throw new Error('the scenario has no cluster');
  const server = await judgedServerOf(emulator, cluster);
  return {
    emulator,
    ackring,
    cluster,
    server,
    uid: (name) => emulator.identities[name]?.uid ?? '',
    run: async (as, args, stdin) => {
      const { accessKeyId = '', accessKeySecret = '' } = emulator.identities[as] ?? {};
      const run = await ackring.runHere(args, {
        environment: {
          PATH: `${bin}:${process.env['PATH'] ?? ''}`,
          ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
          ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
        },
        ...(stdin === undefined ? {} : { stdin }),
      });
      const { code, stdout, stderr } = run;
      return { code, stdout, words: `${stdout}\n${stderr}`, json: jsonIn(stdout) };
    },
    file: async (name, content) => {
      const path = join(ackring.home, name);
      await writeFile(path, content, { mode: 0o600 });
      return path;
    },
    held: async (name) => {
      const identity = world.identities.byName(name);
      if (identity === undefined) throw new Error(`the scenario has no ${name}`);
      const grant = grantOf(world, cluster, identity.uid);
      // As it was issued, whether or not the next call would renew it.
      grant.credential ??= makeCredential(world, cluster, grant, grant.issuedAt, grant.lifeHours * 3_600_000);
      const credential = await grant.credential;
      const { server: url, authority } = server.admin;
      const text = kubeconfigText({ cluster, identity, server: url, authority, credential });
      return {
        text,
        key: {
          server: url,
          authority,
          commonName: /CN=(\S+)/.exec(new X509Certificate(credential.certificate).subject)?.[1] ?? '',
          pem: credential.certificate,
          key: credential.key,
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      for (const undo of undone) await undo();
      await emulator.stop();
    },
  };
}

/** With the program in it, by the name that entries with a plug-in call it. */
async function plugInFolder(home: string): Promise<string> {
  const folder = join(home, 'bin');
  const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));
  await mkdir(folder);
  await writeFile(join(folder, 'ackring'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
    mode: 0o755,
  });
  return folder;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
