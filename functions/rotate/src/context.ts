/** Function Compute's handler context (Node.js runtimes; the fields we use). */
export interface FunctionContext {
  readonly requestId: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly securityToken?: string;
  };
  readonly function: {
    readonly name: string;
    /** MiB. */
    readonly memory: number;
    /** Seconds. */
    readonly timeout: number;
  };
  /**
   * Its name is empty in FC 3.0, where functions belong to no service; the qualifier is the invoked version or alias.
   */
  readonly service?: { readonly name?: string; readonly qualifier?: string };
  readonly region: string;
  readonly accountId: string;
}
