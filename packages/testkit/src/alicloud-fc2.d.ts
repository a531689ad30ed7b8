declare module '@alicloud/fc2' {
  interface Fc2Config {
    accessKeyID: string;
    accessKeySecret: string;
    securityToken?: string;
    region: string;
    endpoint?: string;
    timeout?: number;
    headers?: Record<string, string>;
  }

  interface Fc2Response {
    headers: Record<string, string>;
    data: unknown;
  }

  /** The part of the vendor's untyped client that tests use. */
  export default class Client {
    constructor(accountId: string, config: Fc2Config);
    getTempBucketToken(): Promise<{
      data: {
        credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string };
        ossBucket: string;
        objectName: string;
      };
    }>;
    getService(service: string): Promise<Fc2Response>;
    listFunctions(service: string, options?: object): Promise<Fc2Response>;
    getFunction(service: string, name: string): Promise<Fc2Response>;
    updateFunction(service: string, name: string, options: object): Promise<Fc2Response>;
    invokeFunction(
      service: string,
      name: string,
      event: string | Buffer,
      headers?: Record<string, string>,
      qualifier?: string,
    ): Promise<Fc2Response>;
    createTrigger(service: string, name: string, options: object): Promise<Fc2Response>;
    listTriggers(service: string, name: string): Promise<Fc2Response>;
    getTrigger(service: string, name: string, trigger: string): Promise<Fc2Response>;
    updateTrigger(service: string, name: string, trigger: string, options: object): Promise<Fc2Response>;
    deleteTrigger(service: string, name: string, trigger: string): Promise<Fc2Response>;
    getFunctionAsyncConfig(service: string, name: string, qualifier?: string): Promise<Fc2Response>;
    putFunctionAsyncConfig(
      service: string,
      name: string,
      qualifier: string | undefined,
      options: object,
    ): Promise<Fc2Response>;
  }
}
