import type { Finding } from '@ackring/core/doctor';
import { AckringError, exitCodes, visible } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../shell/command.js';
import type { Output } from '../../shell/output.js';
import { ask } from '../../shell/planned.js';
import { chosenSources, reportMissing, severalAccounts } from '../../shell/sources.js';
import { readerOf } from '../../shell/text-table.js';
import { stateFolder } from '../../world/folders.js';
import { versionText } from '../../world/version.js';

const options = {
  report: {
    type: 'boolean',
    summary: 'show what to attach to an issue, names replaced, and write it to FILE when agreed to',
  },
  ...severalAccounts,
} as const;

type Context = CommandContext<typeof options>;

export const command = defineCommand({
  name: 'doctor',
  summary: 'look for what keeps this program, kubectl and the cloud from working together',
  usage: '[FILE]',
  positionals: { min: 0, max: 1, completes: 'file' },
  options,
  examples: [
    { line: 'ackring doctor', summary: 'every finding with its remedy; nothing is changed' },
    { line: 'ackring doctor --report', summary: 'into ackring-report-DATE.txt, after you have read it' },
  ],
  async run(context) {
    const { options: asked, positionals, output } = context;
    if (positionals.length > 0 && !asked.report) {
      throw usageError(
        say('`doctor` takes a FILE only with `--report`'),
        say('Add `--report`, or leave it out.'),
      );
    }
    const { profiles, missing } = await chosenSources(context, asked['all-profiles']);
    const findings: Finding[] = [];
    for await (const finding of examined(profiles, context)) {
      findings.push(finding);
      if (!output.json && !asked.report) output.prose(findingText(finding, output));
    }
    if (asked.report) return report(findings, context);
    if (output.json) {
      const { findingToJson } = await import('@ackring/core/doctor');
      output.data(findings.map(findingToJson));
    }
    reportMissing({ missing }, output);
    return exitCodeOf(findings, profiles) ?? (missing.length === 0 ? undefined : exitCodes.partial);
  },
});

/** 7 if something failed in some accounts only. */
function exitCodeOf(findings: readonly Finding[], profiles: readonly string[]): number | undefined {
  const failed = findings.filter(({ level }) => level === 'failed');
  if (failed.length === 0) return undefined;
  const accounts = new Set(failed.map(({ profile }) => profile));
  return accounts.has(undefined) || accounts.size === profiles.length ? exitCodes.failed : exitCodes.partial;
}

function examined(
  profiles: readonly string[],
  { services, servicesFor, output, progress, signal }: Context,
): AsyncGenerator<Finding, void> {
  const terminal = { ...output, rows: process.stdout.rows ?? 0 };
  const during = <T>(what: 'cloud' | 'checks', work: Promise<T>) =>
    progress.during((words) => words[what], work);
  const accounts = profiles.map((profile) => ({ profile, world: servicesFor({ profile }) }));
  // Several profiles together are none that a context could be verified with.
  return (accounts[0]?.world ?? services).diagnose({ terminal, during, accounts }, signal);
}

/** Shown completely first: nobody hands over what they have not seen. */
async function report(findings: readonly Finding[], context: Context): Promise<undefined> {
  const { services, output, environment, home, positionals, global } = context;
  const { problemReport, reportName } = await import('@ackring/core/doctor');
  const { isThere, writeNewFile } = await import('@ackring/core/machine');
  const now = services.clock.now();
  const place = {
    environment,
    home,
    stateFolder: stateFolder(environment, home),
    version: versionText(),
    now,
  };
  const text = await problemReport(services, findings, place);
  const file = positionals[0] ?? (await reportName(now, isThere));
  if (!output.json) output.raw(text);
  await services.refuseWhenReadOnly(say('write {file}', { file }));
  const isAgreed = global.yes || (context.isInteractive && (await agrees(file, context)));
  if (isAgreed) {
    // Never over a file or through a link: its folder may be anybody's.
    await writeNewFile(file, text);
    output.note(say('written to {file}: attach it to the issue', { file: output.path(file) }));
  }
  if (output.json) output.data({ file: isAgreed ? file : null, report: text });
  if (isAgreed || context.isInteractive) return undefined;
  throw new AckringError('ConfirmationMissing', say('nothing was written: nobody has seen the report yet'), {
    remedy: say('Read it above; then run it again with `--yes`.'),
  });
}

async function agrees(file: string, context: Context): Promise<boolean> {
  const { messages } = await readerOf(context);
  return ask(messages.questions.writeReport(context.output.path(file)), context);
}

function findingText(
  { check, level, detail, remedy, profile }: Finding,
  { text }: Pick<Output, 'text'>,
): string {
  const mark = { ok: '✓', warning: '!', failed: '✕' }[level];
  const account = profile === undefined ? '' : `${visible(profile)} · `;
  const line = `${mark} ${check.padEnd(12)} ${account}${text(detail)}`;
  return remedy === null ? line : `${line}\n    ${text(say('remedy: '))}${text(remedy)}`;
}
