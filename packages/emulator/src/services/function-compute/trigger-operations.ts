import { randomUUID } from 'node:crypto';
import { ApiError, emptyReply, jsonReply, type Reply, wireTime } from '../../http/reply.js';
import { bodyOf, type FcCall, permittedFunction } from './call.js';
import type { FunctionEntry } from './function-entry.js';
import type { Trigger } from './trigger.js';

/** A function's triggers. */
export function listTriggers(call: FcCall): Reply {
  const entry = permittedFunction(call, 'ListTriggers', '/triggers/*');
  return jsonReply(200, {
    triggers: [...entry.triggers.values()].map((trigger) => told(call, entry, trigger)),
  });
}

export function getTrigger(call: FcCall): Reply {
  const { entry, trigger } = named(call, 'GetTrigger');
  return jsonReply(200, told(call, entry, trigger));
}

export function createTrigger(call: FcCall): Reply {
  const entry = permittedFunction(call, 'CreateTrigger', '/triggers/*');
  const body = bodyOf(call);
  const name = text(body, 'triggerName', '');
  if (!/^[a-zA-Z_][\w-]{0,127}$/.test(name))
    throw new ApiError(400, 'InvalidArgument', 'triggerName is invalid');
  if (entry.triggers.has(name)) {
    throw new ApiError(
      409,
      'TriggerAlreadyExists',
      `trigger '${name}' already exists in function '${entry.fn.name}'`,
    );
  }
  const now = wireTime(call.registry.world.clock.now());
  const trigger: Trigger = {
    id: randomUUID(),
    name,
    type: text(body, 'triggerType', 'timer'),
    description: text(body, 'description', ''),
    invocationRole: text(body, 'invocationRole', ''),
    qualifier: text(body, 'qualifier', ''),
    config: call.dialect.triggerConfig(body['triggerConfig']),
    created: now,
    modified: now,
  };
  call.registry.setTrigger(entry, trigger);
  return jsonReply(200, told(call, entry, trigger));
}

/** Replaces the members that were sent; a timer follows its new expression from now on. */
export function updateTrigger(call: FcCall): Reply {
  const { entry, trigger } = named(call, 'UpdateTrigger');
  const body = bodyOf(call);
  const given = body['triggerConfig'];
  const changed: Trigger = {
    ...trigger,
    description: text(body, 'description', trigger.description),
    invocationRole: text(body, 'invocationRole', trigger.invocationRole),
    qualifier: text(body, 'qualifier', trigger.qualifier),
    config: given === undefined ? trigger.config : call.dialect.triggerConfig(given),
    modified: wireTime(call.registry.world.clock.now()),
  };
  call.registry.setTrigger(entry, changed);
  return jsonReply(200, told(call, entry, changed));
}

export function deleteTrigger(call: FcCall): Reply {
  const { entry, trigger } = named(call, 'DeleteTrigger');
  call.registry.removeTrigger(entry, trigger.name);
  return emptyReply(204);
}

function named(call: FcCall, action: string): { entry: FunctionEntry; trigger: Trigger } {
  const name = call.path['trigger'] ?? '';
  const entry = permittedFunction(call, action, `/triggers/${name}`);
  const trigger = entry.triggers.get(name);
  if (trigger) return { entry, trigger };
  throw new ApiError(
    404,
    'TriggerNotFound',
    `trigger '${name}' does not exist in function '${entry.fn.name}'`,
  );
}

function told(call: FcCall, { fn }: FunctionEntry, trigger: Trigger): Record<string, unknown> {
  return call.dialect.triggerBody(trigger, fn, call.registry.world.identities.accountId);
}

function text(body: Readonly<Record<string, unknown>>, name: string, otherwise: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : otherwise;
}
