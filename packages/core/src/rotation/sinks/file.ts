import { lstat, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import type { Clock } from '../../machine/clock.js';
import { orMissing } from '../../machine/files/error.js';
import { makePrivateFolder } from '../../machine/files/folders.js';
import { readOrdinaryFile } from '../../machine/files/named-file.js';
import { isDraft, writeAtomically } from '../../machine/files/write.js';
import { takeLock } from '../../machine/kubeconfig-file/lock.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { isClusterId, text } from '../plug-in/plug-in.js';
import {
  type CredentialKey,
  type CredentialVersion,
  type DocumentStore,
  refuseOlder,
  type Sink,
  type SinkPlugIn,
  type StoredPlace,
  writtenMeanwhile,
} from './sink.js';

const schema = v.strictObject({ kind: v.literal('file'), directory: text('directory') });

/** Files for programs on the machine that rotates. */
export const fileSink: SinkPlugIn<typeof schema> = {
  kind: 'file',
  schema,
  keepsMemory: true,
  open: async ({ directory }, { clock }) => createFileSink(directory, clock),
  ramStatements: () => [],
  docs: {
    summary:
      'Files for programs on the machine that rotates: `<directory>/<cluster id>/<identity>.yaml`, 0600.',
    example: '{ kind: file, directory: ./keys }',
    settings: { directory: 'where; made with mode 0700' },
    notes: [
      'A reader sees the old file or the new one, never a torn one, and the three versions before it stay in `.versions/`. Two runs at once wait for each other.',
    ],
  },
};

/** How many older versions stay beside the current one. */
const versionsKept = 3;

/** Two runs write one after the other; work under the lock takes milliseconds. */
const lockWaitMs = 10_000;

/**
 * A version is written beside the current file in `.versions/`, synced, and renamed over it, so that a reader sees
 * the old file or the new one and never half of one. The final check and the rename are under one lock.
 */
function createFileSink(directory: string, clock: Clock): Sink {
  const name = `file:${directory}`;
  return {
    name,
    read: (key) => readOrNull(currentFile(directory, key)),
    stage: (key, version) =>
      guarding(directory, () => writeSynced(versionFile(directory, key, version), version.text)),
    promote: (key, version) =>
      guarding(directory, async () => {
        const file = currentFile(directory, key);
        await locked(file, clock, async () => {
          const current = await readOrNull(file);
          if (current === version.text) return;
          refuseOlder(name, current, version);
          await writeSynced(file, version.text);
        });
        await tidy(() => dropOldVersions(directory, key));
      }),
    places: {
      nameOf: (key) => currentFile(directory, key),
      list: () => listFiles(directory),
    },
    documents: createDocuments(directory, clock),
  };
}

async function listFiles(directory: string): Promise<readonly StoredPlace[]> {
  const clusters = ((await orMissing(readdir(directory))) ?? []).filter(isClusterId);
  const files = await Promise.all(
    clusters.map(async (clusterId) =>
      ((await orMissing(readdir(join(directory, clusterId)))) ?? [])
        .filter((name) => name.endsWith('.yaml') && !name.startsWith('.'))
        .map((name) => ({ name: join(directory, clusterId, name), clusterId })),
    ),
  );
  return files.flat();
}

async function locked(file: string, clock: Clock, work: () => Promise<void>): Promise<void> {
  await makePrivateFolder(dirname(file));
  const release = await takeLock(file, { clock, waitMs: lockWaitMs });
  try {
    await work();
  } finally {
    await release();
  }
}

function createDocuments(directory: string, clock: Clock): DocumentStore {
  const fileOf = (name: string): string => join(directory, '.ackring', safeName(name));
  return {
    fits: () => true,
    read: (name) => readOrNull(fileOf(name)),
    write: (name, document) => guarding(directory, () => writeSynced(fileOf(name), document)),
    replace: (name, { over, text }) =>
      guarding(directory, () =>
        locked(fileOf(name), clock, async () => {
          if ((await readOrNull(fileOf(name))) !== over) throw writtenMeanwhile(name);
          await writeSynced(fileOf(name), text);
        }),
      ),
  };
}

/** After a power cut it is complete or absent. */
async function writeSynced(file: string, contents: string): Promise<void> {
  const folder = dirname(file);
  await makePrivateFolder(folder);
  await writeAtomically(file, Buffer.from(contents));
  await tidy(async () => dropStaleDrafts(folder, await stat(file)));
}

/** The work is done by then: a concurrent run that also tidies must not make it fail. */
async function tidy(work: () => Promise<void>): Promise<void> {
  await work().catch(() => undefined);
}

/** A killed run may have left a key beside its place; an active one is minutes old at most. */
const staleDraftMs = 3_600_000;

async function dropStaleDrafts(folder: string, { mtimeMs }: { readonly mtimeMs: number }): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!isDraft(name)) continue;
    const draft = await orMissing(lstat(join(folder, name)));
    if (draft !== null && mtimeMs - draft.mtimeMs > staleDraftMs)
      await rm(join(folder, name), { force: true });
  }
}

async function dropOldVersions(directory: string, key: CredentialKey): Promise<void> {
  const folder = versionsFolder(directory, key);
  const named = await Promise.all(
    (await readdir(folder))
      .filter((name) => !isDraft(name))
      .map(async (name) => ({ name, at: (await lstat(join(folder, name))).mtimeMs })),
  );
  const old = named.toSorted((left, right) => right.at - left.at).slice(versionsKept);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}

function currentFile(directory: string, { clusterId, identity }: CredentialKey): string {
  return join(directory, safeName(clusterId), `${safeName(identity)}.yaml`);
}

function versionsFolder(directory: string, { clusterId, identity }: CredentialKey): string {
  return join(directory, safeName(clusterId), '.versions', safeName(identity));
}

function versionFile(directory: string, key: CredentialKey, { id }: CredentialVersion): string {
  return join(versionsFolder(directory, key), `${safeName(id)}.yaml`);
}

/** Names come from the cloud: none may lead out of the folder. */
function safeName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
}

async function readOrNull(file: string): Promise<string | null> {
  try {
    return (await readOrdinaryFile(file)).toString('utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw new AckringError('FileUnreadable', say('{file} cannot be read', { file }), {
      remedy: say('Look at its permissions: {command}', { command: shell`ls -l ${file}` }),
      cause: error,
    });
  }
}

async function guarding(directory: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof AckringError) throw error;
    throw new AckringError('FileUnwritable', say('nothing can be stored in {directory}', { directory }), {
      remedy: say('Make it a folder you may write to: {command}', {
        command: shell`mkdir -p ${directory} && ls -ld ${directory}`,
      }),
      cause: error,
    });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
