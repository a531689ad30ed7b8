import { join } from 'node:path';
import { isOpenToOthers } from '@ackring/core/machine/files/facts';
import { shell } from '@ackring/core/words/shell-word';
import { type Finding, fine, warning } from './finding.js';

/** Backups of kubeconfigs, private keys and all, lie in it: nobody else may open it. */
export async function stateFolderFinding(folder: string): Promise<Finding> {
  const isOpen = await isOpenToOthers(folder);
  if (isOpen === null) return fine('state', `${folder} does not exist yet`);
  if (!isOpen) return fine('state', `${folder} is yours alone`);
  const detail = `${folder} can be opened by others, and private keys lie in it`;
  return warning('state', detail, shell`chmod 700 ${folder}`);
}

/** The files in which the cloud's own tools keep access keys; nothing to say where they are private or absent. */
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
