import * as v from 'valibot';
import { holding } from '../openapi/operation.js';
import type { AuditLogPlace, TaskProgress, UserActivity, UserPermission } from './api.js';

const text = v.fallback(v.string(), '');
const flag = v.fallback(
  v.pipe(
    v.union([v.boolean(), v.number()]),
    v.transform((value) => Boolean(value)),
  ),
  false,
);
const permissionSchema = v.object({
  resource_id: text,
  resource_type: text,
  role_name: text,
  role_type: text,
  is_owner: flag,
});

export const permissionsSchema = holding(v.nullable(v.array(v.unknown())), permissionSchema);

/** An empty answer is not a permission. */
export function decodePermissions(body: unknown): readonly UserPermission[] | null {
  const list = v.safeParse(permissionsSchema, body);
  if (!list.success) return null;
  return (list.output ?? []).flatMap((item) => {
    const parsed = v.safeParse(permissionSchema, item);
    if (!parsed.success) return [];
    const {
      resource_id: resource,
      resource_type: type,
      role_name: name,
      role_type: kind,
      is_owner,
    } = parsed.output;
    const [cluster = '', namespace] = resource.split('/');
    return [
      {
        clusterId: cluster === '' || cluster === 'all-clusters' || type === 'console' ? null : cluster,
        namespace: namespace ?? null,
        scope: type === 'cluster' || type === 'namespace' || type === 'console' ? type : ('unknown' as const),
        role: name || kind,
        isOwner: is_owner,
      },
    ];
  });
}

export const namespacesSchema = v.array(v.string());

export function decodeNamespaces(body: unknown): readonly string[] | null {
  const parsed = v.safeParse(namespacesSchema, body);
  return parsed.success ? parsed.output : null;
}

export const activitySchema = v.object({ active: v.boolean(), last_activity: text });

/** Without the field `active` nothing is known: the answer is unreadable. */
export function decodeActivity(body: unknown): UserActivity | null {
  const parsed = v.safeParse(activitySchema, body);
  if (!parsed.success) return null;
  const ms = Date.parse(parsed.output.last_activity);
  return { isActive: parsed.output.active, lastSeen: Number.isNaN(ms) ? null : new Date(ms) };
}

export const auditLogSchema = v.object({ audit_enabled: v.boolean(), sls_project_name: text });

/**
 * The name was observed with a trailing line break. It becomes part of a host: an invalid project name counts as
 * none.
 */
export function decodeAuditLog(body: unknown): AuditLogPlace | null {
  const parsed = v.safeParse(auditLogSchema, body);
  if (!parsed.success) return null;
  const name = parsed.output.sls_project_name.trim();
  const project = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name) ? name : null;
  return { isEnabled: parsed.output.audit_enabled, project };
}

export const taskSchema = v.object({
  state: v.string(),
  error: v.fallback(v.optional(v.object({ code: text })), undefined),
});

/** Null if the answer has no state. */
export function decodeTask(body: unknown, id: string): TaskProgress | null {
  const parsed = v.safeParse(taskSchema, body);
  if (!parsed.success) return null;
  const { state, error } = parsed.output;
  // A state other than these two is not the end, whatever its name.
  const known = { success: 'succeeded', fail: 'failed', failed: 'failed' } as const;
  const end = Object.entries(known).find(([name]) => name === state)?.[1];
  return { id, state: end ?? 'running', errorCode: error?.code || null };
}

export const begunTaskSchema = v.object({ task_id: v.pipe(v.string(), v.minLength(1)) });

/** For a change that continues as a task; null if the answer names none. */
export function taskIdOf(body: unknown): string | null {
  const parsed = v.safeParse(begunTaskSchema, body);
  return parsed.success ? parsed.output.task_id : null;
}
