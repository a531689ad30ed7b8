import type * as v from 'valibot';
import { AckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import {
  proveNewer,
  type ReadCredential,
  readCredential,
  readKnown,
  type StoredCredential,
} from '../credential/credential.js';
import type { PlugIn } from '../plug-in/plug-in.js';

/** A kind of sink. */
export interface SinkPlugIn<Schema extends v.GenericSchema<unknown, { readonly kind: string }>>
  extends PlugIn<Schema, Sink> {
  /** Whether its sinks have room for reports and the memory of alarms: none where every job would be given them. */
  readonly keepsMemory: boolean;
}

/** The place of one credential: a name inside each sink. */
export interface CredentialKey {
  readonly clusterId: string;
  /** A cluster's name, for sinks with names that people read. */
  readonly clusterName: string;
  /** `self`, the role's name, or the uid. */
  readonly identity: string;
  /** Its address in the one sink, as it was first made; omitted where it follows from the others. */
  readonly place?: string;
  /** The cluster's tags, for sinks with labels; omitted if unknown. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** One version of a credential: a complete kubeconfig. Its text holds a private key. */
export interface CredentialVersion {
  readonly id: string;
  readonly text: string;
  /** The version that it replaces although that one ends later: it was found useless. */
  readonly replaces?: string | null;
}

/**
 * A place where consumers find their kubeconfig. Each method is idempotent, so that a run killed anywhere is finished
 * by the next, and throws AckringError only. Until `promote` returns, `read` returns the old version.
 */
export interface Sink {
  /** Its name in reports, such as `kms:ackring/` or `file:./keys`. */
  readonly name: string;
  /** The current version's text, or null if there is none. */
  read(key: CredentialKey, signal?: AbortSignal): Promise<string | null>;
  /** Set where nobody reads a credential back: `read` gives what is known of it, as `knownOf` says it. */
  readonly isSealed?: true;
  /** Puts a version beside the current one. */
  stage(key: CredentialKey, version: CredentialVersion, signal?: AbortSignal): Promise<void>;
  /** Makes a staged version the current one; throws Conflict if a newer one replaced it meanwhile. */
  promote(key: CredentialKey, version: CredentialVersion, signal?: AbortSignal): Promise<void>;
  /**
   * Refuses what asking already shows that a delivery would be refused for, such as a key that is not there. Silent
   * about what may not be asked: a plan calls it, and a delivery needs no right to ask.
   */
  check?(signal?: AbortSignal): Promise<void>;
  /** What it is reached with itself, and nobody renews; absent if that is the role's own, which does not end. */
  readonly access?: (signal?: AbortSignal) => Promise<SinkAccess>;
  /** Our credentials in it; absent if a sink cannot list. */
  readonly places?: SinkPlaces;
  /** Where reports and the memory of alarms are kept; null for a sink without room for them. */
  readonly documents: DocumentStore | null;
}

/** The credential that a sink itself is reached with, which no run renews. */
export interface SinkAccess {
  /** For people, such as `hub kubeconfig kms:hub`. */
  readonly name: string;
  /** Null if it does not end, or does not say. */
  readonly until: Date | null;
  /** How to replace it. */
  readonly remedy: Sentence;
}

/** One credential in a sink: its name there, and its cluster. */
export interface StoredPlace {
  readonly name: string;
  readonly clusterId: string;
  /** Whose it is, if the sink says so. */
  readonly identity?: string | null;
}

/** Maps credentials to a sink's names and back: it finds those without a cluster or holder. */
interface SinkPlaces {
  /** Our credentials in it, no documents; reads no key if the sink allows it. */
  list(signal?: AbortSignal): Promise<readonly StoredPlace[]>;
  /** Set if names in it may change while the place stays: a cluster's name is in them. */
  readonly isNamedByPeople?: true;
  /** The credential's name there. */
  nameOf(key: CredentialKey): string;
}

/** Stores small JSON documents without secrets: reports, and the memory of alarms. */
export interface DocumentStore {
  /** Whether a document of this text fits. */
  fits(text: string): boolean;
  read(name: string, signal?: AbortSignal): Promise<string | null>;
  write(name: string, text: string, signal?: AbortSignal): Promise<void>;
  /**
   * Writes over what was read, and throws Conflict if another run wrote meanwhile. Absent from a store that cannot tell:
   * there whoever writes last wins.
   */
  replace?(name: string, change: DocumentChange, signal?: AbortSignal): Promise<void>;
}

export interface DocumentChange {
  /** What was read; null if nothing was there. */
  readonly over: string | null;
  readonly text: string;
}

/** What a sink gave, and how to use it: null where nobody reads it back. */
export function readIn({ isSealed }: Pick<Sink, 'isSealed'>, text: string): ReadCredential {
  return isSealed ? { stored: readKnown(text), target: null } : readCredential(text);
}

/**
 * The final check before a version replaces the current one: another run may have been faster. Throws Conflict if the
 * current one is usable and ends later than the new one.
 */
export function refuseOlder(sink: string, current: string | null, next: CredentialVersion): void {
  if (current !== null) refuseOlderThan(sink, readCredential(current).stored, next);
}

/** The same for what is known of the current one. */
export function refuseOlderThan(sink: string, stored: StoredCredential, next: CredentialVersion): void {
  const incoming = readCredential(next.text).stored;
  const isRefused = stored.kind === 'readable' && stored.facts.version === next.replaces;
  if (incoming.kind === 'readable' && proveNewer(incoming.facts, stored, isRefused) === 'older')
    throw overtaken(sink);
}

/** The failure of one of several sinks. */
export function namingSink(error: AckringError, { name }: Pick<Sink, 'name'>): AckringError {
  return new AckringError(error.code, say('{name}: {problem}', { name, problem: error.sentence }), {
    remedy: error.said.remedy,
    requestId: error.requestId ?? undefined,
    cause: error,
  });
}

/** Another run was faster, and stored a newer one. */
export function overtaken(sink: string): AckringError {
  return new AckringError('Conflict', say('{sink} already holds a newer version', { sink }), {
    remedy: say('Nothing needs doing: another run was quicker, and consumers have the newer one.'),
  });
}

/** Another run wrote a document after it was read. */
export function writtenMeanwhile(document: string): AckringError {
  return new AckringError('Conflict', say('another run wrote {document} meanwhile', { document }), {
    remedy: say('Nothing needs doing: the next run writes it again.'),
  });
}

/** Whether a version is proven newer than another: a mere repair is not. */
export function isNewer(current: string, next: string): boolean {
  const incoming = readCredential(next).stored;
  return (
    incoming.kind === 'readable' && proveNewer(incoming.facts, readCredential(current).stored) === 'newer'
  );
}
