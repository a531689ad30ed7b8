import * as v from 'valibot';
import { say } from '../../words/say.js';
import { readPages, wholeList } from '../ack/pages.js';
import { createRpcCaller, type RpcOptions } from '../openapi/call.js';
import { holding, type ServiceRecord } from '../openapi/operation.js';

/** A member account of a resource directory. */
export interface DirectoryMember {
  /** Sixteen digits. */
  readonly accountId: string;
  /** As the directory calls it; not unique. */
  readonly name: string;
  /** The vendor is deleting the account: its roles cannot be assumed. */
  readonly isBeingDeleted: boolean;
}

export interface ResourceDirectory {
  /** All members, without the management account. Throws ResponseUnreadable for an incomplete list. */
  members(signal?: AbortSignal): Promise<readonly DirectoryMember[]>;
}

const memberSchema = v.object({
  // It becomes part of a role's name.
  AccountId: v.pipe(v.string(), v.regex(/^\d{16}$/)),
  DisplayName: v.optional(v.nullable(v.string())),
  DeletionStatus: v.optional(v.nullable(v.string())),
});

const membersSchema = v.object({
  TotalCount: v.number(),
  Accounts: v.object({ Account: holding(v.array(memberSchema), memberSchema) }),
});

/** What we call of the directory: only its management account and delegated administrators may. */
export const resourceDirectoryService = {
  product: 'resourcedirectorymaster',
  version: '2022-04-19',
  style: 'RPC',
  signature: 'ACS3-HMAC-SHA256',
  operations: {
    ListAccounts: {
      method: 'POST',
      path: '/',
      form: ['PageNumber', 'PageSize'],
      answer: membersSchema,
      permission: 'resourcemanager:ListAccounts',
    },
  },
} as const satisfies ServiceRecord;

/** ListAccounts' most. */
const pageSize = 100;

export function createResourceDirectory(options: RpcOptions): ResourceDirectory {
  const call = createRpcCaller(resourceDirectoryService, options);
  const doing = say('list the members of the resource directory');
  return {
    members: async (signal) => {
      const listing = await readPages(
        async (page) => {
          const parameters = { PageNumber: String(page), PageSize: String(pageSize) };
          const answer = await call({ operation: 'ListAccounts', parameters, doing }, signal);
          const items = answer.Accounts.Account.map(toMember);
          return { items, received: items.length, total: answer.TotalCount };
        },
        ({ accountId }) => accountId,
      );
      return wholeList(listing, doing);
    },
  };
}

function toMember({
  AccountId,
  DisplayName,
  DeletionStatus,
}: v.InferOutput<typeof memberSchema>): DirectoryMember {
  // A deletion that is only being checked, or that failed, leaves the account as it was.
  return {
    accountId: AccountId,
    name: DisplayName ?? '',
    isBeingDeleted: DeletionStatus === 'Deleting',
  };
}
