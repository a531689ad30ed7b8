import { delimiter, isAbsolute } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment for a program that is not to call Alibaba Cloud in our name: without the keys and tokens,
 * under any of the prefixes that the vendor's tools, its SDKs and Terraform read.
 */
export function withoutKeys(environment: Environment): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !keyVariable.test(name)));
}

/**
 * The environment with PATH's whole paths only, as Go's programs look them up, kubectl among them: an empty member
 * and `.` mean the current folder, where a `kubectl` or an `ssh` may be anybody's.
 */
export function withWholePaths<E extends Environment>(environment: E): E {
  const { PATH } = environment;
  if (PATH === undefined) return environment;
  // An empty one would mean the current folder again.
  return { ...environment, PATH: PATH.split(delimiter).filter(isAbsolute).join(delimiter) || defaultPath };
}

const defaultPath = ['/usr/bin', '/bin'].join(delimiter);

const keyVariable = /^(?:ALIBABA_?CLOUD|ALICLOUD|ALIYUN)_.*(?:KEY|SECRET|TOKEN|CREDENTIAL)/i;
