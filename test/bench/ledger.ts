import { fold } from '@ackring/core/internal/rotation/ledger/fold';
import { noStandings, type Standings } from '@ackring/core/internal/rotation/ledger/standing';
import { emptyLedger, readLedger, writeLedger } from '@ackring/core/internal/rotation/ledger/stored-ledger';
import type { RotationOutcome } from '@ackring/core/internal/rotation/report/report';
import type { DocumentStore } from '@ackring/core/internal/rotation/sinks/sink';
import { forbidden, onDay, ownOutcome, reportOn } from '@ackring/testkit/rotation/outcomes';
import type { BenchResult } from './bench-result.js';

const [few, many] = [1_000, 10_000];
/** Ten times as many obligations cost ten times as much, and somewhat more for memory. */
const budget = 2;

/** Work of one night on a ledger of so many obligations, made ready. */
type Night = (count: number) => () => unknown;

const nights: Readonly<Record<string, Night>> = {
  'written and read in documents of a secret’s size': (count) => {
    const { standings } = fold(reportOn(50, delivered(count, 'a')), noStandings);
    return () => kept(standings);
  },
  'folded the day after every place was left': (count) => {
    const before = fold(reportOn(50, delivered(count, 'a')), noStandings).standings;
    const { standings } = fold(reportOn(51, delivered(count, 'b')), before);
    return () => fold(reportOn(52, delivered(count, 'b')), standings);
  },
  'folded while every cluster is hidden by its id': (count) => {
    const outcomes = delivered(count, 'a');
    const { standings } = fold(reportOn(50, outcomes), noStandings);
    const ids = outcomes.map(({ cluster }) => cluster.id);
    const hidden = { what: 'shards', error: forbidden, hides: { kind: 'clusters', ids } } as const;
    return () => fold(reportOn(51, [], [hidden]), standings);
  },
};

/** A rotation's ledger of 10,000 obligations against ten times that of 1,000, by processor time. */
export async function run(): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const [name, night] of Object.entries(nights)) {
    const [short, long] = [await leastMs(night(few)), await leastMs(night(many))];
    results.push({
      name,
      ratio: long / (short * (many / few)),
      budget,
      detail: `${long.toFixed(0)} ms of the processor for ${many}, ${short.toFixed(0)} ms for ${few}`,
    });
  }
  return results;
}

async function leastMs(work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1_000);
  }
  return Math.min(...times);
}

function delivered(count: number, secret: string): readonly RotationOutcome[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `c${index.toString(16).padStart(32, '0')}`;
    const notAfter = onDay(900).toISOString();
    const places = [
      { sink: 'hub', place: `ns/${secret}-${index} kubeconfig`, state: 'held', version: id, notAfter },
    ] as const;
    return ownOutcome(50, 900, { cluster: { id, name: `prod-${index}` }, places });
  });
}

async function kept(standings: Standings): Promise<void> {
  const documents = new Map<string, string>();
  const store: DocumentStore = {
    fits: (text) => text.length <= 30_000,
    read: async (name) => documents.get(name) ?? null,
    write: async (name, text) => void documents.set(name, text),
  };
  await writeLedger([store], standings, { read: emptyLedger, now: onDay(50) });
  const { standings: read } = await readLedger([store], onDay(51));
  if (read.size !== standings.size) throw new Error(`${read.size} of ${standings.size} were read`);
}
