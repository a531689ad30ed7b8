/** A resource directory as a source of accounts: a role is assumed in each member, with one profile's credentials. */
export interface Directory {
  /** Of the Alibaba Cloud CLI, of the management account or a delegated administrator. */
  readonly profile: string;
  /** The role's name, the same in every member. */
  readonly role: string;
  /** What the role's trust policy asks for; null for nothing. */
  readonly externalId: string | null;
  /** Accounts of members that are not asked. */
  readonly without: readonly string[];
}

/** The role that the vendor makes in every member which a directory creates. It may do anything. */
export const usualDirectoryRole = 'ResourceDirectoryAccountAccessRole';

/** What a member is called wherever a profile is named: `PROFILE@ACCOUNT`. */
export function memberProfile({ profile }: Pick<Directory, 'profile'>, accountId: string): string {
  return `${profile}@${accountId}`;
}

/** The account of the member that a profile's name means; null for any other name. */
export function memberAccount(name: string, directory: Pick<Directory, 'profile'> | null): string | null {
  if (directory === null || !name.startsWith(`${directory.profile}@`)) return null;
  return /^\d{16}$/.exec(name.slice(directory.profile.length + 1))?.[0] ?? null;
}
