type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment for a program that is not to call Alibaba Cloud in our name: without the keys and tokens,
 * under any of the prefixes that the vendor's tools, its SDKs and Terraform read.
 */
export function withoutKeys(environment: Environment): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !keyVariable.test(name)));
}

const keyVariable = /^(?:ALIBABA_?CLOUD|ALICLOUD|ALIYUN)_.*(?:KEY|SECRET|TOKEN|CREDENTIAL)/i;
