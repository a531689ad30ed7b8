import { exitCodes, visible } from '@ackring/core/words';
import { defineCommand } from '../../shell/command.js';
import { stateFolder } from '../../world/folders.js';
import { cloudFindings } from './cloud.js';
import { fileFindings, keyFileFindings, stateFolderFinding } from './files.js';
import { examine, type Finding, fine } from './finding.js';
import { kubectlFindings } from './kubectl.js';
import { coreFileLimit, memoryFindings, nodeFinding, terminalFinding, withHeardVersions } from './machine.js';

export const command = defineCommand({
  name: 'doctor',
  summary: 'look for what keeps this program, kubectl and the cloud from working together',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {},
  examples: [{ line: 'ackring doctor', summary: 'every finding with its remedy; nothing is changed' }],
  async run({ services, output, progress, environment, home, signal }) {
    const findings: Finding[] = [];
    const tell = (found: readonly Finding[]): void => {
      findings.push(...found);
      if (!output.json) for (const finding of found) output.write(findingText(finding));
    };
    tell([nodeFinding(process.versions.node)]);
    tell([terminalFinding({ ...output, rows: process.stdout.rows ?? 0, environment })]);
    tell(
      await examine('settings', async () => {
        await services.settings();
        return [fine('settings', 'readable')];
      }),
    );
    tell(await examine('kubeconfig', async () => fileFindings(await services.contexts())));
    tell([await stateFolderFinding(stateFolder(environment, home))]);
    tell(await keyFileFindings(home));
    tell(memoryFindings(coreFileLimit(), environment));
    const cloud = await progress.during((words) => words.cloud, cloudFindings(services, signal));
    tell(cloud.findings);
    const hearing = withHeardVersions(cloud.clusters, services, signal);
    const clusters = await progress.during(({ checks }) => checks, hearing);
    const { kubectlVersion } = await import('@ackring/core/machine');
    tell(kubectlFindings(await kubectlVersion(environment), clusters, process));
    if (output.json) output.data(findings);
    return findings.some(({ level }) => level === 'failed') ? exitCodes.failed : undefined;
  },
});

function findingText({ check, level, detail, remedy }: Finding): string {
  const mark = { ok: '✓', warning: '!', failed: '✕' }[level];
  const line = `${mark} ${check.padEnd(12)} ${visible(detail)}`;
  return remedy === null ? line : `${line}\n    remedy: ${visible(remedy)}`;
}
