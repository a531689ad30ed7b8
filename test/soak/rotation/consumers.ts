import { createApiServer } from '@ackring/core/internal/machine/api-server/api-server';
import { judgeAcceptance } from '@ackring/core/internal/rotation/credential/acceptance';
import { type CredentialFacts, readCredential } from '@ackring/core/internal/rotation/credential/credential';
import { isTurn } from '@ackring/core/internal/rotation/policy/spread';
import type { FunctionWorld } from '@ackring/testkit/rotation/function-world';
import { expect } from '../promise.js';

/**
 * The consumers of a fleet: each knows its sink and nothing else. Between two checks nothing changes a credential but
 * the run between them, so a check at both ends of it, with the previous credential still valid after it, covers
 * every instant in between.
 */
export interface Consumers {
  readonly counts: { readonly looks: number; readonly calls: number };
  /** Certificates that were ever in a sink. */
  generations(): number;
  /**
   * Every consumer reads its sink: key and certificate are complete and valid, and its previous credential has not
   * expired meanwhile. It calls its API server with what is new, and with what that replaced, for those who have not
   * read it yet; and with what is unchanged about once a month.
   */
  look(): Promise<void>;
  /** The same, and every one of them calls its API server. */
  callAll(): Promise<void>;
}

interface Held {
  readonly facts: CredentialFacts;
  readonly text: string;
}

const sideBySide = 16;
const cycleDays = 30;
const apiServer = createApiServer();

export function createConsumers(world: FunctionWorld): Consumers {
  const counts = { looks: 0, calls: 0 };
  const held = new Map<string, Held>();
  const serials = new Set<string>();

  async function lookAt(id: string, name: string, everybody: boolean): Promise<void> {
    const now = world.clock.now();
    const before = held.get(id);
    const current = read(id, name);
    held.set(id, current);
    serials.add(`${id} ${current.facts.certificate.serial}`);
    counts.looks += 1;
    for (const { facts } of before === undefined ? [current] : [before, current]) {
      const { notAfter } = facts.certificate;
      expect(notAfter > now, `${name}: lapsed on ${notAfter.toISOString()}`);
    }
    const isNew = before?.facts.version !== current.facts.version;
    if (isNew && before !== undefined) await call(name, before);
    if (isNew || everybody || isTurn(name, cycleDays, now)) await call(name, current);
  }

  function read(id: string, name: string): Held {
    const text = world.emulator.services.kms.secrets
      .get(`ackring/${id}/self`)
      ?.versions.find(({ stages }) => stages.includes('ACSCurrent'))?.data;
    const { stored } = readCredential(text ?? '');
    if (text === undefined || stored.kind !== 'readable') {
      expect(false, `${name}: nothing to use on ${world.clock.now().toISOString()}`);
      throw new Error('unreachable');
    }
    expect(stored.facts.keyMatches, `${name}: key and certificate belong together`);
    return { facts: stored.facts, text };
  }

  async function call(name: string, { facts, text }: Held): Promise<void> {
    const { target } = readCredential(text);
    const when = world.clock.now().toISOString();
    if (target === null) return expect(false, `${name}: nowhere to call on ${when}`);
    counts.calls += 1;
    const acceptance = judgeAcceptance(
      await apiServer.whoAmI(target, { timeoutMs: 30_000 }),
      facts,
      world.clock.now(),
    );
    expect(acceptance.kind === 'accepted', `${name}: refused on ${when}: ${JSON.stringify(acceptance)}`);
  }

  async function lookAtAll(everybody: boolean): Promise<void> {
    const clusters = [...world.emulator.world.clusters.all()];
    for (let start = 0; start < clusters.length; start += sideBySide) {
      const some = clusters.slice(start, start + sideBySide);
      await Promise.all(some.map(({ id, name }) => lookAt(id, name, everybody)));
    }
  }

  return {
    counts,
    generations: () => serials.size,
    look: () => lookAtAll(false),
    callAll: () => lookAtAll(true),
  };
}
