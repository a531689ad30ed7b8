import { join } from 'node:path';
import type { ContextInventory } from '../contexts/local-contexts.js';
import { isOpenToOthers, writtenAt } from '../machine/files/facts.js';
import { shell } from '../words/shell-word.js';
import { type Finding, failed, fine, warning } from './finding.js';

/** The kubeconfig files: readable, private, unlocked, and every context whole. */
export async function fileFindings({
  files,
  entries,
  problems,
}: ContextInventory): Promise<readonly Finding[]> {
  const broken = problems.map(({ error }) => failed('kubeconfig', error.message, error.remedy));
  const modes = await Promise.all(files.map(modeFindings));
  const warned = entries.flatMap(({ context, warnings }) =>
    warnings.map((text) =>
      warning('kubeconfig', `${context}: ${text}`, 'Look with `ackring inspect`, or fetch it again.'),
    ),
  );
  const expired = entries.filter(({ status }) => status === 'expired').map(({ context }) => context);
  const ended =
    expired.length === 0
      ? []
      : [warning('kubeconfig', `expired: ${expired.join(', ')}`, 'Renew them: `ackring renew --all`.')];
  const all = [...broken, ...modes.flat(), ...warned, ...ended];
  return all.length > 0 ? all : [fine('kubeconfig', `${entries.length} contexts, all whole`)];
}

async function modeFindings(file: string): Promise<readonly Finding[]> {
  const [isOpen, lockedAt] = await Promise.all([isOpenToOthers(file), writtenAt(`${file}.lock`)]);
  return [
    ...(isOpen ? [warning('kubeconfig', `${file} can be read by others`, shell`chmod 600 ${file}`)] : []),
    ...(lockedAt === null
      ? []
      : [
          warning(
            'lock',
            `${file}.lock is there since ${lockedAt.toISOString()}`,
            `When nothing writes the file: ${shell`rm ${`${file}.lock`}`}`,
          ),
        ]),
  ];
}

/** It holds backups of kubeconfigs with their private keys: nobody else may open it. */
export async function stateFolderFinding(folder: string): Promise<Finding> {
  const isOpen = await isOpenToOthers(folder);
  if (isOpen === null) return fine('state', `${folder} does not exist yet`);
  if (!isOpen) return fine('state', `${folder} is yours alone`);
  const detail = `${folder} can be opened by others, and private keys lie in it`;
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
        `${file} can be read by others, and access keys are in it`,
        shell`chmod 600 ${file}`,
      ),
    );
}
