import { ApiError } from '../../http/reply.js';

/** Limits of generic secrets, from the vendor's API reference. */
export const secretLimits = {
  nameCharacters: 192,
  versionIdCharacters: 64,
  dataBytes: 30_720,
  versions: 10,
  stages: 8,
  stageCharacters: 64,
} as const;

export const currentStage = 'ACSCurrent';
export const previousStage = 'ACSPrevious';

/** One stored value. Instants are in the wire's format, such as `2026-11-24T08:00:00Z`. */
export interface SecretVersion {
  readonly id: string;
  readonly data: string;
  readonly dataType: string;
  readonly created: string;
  readonly stages: readonly string[];
}

/** A generic secret; versions are oldest first. */
export interface Secret {
  readonly name: string;
  readonly description: string;
  readonly encryptionKeyId: string | null;
  readonly instanceId: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly created: string;
  readonly updated: string;
  readonly plannedDelete: string | null;
  readonly versions: readonly SecretVersion[];
}

export interface NewVersion {
  readonly id: string;
  readonly data: string;
  readonly dataType: string;
  /** Empty means `ACSCurrent`. */
  readonly stages: readonly string[];
}

/**
 * Stores a value as a new version. The same version id with the same value changes nothing and succeeds; with another
 * value it is refused. Beyond ten versions the oldest without a stage is dropped.
 */
export function putVersion(secret: Secret, version: NewVersion, now: string): Secret {
  checkVersion(version);
  const existing = secret.versions.find((candidate) => candidate.id === version.id);
  if (existing?.data === version.data) return secret;
  if (existing) throw new ApiError(409, 'Rejected.ResourceExist', 'The resource already exists.');

  const stages = version.stages.length > 0 ? version.stages : [currentStage];
  const bare: SecretVersion = {
    id: version.id,
    data: version.data,
    dataType: version.dataType,
    created: now,
    stages: [],
  };
  const stored: Secret = { ...secret, updated: now, versions: [...secret.versions, bare] };
  const staged = stages.reduce<Secret>((state, stage) => attachStage(state, stage, version.id, true), stored);
  return dropOldest(checkStageCount(staged));
}

export interface StageMove {
  readonly stage: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Whether the version that loses `ACSCurrent` becomes `ACSPrevious`. */
  readonly previousFollows: boolean;
}

/** Adds a stage to a version, removes it from one, or moves it. The cloud's two stages can only be moved. */
export function moveStage(secret: Secret, move: StageMove, now: string): Secret {
  if (!move.from && !move.to) throw invalid('One of RemoveFromVersion and MoveToVersion is required.');
  checkStage(move.stage);
  for (const id of [move.from, move.to]) if (id) versionById(secret, id);
  if (move.from && !versionById(secret, move.from).stages.includes(move.stage)) {
    throw invalid(`The version does not carry the stage ${move.stage}.`);
  }
  const updated: Secret = { ...secret, updated: now };
  if (move.to) return checkStageCount(attachStage(updated, move.stage, move.to, move.previousFollows));
  if (move.stage === currentStage || move.stage === previousStage) {
    throw invalid(`The stage ${move.stage} cannot be removed, only moved.`);
  }
  return withoutStage(updated, move.stage);
}

/** The requested version: by id, by stage, by both at once, or the current one. */
export function findVersion(secret: Secret, id: string | null, stage: string | null): SecretVersion {
  const wanted = stage ?? (id ? null : currentStage);
  const found = secret.versions.find(
    (version) => (!id || version.id === id) && (!wanted || version.stages.includes(wanted)),
  );
  if (!found) throw notFound();
  return found;
}

/** Refuses a secret that is scheduled for deletion. */
export function checkUsable(secret: Secret): Secret {
  if (!secret.plannedDelete) return secret;
  throw new ApiError(409, 'Rejected.ResourceInDeleteWindow', 'The secret is planned to be deleted.');
}

export function notFound(): ApiError {
  return new ApiError(404, 'Forbidden.ResourceNotFound', 'Resource not found.');
}

export function invalid(message: string): ApiError {
  return new ApiError(400, 'InvalidParameter', message);
}

function versionById(secret: Secret, id: string): SecretVersion {
  return findVersion(secret, id, null);
}

function attachStage(secret: Secret, stage: string, to: string, previousFollows: boolean): Secret {
  const holder = secret.versions.find((version) => version.stages.includes(stage));
  if (holder?.id === to) return secret;
  const moved = withStage(withoutStage(secret, stage), stage, to);
  if (stage !== currentStage || !holder || !previousFollows) return moved;
  return withStage(withoutStage(moved, previousStage), previousStage, holder.id);
}

function withStage(secret: Secret, stage: string, id: string): Secret {
  return mapVersions(secret, (version) =>
    version.id === id ? { ...version, stages: [...version.stages, stage] } : version,
  );
}

function withoutStage(secret: Secret, stage: string): Secret {
  return mapVersions(secret, (version) => ({
    ...version,
    stages: version.stages.filter((candidate) => candidate !== stage),
  }));
}

function mapVersions(secret: Secret, change: (version: SecretVersion) => SecretVersion): Secret {
  return { ...secret, versions: secret.versions.map(change) };
}

function dropOldest(secret: Secret): Secret {
  if (secret.versions.length <= secretLimits.versions) return secret;
  const oldest = secret.versions.findIndex((version) => version.stages.length === 0);
  return { ...secret, versions: secret.versions.toSpliced(Math.max(0, oldest), 1) };
}

function checkStageCount(secret: Secret): Secret {
  const count = secret.versions.reduce((sum, version) => sum + version.stages.length, 0);
  if (count > secretLimits.stages)
    throw new ApiError(400, 'Rejected.LimitExceeded', 'Too many version stages.');
  return secret;
}

function checkVersion(version: NewVersion): void {
  if (!version.id) throw invalid('The parameter VersionId is required.');
  if (version.id.length > secretLimits.versionIdCharacters)
    throw invalid('VersionId is longer than 64 characters.');
  if (!version.data) throw invalid('The parameter SecretData is required.');
  if (Buffer.byteLength(version.data) > secretLimits.dataBytes) {
    throw invalid('SecretData is larger than 30720 bytes.');
  }
  if (version.dataType !== 'text' && version.dataType !== 'binary')
    throw invalid('SecretDataType is not valid.');
  version.stages.forEach(checkStage);
}

function checkStage(stage: string): void {
  if (!stage || stage.length > secretLimits.stageCharacters) throw invalid('VersionStage is not valid.');
}
