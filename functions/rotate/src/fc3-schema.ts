import * as v from 'valibot';

const text = v.pipe(v.string(), v.minLength(1));
const wholeNumber = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

// The fields and limits of the vendor's component (github.com/devsapp/fc3, src/schema.json, 2026), and of the FC 3.0
// API where the component leaves them open. Unknown fields are refused, since a misspelt one would be ignored.
export const propsSchema = v.strictObject({
  region: v.pipe(text, v.regex(/^(cn|ap|eu|us|me)-[a-z]+(-[0-9]+)?$/)),
  functionName: v.pipe(text, v.regex(/^[A-Za-z_][\w-]{0,127}$/)),
  description: v.optional(v.pipe(text, v.maxLength(256))),
  runtime: v.picklist(['nodejs20', 'nodejs18', 'nodejs16', 'nodejs14', 'custom.debian12']),
  customRuntimeConfig: v.optional(
    v.strictObject({ command: v.array(text), args: v.array(text), port: wholeNumber(1, 65_535) }),
  ),
  handler: v.pipe(text, v.regex(/^[\w/-]+\.\w+$/)),
  code: text,
  cpu: v.pipe(v.number(), v.minValue(0.05), v.maxValue(16)),
  memorySize: v.pipe(wholeNumber(128, 32_768), v.multipleOf(64)),
  diskSize: v.picklist([512, 10_240]),
  timeout: wholeNumber(1, 86_400),
  instanceConcurrency: wholeNumber(1, 200),
  internetAccess: v.boolean(),
  role: v.pipe(text, v.regex(/^acs:ram::\d+:role\/[\w.-]+$/)),
  vpcConfig: v.optional(v.strictObject({ vpcId: text, vSwitchIds: v.array(text), securityGroupId: text })),
  environmentVariables: v.record(v.pipe(v.string(), v.regex(/^(?!FC_)[A-Z_][A-Z0-9_]*$/)), v.string()),
  logConfig: v.strictObject({
    project: text,
    logstore: text,
    enableRequestMetrics: v.boolean(),
    enableInstanceMetrics: v.boolean(),
    logBeginRule: v.picklist(['DefaultRegex', 'None']),
  }),
  instanceLifecycleConfig: v.strictObject({
    initializer: v.strictObject({ handler: text, timeout: wholeNumber(1, 86_400) }),
  }),
  asyncInvokeConfig: v.strictObject({
    maxAsyncRetryAttempts: wholeNumber(0, 8),
    maxAsyncEventAgeInSeconds: wholeNumber(1, 2_592_000),
    asyncTask: v.boolean(),
  }),
  triggers: v.array(
    v.strictObject({
      triggerName: text,
      triggerType: v.literal('timer'),
      description: text,
      qualifier: text,
      triggerConfig: v.strictObject({ cronExpression: text, enable: v.boolean(), payload: v.string() }),
    }),
  ),
});
