import { type CheckResult, type CheckThresholds, checkExitCodes, checkExpiry } from '@ackring/core/expiry';
import { AckringError, exitCodes, toAckringError, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { lifeText } from '../../../screen/life.js';
import type { Reader } from '../../../screen/table.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { noneMatches, refuseAsSubcommand } from '../../../shell/commands.js';
import { filtered, refuseUnknownField } from '../../../shell/filtered.js';
import { markdownTable } from '../../../shell/markdown-table.js';
import { refuseCheck, unknownStatus } from '../../../shell/refuse-check.js';
import { collectByAccount, reportMissing, severalAccounts } from '../../../shell/sources.js';
import { printTable, readerOf } from '../../../shell/text-table.js';
import { writeReport } from '../../../shell/write-new.js';
import {
  type CollectedExpiry,
  collectExpiry,
  type WatchedRotation,
} from '../../../subjects/expiry/collect.js';
import { accountsExpiryTable, type ExpirySurroundings, expiryTable } from '../../../subjects/expiry/table.js';
import { holderText } from '../../../subjects/holding/columns.js';

const options = {
  check: { type: 'boolean', summary: 'one line and exit 0, 1, 2 or 3, as monitoring plug-ins do' },
  warn: {
    type: 'string',
    value: 'DAYS',
    summary: 'with --check: warn when fewer than DAYS are left (default 180d)',
  },
  critical: {
    type: 'string',
    value: 'DAYS',
    summary: 'with --check: critical when fewer than DAYS are left (default 30d)',
  },
  ics: {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    summary: 'write a calendar: window opens, kubeconfig ends',
  },
  prometheus: {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    summary: "write the node exporter's textfile",
  },
  html: {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    summary: 'write one page to hand over, with the chart',
  },
  config: {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    summary: 'a rotation whose sinks count too: what their consumers have, by its last run',
  },
  markdown: { type: 'boolean', summary: 'print a Markdown table' },
  ...severalAccounts,
} as const;

type Context = CommandContext<typeof options>;

export const command = defineCommand({
  name: 'expiry',
  summary: "the fleet's kubeconfigs and the local ones, by expiry",
  usage: '[FILTER…]',
  filters: expiryTable.named,
  positionals: { min: 0, max: Number.POSITIVE_INFINITY },
  options,
  examples: [
    { line: 'ackring expiry', summary: 'every identity, soonest end first' },
    { line: "ackring expiry 'daysLeft:<30' '!kenji'", summary: 'what the screen’s / finds' },
    { line: 'ackring expiry --check --warn 180d --critical 30d', summary: 'for Nagios, Icinga, Zabbix' },
    { line: 'ackring expiry --check --config rotation.yaml', summary: 'by what consumers hold, too' },
    { line: 'ackring expiry --ics kubeconfigs.ics --html expiry.html', summary: 'for people' },
  ],
  async run(context) {
    if (!context.options.check) return report(context);
    try {
      await refuseUnknownField(filterOf(context), context, expiryTable, 'expiry');
      return await check(context);
    } catch (thrown) {
      const { line, code } = unknownStatus(toAckringError(thrown));
      context.output.write(line);
      return code;
    }
  },
  refusal: refuseCheck,
});

function filterOf({ positionals }: Pick<Context, 'positionals'>): string {
  return positionals.join(' ');
}

/** A check of nothing would be green for ever. */
function nothingFound(filter: string): AckringError {
  return new AckringError('ResourceNotFound', say('no kubeconfig matches "{filter}"', { filter }), {
    remedy: say('See what there is: `ackring expiry`.'),
  });
}

/** The command line does not know who renews what. */
const nothingBeside: ExpirySurroundings = {
  isRotated: () => false,
  isHere: () => false,
  isInFile: () => false,
  isGoing: () => false,
  brokenBy: () => [],
  isReadOnly: false,
};

/** Before the fleet is scanned: read-only mode writes no file. */
async function refuseFiles({ options: { ics, prometheus, html }, services }: Context): Promise<void> {
  for (const file of [ics, prometheus, html]) {
    if (file !== undefined) await services.refuseWhenReadOnly(say('write {file}', { file }));
  }
}

async function check(context: Context): Promise<number> {
  await refuseFiles(context);
  const thresholds = {
    warnDays: parseDays(context.options.warn ?? '180d'),
    criticalDays: parseDays(context.options.critical ?? '30d'),
  };
  const { entries, sources } = await collect(context);
  if (entries.length === 0 && filterOf(context) !== '') throw nothingFound(filterOf(context));
  const now = context.services.clock.now();
  await writeFiles(context, { entries, sources });
  const unread = sources.filter(({ isUp }) => !isUp).length;
  const result = checkExpiry(entries, { ...thresholds, now, unread });
  // Monitoring reads it, whatever the language.
  const reader = await readerOf({ ...context, language: 'en' });
  context.output.write(checkLine(result, thresholds, reader));
  return checkExitCodes[result.level];
}

async function report(context: Context): Promise<number | undefined> {
  const stray = (['warn', 'critical'] as const).find((name) => context.options[name] !== undefined);
  if (stray !== undefined) {
    throw usageError(say('`{option}` goes with `--check`', { option: `--${stray}` }), say('Add `--check`.'));
  }
  await refuseUnknownField(filterOf(context), context, expiryTable, 'expiry');
  await refuseFiles(context);
  const { output } = context;
  const { entries, all, sources } = await collect(context);
  if (entries.length === 0) refuseAsSubcommand(context, 'expiry');
  await writeFiles(context, { entries, sources });
  const table = entries.some(({ account }) => account !== undefined) ? accountsExpiryTable : expiryTable;
  if (output.json) output.list(entries, table.toJson);
  else if (context.options.markdown) output.write(markdownTable(table, entries, await strangerOf(context)));
  else if (entries.length > 0 || all === 0) await printTable(context, table, entries);
  else output.note(noneMatches(context, 'expiry', { count: all, of: 'kubeconfigs' }));
  return sources.every(({ isUp }) => isUp) ? undefined : exitCodes.partial;
}

async function writeFiles(context: Context, { entries, sources }: CollectedExpiry): Promise<void> {
  const { ics, prometheus, html } = context.options;
  const reader = await strangerOf(context);
  if (ics !== undefined) {
    const { expiryCalendar } = await import('../calendar.js');
    await writeReport(ics, expiryCalendar(entries, reader));
  }
  if (prometheus !== undefined) {
    const [{ expiryMetrics }, { prometheusText }] = await Promise.all([
      import('../../../subjects/expiry/prometheus.js'),
      import('../../../shell/prometheus-text.js'),
    ]);
    await writeReport(prometheus, prometheusText(expiryMetrics(entries, sources, reader.now)));
  }
  if (html !== undefined) {
    const { expiryPage } = await import('../../../subjects/expiry/page.js');
    await writeReport(html, expiryPage(entries, sources, reader));
  }
}

/** The reader of a handed-over page may be anywhere. */
async function strangerOf(context: Context): Promise<Reader> {
  return { ...(await readerOf(context)), timeZone: 'UTC' };
}

/** The matching kubeconfigs; every source counts, whatever the filter. */
async function collect(context: Context): Promise<CollectedExpiry & { readonly all: number }> {
  const rotation = await configurationOf(context);
  const fleet = await collectByAccount(context, context.options['all-profiles']);
  reportMissing(fleet, context.output);
  const { regions } = context.global;
  const { entries: known, sources } = await collectExpiry(context, rotation, fleet);
  // Those of files may be of any region.
  const entries = known.filter(
    ({ region }) => regions.length === 0 || region === null || regions.includes(region),
  );
  const filter = filterOf(context);
  const shown = await filtered(context, accountsExpiryTable, {
    rows: entries,
    known: nothingBeside,
    filter,
  });
  return { entries: shown, all: entries.length, sources };
}

/** Null if no rotation counts. */
async function configurationOf({ services, options: { config } }: Context): Promise<WatchedRotation | null> {
  return config === undefined
    ? null
    : { name: config, configuration: await services.rotation.configuration(config) };
}

function parseDays(text: string): number {
  const days = /^(?<days>[0-9]{1,5})d?$/.exec(text)?.groups?.['days'];
  if (days !== undefined) return Number(days);
  throw usageError(say('"{text}" is not a number of days', { text }), say('Give one such as 180d.'));
}

/** One line in the format of monitoring plug-ins: level, words, and figures after the bar. */
function checkLine(result: CheckResult, { warnDays, criticalDays }: CheckThresholds, reader: Reader): string {
  const { level, expired, critical, warning, total, unread, soonest } = result;
  const next =
    soonest === null
      ? total === 0
        ? 'none has an end'
        : 'none is still to end'
      : `next: ${visible(holderText(soonest, reader))} at ${visible(soonest.cluster.name)} in ${lifeText(soonest, soonest.status, reader.now, reader.messages)}`;
  const words = [
    `${total} kubeconfigs`,
    ...(expired > 0 ? [`${expired} expired`] : []),
    ...(critical > 0 ? [`${critical} within ${criticalDays} d`] : []),
    ...(warning > 0 ? [`${warning} within ${warnDays} d`] : []),
    ...(unread > 0 ? [`${unread} clusters could not be read`] : []),
    next,
  ];
  const figures = `total=${total} expired=${expired} critical=${critical} warning=${warning} unread=${unread}`;
  return `${level.toUpperCase()} - ${words.join(', ')} | ${figures}`;
}
