import { randomUUID } from 'node:crypto';
import type { AccessApi, Ack } from '../../cloud/ack/api.js';
import { readUntil } from '../../cloud/ack/settle.js';
import { collected } from '../../cloud/concurrently.js';
import type { Journal } from '../../journal/journal.js';
import type { RbacReader } from '../../machine/api-server/rbac-reader.js';
import { type AckringError, type RefuseWhenReadOnly, toAckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { notShutOut } from '../let-in/explain.js';
import type { Former, LetIn, LetInPorts, LookWhoIsLetIn } from '../let-in/look.js';
import { applyClean, type CleanKept, type CleanOptions, type Unsaved } from './clean.js';
import { type CleanBackupOptions, cleanBackup } from './clean-backup.js';
import type { CleanOutcome } from './clean-batch.js';
import type { CleanPlan, CleanStep } from './clean-plan.js';
import { cleanReport, cleanToJson, isTaken } from './clean-report.js';
import { type CleanRequest, type SurveyPorts, surveyClean } from './clean-survey.js';

/** What a clean did, and where that is recorded. */
export interface CleanRun {
  readonly outcomes: readonly CleanOutcome[];
  /** Who is still let in by what was removed, by its step. */
  readonly letIn: ReadonlyMap<CleanStep, LetIn>;
  /** Those of them that are not known to be shut out, and why. */
  readonly notShutOut: readonly Unsaved[];
  /** The file with what they held before. */
  readonly backup: string | null;
  /** Identities for which it is incomplete. */
  readonly unsaved: readonly Unsaved[];
  /** Who may still come in by a token. */
  readonly tokensLeft: readonly Unsaved[];
  /** Those of them that come in by the name of a certificate. */
  readonly byCertificateName: readonly Unsaved[];
  /** The Markdown report; its JSON is beside it. Null if it could not be written. */
  readonly report: string | null;
  readonly reportProblem: AckringError | null;
}

/** Removing access: plan first, a typed name before anything is changed. */
export interface Cleaning {
  /** The plan lists what could not be read; throws when nothing could, or when one of the users holds nothing. */
  planClean(request: CleanRequest): Promise<CleanPlan>;
  applyClean(
    plan: CleanPlan,
    options: Pick<CleanOptions, 'confirm' | 'force' | 'confirmForce' | 'onProgress' | 'signal'>,
  ): Promise<CleanRun>;
}

export interface CleaningPorts extends SurveyPorts {
  readonly api: Ack & AccessApi;
  readonly rbac: RbacReader;
  readonly readMappings: CleanBackupOptions['readMappings'];
  readonly reach: LetInPorts['reach'];
  readonly journal: Journal;
  /** Complete, on disk and private before it returns its path. */
  readonly keep: (folder: 'access-backups' | 'reports', name: string, text: string) => Promise<string>;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
  readonly lookWhoIsLetIn: LookWhoIsLetIn;
}

export function createCleaning(ports: CleaningPorts): Cleaning {
  return {
    planClean: (request) => surveyClean(request, ports),
    applyClean: async (plan, options) => {
      await ports.refuseWhenReadOnly(say('remove permissions'));
      const { api, clock, journal } = ports;
      const runId = randomUUID();
      const backUp = cleanBackup({
        ...ports,
        runId,
        write: (name, text) => ports.keep('access-backups', name, text),
      });
      const kept: CleanKept[] = [];
      const outcomes = await applyClean({
        plan,
        api,
        clock,
        journal,
        ...options,
        runId,
        backUp: async (...steps) => {
          const each = await backUp(...steps);
          kept.push(each);
          return each;
        },
      });
      const [first] = kept;
      const { place: backup = null, unsaved = [], tokensLeft = [], byCertificateName = [] } = first ?? {};
      const letIn = await lookAfterwards(outcomes, ports, options.signal);
      const left = { unsaved, tokensLeft, byCertificateName };
      const run = { outcomes, letIn, notShutOut: notShutOutOf(letIn), backup, ...left };
      return { ...run, ...(await keepReport(ports, { plan, runId, ...run })) };
    },
  };
}

/** So many clusters are looked at together. */
const lookedAtOnce = 8;

/** The cloud takes away what it gave; what people bound to the certificate by hand is for somebody to see. */
async function lookAfterwards(
  outcomes: readonly CleanOutcome[],
  { lookWhoIsLetIn, clock }: CleaningPorts,
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<CleanStep, LetIn>> {
  const steps = outcomes
    .filter(({ result }) => isTaken(result) || result === 'alreadyRemoved')
    .map(({ step }) => step);
  const lookAt = async (step: CleanStep) => {
    const { cluster, identity } = step.row;
    const former: Former = { cluster, uid: identity.uid, by: 'holder', copies: [], namespaces: [] };
    const ask = (): Promise<LetIn> => lookWhoIsLetIn(former, signal);
    const letIn = await readUntil(ask, ({ claim }) => claim.kind !== 'refuted', { clock, signal }).catch(
      // What was removed is told, whatever ends the look.
      () => null,
    );
    return { step, letIn };
  };
  const looks = await collected(steps, lookedAtOnce, lookAt);
  return new Map(looks.flatMap(({ step, letIn }) => (letIn === null ? [] : [[step, letIn]])));
}

function notShutOutOf(letIn: ReadonlyMap<CleanStep, LetIn>): readonly Unsaved[] {
  return [...letIn].flatMap(([step, seen]) => {
    const { cluster, identity } = step.row;
    const error = notShutOut(seen, { cluster, uid: identity.uid });
    return error === null ? [] : [{ step, error }];
  });
}

/** Markdown for people and JSON beside it. Failing to write the report undoes nothing: it is reported. */
async function keepReport(
  { keep }: Pick<CleaningPorts, 'keep'>,
  run: Omit<CleanRun, 'report' | 'reportProblem'> & {
    readonly plan: CleanPlan;
    readonly runId: string;
  },
): Promise<Pick<CleanRun, 'report' | 'reportProblem'>> {
  const { plan, outcomes, runId, backup } = run;
  try {
    const document = { runId, backup, ...cleanToJson(plan, outcomes, run) };
    await keep('reports', `clean-${runId}.json`, `${JSON.stringify(document, null, 2)}\n`);
    return { report: await keep('reports', `clean-${runId}.md`, cleanReport(run)), reportProblem: null };
  } catch (thrown) {
    return { report: null, reportProblem: toAckringError(thrown) };
  }
}
