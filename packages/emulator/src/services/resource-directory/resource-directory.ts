import { ApiError } from '../../http/reply.js';
import { permitOrRefuse } from '../../ram/evaluate.js';
import type { DirectoryMember, World } from '../../world/world.js';
import { assuming, createRpcService, integer, leavingOut, type RpcCall } from '../rpc/rpc-service.js';
import type { Service } from '../service.js';

const permit = permitOrRefuse({
  status: 403,
  code: 'NoPermission',
  message: () => 'The user is not authorized to do this action.',
});

/** The resource directory of the first account, which is its management account. */
export function createResourceDirectory(world: World): Service {
  return createRpcService({
    world,
    product: 'ResourceDirectoryMaster',
    version: '2022-04-19',
    operations: {
      ListAccounts: leavingOut(
        ['NextToken', 'Tags', 'ResourceDirectoryPath'],
        assuming('that a member is refused as one without a directory', (call) => listAccounts(world, call)),
      ),
    },
  });
}

function listAccounts(world: World, { caller, parameters }: RpcCall): Record<string, unknown> {
  permit(caller, 'resourcemanager:ListAccounts', '*');
  const { directory, identities } = world;
  if (directory === null || caller.identity.accountId !== identities.accountId) {
    throw new ApiError(
      404,
      'EntityNotExists.ResourceDirectory',
      'The resource directory for the account is not enabled.',
    );
  }
  const number = integer(parameters, 'PageNumber', { least: 1, most: 10_000, otherwise: 1 });
  const size = integer(parameters, 'PageSize', { least: 1, most: 100, otherwise: 10 });
  const members = [...directory.values()];
  const shown = members.slice((number - 1) * size, number * size);
  return {
    PageNumber: number,
    PageSize: size,
    TotalCount: members.length,
    Accounts: { Account: shown.map((member) => accountOf(member, world)) },
  };
}

/** Members as in the reference of ListAccounts, 2022-04-19. */
function accountOf({ id, name, state }: DirectoryMember, { toldAt }: World) {
  return {
    AccountId: id,
    AccountName: `${name}@rd.example`,
    DisplayName: name,
    DeletionStatus: state === 'deleting' ? 'Deleting' : '',
    FolderId: 'fd-ackring',
    JoinMethod: 'created',
    JoinTime: toldAt.toISOString(),
    ModifyTime: toldAt.toISOString(),
    ResourceDirectoryId: 'rd-ackring',
    Status: 'CreateSuccess',
    Type: 'ResourceAccount',
  };
}
