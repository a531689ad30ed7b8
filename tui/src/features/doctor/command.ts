import type { Finding } from '@ackring/core/doctor';
import { exitCodes, visible } from '@ackring/core/words';
import { defineCommand } from '../../shell/command.js';
import { stateFolder } from '../../world/folders.js';

export const command = defineCommand({
  name: 'doctor',
  summary: 'look for what keeps this program, kubectl and the cloud from working together',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {},
  examples: [{ line: 'ackring doctor', summary: 'every finding with its remedy; nothing is changed' }],
  async run({ services, output, progress, environment, home, signal }) {
    const { diagnose } = await import('@ackring/core/doctor');
    const terminal = { ...output, rows: process.stdout.rows ?? 0 };
    const place = {
      environment,
      home,
      stateFolder: stateFolder(environment, home),
      terminal,
      during: <T>(what: 'cloud' | 'checks', work: Promise<T>) =>
        progress.during((words) => words[what], work),
    };
    const findings: Finding[] = [];
    for await (const finding of diagnose(services, place, signal)) {
      findings.push(finding);
      if (!output.json) output.write(findingText(finding));
    }
    if (output.json) output.data(findings);
    return findings.some(({ level }) => level === 'failed') ? exitCodes.failed : undefined;
  },
});

function findingText({ check, level, detail, remedy }: Finding): string {
  const mark = { ok: '✓', warning: '!', failed: '✕' }[level];
  const line = `${mark} ${check.padEnd(12)} ${visible(detail)}`;
  return remedy === null ? line : `${line}\n    remedy: ${visible(remedy)}`;
}
