import { ApiError, emptyReply, jsonReply, type Reply, wireTime } from '../../http/reply.js';
import { bodyOf, type FcCall, permittedFunction } from './call.js';
import type { Alias, FunctionEntry, PublishedVersion } from './function-entry.js';

/** Publishes the function as it is now; its number is in the answer. */
export function publishVersion(call: FcCall): Reply {
  const entry = permittedFunction(call, 'PublishFunctionVersion');
  return jsonReply(200, versionBody(call.registry.publish(entry, textOf(call, 'description') ?? '')));
}

/** Newest first. */
export function listVersions(call: FcCall): Reply {
  const { versions } = permittedFunction(call, 'ListFunctionVersions');
  return jsonReply(200, {
    direction: 'BACKWARD',
    versions: [...versions.values()].toReversed().map(versionBody),
  });
}

/** One that an alias points to stays. */
export function deleteVersion(call: FcCall): Reply {
  const entry = permittedFunction(call, 'DeleteFunctionVersion');
  const id = call.path['version'] ?? '';
  const alias = [...entry.aliases.values()].find(({ versionId }) => versionId === id);
  if (alias) throw new ApiError(400, 'InvalidArgument', `version '${id}' is used by alias '${alias.name}'`);
  const version = entry.versions.get(id);
  if (version) void call.registry.withdraw(entry, version);
  return emptyReply(204);
}

export function createAlias(call: FcCall): Reply {
  const entry = permittedFunction(call, 'CreateAlias');
  const name = textOf(call, 'aliasName') ?? '';
  if (!/^[a-zA-Z_][\w-]{0,127}$/.test(name))
    throw new ApiError(400, 'InvalidArgument', 'aliasName is invalid');
  if (entry.aliases.has(name)) {
    throw new ApiError(409, 'AliasAlreadyExists', `alias '${name}' already exists`);
  }
  return jsonReply(200, setAlias(call, entry, { name, description: '' }));
}

export function updateAlias(call: FcCall): Reply {
  const entry = permittedFunction(call, 'UpdateAlias');
  return jsonReply(200, setAlias(call, entry, named(call, entry)));
}

export function getAlias(call: FcCall): Reply {
  const entry = permittedFunction(call, 'GetAlias');
  return jsonReply(200, aliasBody(named(call, entry)));
}

export function listAliases(call: FcCall): Reply {
  const { aliases } = permittedFunction(call, 'ListAliases');
  return jsonReply(200, { aliases: [...aliases.values()].map(aliasBody) });
}

export function deleteAlias(call: FcCall): Reply {
  const entry = permittedFunction(call, 'DeleteAlias');
  entry.aliases.delete(named(call, entry).name);
  return emptyReply(204);
}

function setAlias(
  call: FcCall,
  { versions, aliases }: FunctionEntry,
  before: Pick<Alias, 'name' | 'description'> & Partial<Alias>,
): Record<string, unknown> {
  const versionId = textOf(call, 'versionId') ?? before.versionId ?? '';
  if (!versions.has(versionId)) {
    throw new ApiError(404, 'VersionNotFound', `version '${versionId}' does not exist`);
  }
  const now = wireTime(call.registry.world.clock.now());
  const alias: Alias = {
    name: before.name,
    versionId,
    description: textOf(call, 'description') ?? before.description,
    created: before.created ?? now,
    modified: now,
  };
  aliases.set(alias.name, alias);
  return aliasBody(alias);
}

function named(call: FcCall, { aliases }: FunctionEntry): Alias {
  const name = call.path['alias'] ?? '';
  const alias = aliases.get(name);
  if (alias) return alias;
  throw new ApiError(404, 'AliasNotFound', `alias '${name}' does not exist`);
}

function textOf(call: FcCall, name: string): string | null {
  const value = bodyOf(call)[name];
  return typeof value === 'string' ? value : null;
}

function versionBody({ id, description, created }: PublishedVersion): Record<string, unknown> {
  return { versionId: id, description, createdTime: created, lastModifiedTime: created };
}

function aliasBody({ name, versionId, description, created, modified }: Alias): Record<string, unknown> {
  return {
    aliasName: name,
    versionId,
    description,
    additionalVersionWeight: {},
    createdTime: created,
    lastModifiedTime: modified,
  };
}
