import { join } from 'node:path';
import type { ContextInventory } from '../contexts/local-contexts.js';
import type { JournalCheck } from '../journal/journal.js';
import { isOpenToOthers, writtenAt } from '../machine/files/facts.js';
import { isWindows } from '../machine/platform.js';
import { instantOf, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import { type Finding, failed, failedWith, fine, warning } from './finding.js';

/** The kubeconfig files: readable, private, unlocked, and every context whole. */
export async function fileFindings({
  files,
  entries,
  problems,
  currentMissing = null,
}: ContextInventory): Promise<readonly Finding[]> {
  const broken = problems.map(({ error }) => failedWith('kubeconfig', error));
  const modes = await Promise.all(files.map(modeFindings));
  const warned = entries.flatMap(({ context, warnings }) =>
    warnings.map((reason) =>
      warning(
        'kubeconfig',
        say('{what}: {reason}', { what: context, reason }),
        say('Look at it with `ackring inspect`, or fetch it again.'),
      ),
    ),
  );
  const expired = entries.filter(({ status }) => status === 'expired').map(({ context }) => context);
  const ended =
    expired.length === 0
      ? []
      : [
          warning(
            'kubeconfig',
            say('expired: {contexts}', { contexts: expired }),
            say('Renew them: `ackring renew --all`.'),
          ),
        ];
  const current =
    currentMissing === null
      ? []
      : [warning('kubeconfig', currentMissing, say('Choose another: `ackring use`.'))];
  const all = [...broken, ...modes.flat(), ...current, ...warned, ...ended];
  return all.length > 0
    ? all
    : [fine('kubeconfig', say('contexts: {count}, all complete', { count: entries.length }))];
}

/** Of what was done here. Where it was altered nothing is concluded from it. */
export function journalFinding({ isIntact }: Pick<JournalCheck, 'isIntact'>): Finding {
  return isIntact
    ? fine('journal', say('readable'))
    : failed('journal', say('the journal was altered or cut off'), 'ackring history --check');
}

async function modeFindings(file: string): Promise<readonly Finding[]> {
  const lock = `${file}.lock`;
  const [isOpen, lockedAt] = await Promise.all([isOpenToOthers(file), writtenAt(lock)]);
  return [
    ...(isOpen
      ? [warning('kubeconfig', say('others can read {file}', { file }), shell`chmod 600 ${file}`)]
      : []),
    ...(lockedAt === null
      ? []
      : [
          warning(
            'lock',
            say('{file} has been there since {instant}', { file: lock, instant: instantOf(lockedAt) }),
            say('If nothing is writing the kubeconfig, remove it: `{command}`.', {
              command: shell`rm ${lock}`,
            }),
          ),
        ]),
  ];
}

/** It holds backups of kubeconfigs with their private keys: nobody else may open it. */
export async function stateFolderFinding(folder: string): Promise<Finding> {
  const isOpen = await isOpenToOthers(folder);
  if (isOpen === null) return fine('state', say('{folder} does not exist yet', { folder }));
  if (isWindows) {
    return fine(
      'state',
      say('{folder}: whoever may open the folder above it; that was not looked at', { folder }),
    );
  }
  if (!isOpen) return fine('state', say('only you can open {folder}', { folder }));
  const detail = say('others can open {folder}, which holds private keys', { folder });
  return warning('state', detail, shell`chmod 700 ${folder}`);
}

/** The files in which the cloud's own tools keep access keys; no finding if they are private or absent. */
export async function keyFileFindings(home: string): Promise<readonly Finding[]> {
  const files = [join(home, '.aliyun', 'config.json'), join(home, '.alibabacloud', 'credentials')];
  const areOpen = await Promise.all(files.map(isOpenToOthers));
  return files
    .filter((_, index) => areOpen[index])
    .map((file) =>
      warning(
        'credentials',
        say('others can read {file}, which holds access keys', { file }),
        shell`chmod 600 ${file}`,
      ),
    );
}
