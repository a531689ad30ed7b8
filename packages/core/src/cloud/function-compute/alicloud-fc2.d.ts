// The package has no types; these are the calls we make.
declare module '@alicloud/fc2' {
  export interface FcConfig {
    readonly accessKeyID: string;
    readonly accessKeySecret: string;
    readonly securityToken?: string;
    readonly region: string;
    readonly secure: boolean;
    readonly endpoint?: string;
    readonly timeout: number;
  }

  export interface FcResponse {
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly data: unknown;
  }

  export default class FC2 {
    constructor(accountId: string, config: FcConfig);
    securityToken?: string;
    getService(service: string): Promise<FcResponse>;
    getFunction(service: string, name: string): Promise<FcResponse>;
    listTriggers(service: string, name: string): Promise<FcResponse>;
    getFunctionAsyncConfig(service: string, name: string, qualifier?: string): Promise<FcResponse>;
    invokeFunction(
      service: string,
      name: string,
      event: string,
      headers: Readonly<Record<string, string>>,
      qualifier?: string,
    ): Promise<FcResponse>;
  }
}
