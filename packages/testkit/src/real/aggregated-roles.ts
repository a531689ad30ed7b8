import type { RealApiServer } from './real-api-server.js';

const roles = '/apis/rbac.authorization.k8s.io/v1/clusterroles';

/** Fills `view`, `edit` and `admin` from the roles labelled for them, as the controller manager would. */
export async function aggregateDefaultRoles(server: Pick<RealApiServer, 'ask' | 'admin'>): Promise<void> {
  // In this order: `edit` includes `view`, `admin` includes `edit`.
  for (const name of ['view', 'edit', 'admin']) {
    const selector = encodeURIComponent(`rbac.authorization.k8s.io/aggregate-to-${name}=true`);
    const parts = await server.ask(server.admin, 'GET', `${roles}?labelSelector=${selector}`);
    const rules = itemsOf(parts.body).flatMap((part) => part.rules ?? []);
    const { body } = await server.ask(server.admin, 'GET', `${roles}/${name}`);
    const put = await server.ask(server.admin, 'PUT', `${roles}/${name}`, { ...body, rules });
    if (put.status !== 200) throw new Error(`the role ${name} took no rules: ${JSON.stringify(put)}`);
  }
}

interface RolePart {
  readonly rules?: readonly unknown[] | null;
}

function itemsOf({ items }: Readonly<Record<string, unknown>>): readonly RolePart[] {
  return Array.isArray(items) ? items : [];
}
