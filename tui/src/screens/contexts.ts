import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';
import type { OrphanedEntry } from '@ackring/core/kubeconfig/contexts';
import type { Verdict } from '@ackring/core/verification/verdict';
import { homePath } from '../components/home-path.js';
import { lifeCell, lifeTimeWidth } from '../components/life-cell.js';
import { cutMiddle, type Line, span } from '../components/line.js';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import { type Column, fitColumns, rowLine, titled, titleLine } from '../screen/columns.js';
import type { ColumnId } from '../screen/sorting.js';
import type { AppState } from '../state/app-state.js';
import { contextId } from '../state/context-id.js';
import type { Answer } from '../state/kubeconfigs.js';
import { orphanOfRow } from '../state/rows/orphan-rows.js';
import { emptyBody, listBody } from './list-body.js';
import { problemText } from './problem-facts.js';

/** The Contexts screen: what the kubeconfig files hold, how long it lasts and whether it works. */
export function contextList(state: AppState, messages: Messages): readonly Line[] {
  const { list } = state.lists.contexts;
  if (list.visible.length === 0) return emptyBody(emptyText(state, messages), state);
  const columns = fitColumns(columnsOf(state, messages), state.size.columns - 4);
  return listBody(state, list, titleLine(columns), (id) => {
    const orphan = orphanOfRow(state, id);
    if (orphan !== null) return { sign: span('·', 'dim'), line: orphanLine(state, orphan, messages) };
    const entry = state.kubeconfigs.entries.get(id);
    if (entry === undefined) return { sign: span(' '), line: [] };
    const sign = entry.current ? span('*', 'accent') : span(entry.warnings.length > 0 ? '!' : ' ', 'warn');
    return { sign, line: rowLine(columns, entry) };
  });
}

function orphanLine(state: AppState, { kind, name, file }: OrphanedEntry, messages: Messages): Line {
  const { rows, fetch } = messages;
  return [
    span(`${fetch[kind]} ${visible(name)}`, 'dim'),
    span(`  ${rows.orphan}  ${visible(homePath(file, state.home))}`, 'faint'),
  ];
}

function emptyText(state: AppState, messages: Messages): readonly string[] {
  const { empty } = messages;
  const { problem, inventory } = state.kubeconfigs;
  const error = problem ?? inventory?.problems[0]?.error ?? null;
  if (error !== null) return problemText(error, messages);
  if (state.lists.contexts.filter !== '') return [empty.noMatch];
  return [inventory === null ? empty.reading : empty.noContexts];
}

function columnsOf(state: AppState, messages: Messages): readonly Column<ContextEntry>[] {
  const { columns, titles } = messages;
  const { sort } = state.lists.contexts;
  const title = (column: ColumnId, text = columns[column]): string => titled(text, sort, column);
  const lifeWidth = lifeTimeWidth(messages) + 3;
  return [
    {
      title: title('name', titles.context),
      min: 26,
      ideal: 44,
      growth: 1,
      sacrifice: 0,
      cell: ({ context }, width) => [span(cutMiddle(visible(context), width), 'text')],
    },
    {
      title: title('server'),
      min: 18,
      ideal: 28,
      sacrifice: 2,
      cell: ({ server }, width) => [span(cutMiddle(serverText(server), width), 'dim')],
    },
    {
      title: title('life'),
      min: lifeWidth + 5,
      ideal: lifeWidth + 18,
      growth: 2,
      sacrifice: 0,
      cell: (entry, width) => lifeCell(entry, state.now, width, messages),
    },
    {
      title: titles.answer,
      min: 10,
      ideal: 18,
      sacrifice: 1,
      cell: (entry) => answerCell(state.kubeconfigs.answers.get(contextId(entry)), messages),
    },
    {
      title: title('file'),
      min: 14,
      ideal: 24,
      sacrifice: 3,
      cell: ({ file }, width) => [span(cutMiddle(visible(homePath(file, state.home)), width), 'faint')],
    },
  ];
}

function serverText(server: string | null): string {
  return server === null ? '–' : visible(server.replace(/^https:\/\//, ''));
}

/** Where its rights end, for who has some in single namespaces only. */
function extentSpans({ scope = null }: Verdict): Line {
  return scope?.kind === 'namespaces' ? [span(` @${visible(scope.names.join(','))}`, 'dim')] : [];
}

function answerCell(answer: Answer | undefined, { answers, causes }: Messages): Line {
  if (answer === undefined) return [span('·', 'faint')];
  if (answer === 'asking') return [span(answers.asking, 'dim')];
  if (answer.verdict === 'ok')
    return [
      span('✓ ', 'good'),
      span(`${Math.round(answer.latencyMs ?? 0)} ms`, 'dim'),
      ...extentSpans(answer),
    ];
  return [span('✕ ', 'bad'), span(answer.cause === null ? '' : causes[answer.cause], 'bad')];
}
