import type { ContextInventory } from '@ackring/core/contexts/local-contexts';
import { isOpenToOthers, writtenAt } from '@ackring/core/machine/files/facts';
import { shell } from '@ackring/core/words/shell-word';
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
