import type * as v from 'valibot';
import type { CommandContext } from '../../shell/command.js';
import type { Services } from '../../world/services.js';

export type ToolContext = Asking<Services>;

/** Where a tool runs; `Reach` is all of the program that it may call. */
export interface Asking<Reach> extends Pick<CommandContext, 'output' | 'progress' | 'signal'> {
  readonly services: Reach;
}

/** One question that an assistant may ask. It reads; nothing that changes anything is a tool. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  /** For the assistant: what it is for, and what it is not. */
  readonly description: string;
  readonly input: v.GenericSchema<unknown, Readonly<Record<string, unknown>>>;
  /** What `run` is given of the program: the rest is out of its reach, whatever an assistant makes it do. */
  reach(services: Services): object;
  /** Returns an object of data; throws AckringError. */
  run(input: unknown, context: ToolContext): Promise<Readonly<Record<string, unknown>>>;
}

interface ToolOf<Input extends v.GenericSchema, Reach> extends Omit<Tool, 'input' | 'reach' | 'run'> {
  readonly input: Input;
  reach(services: Services): Reach;
  run(input: v.InferOutput<Input>, context: Asking<Reach>): Promise<Readonly<Record<string, unknown>>>;
}

/** Connects a tool's `run` to its own input, which the server has parsed by the tool's schema, and to its own reach. */
export function defineTool<
  const Input extends v.GenericSchema<unknown, Readonly<Record<string, unknown>>>,
  Reach extends object,
>(tool: ToolOf<Input, Reach>): Tool {
  return {
    ...tool,
    run: (input, context) =>
      tool.run(input as v.InferOutput<Input>, { ...context, services: tool.reach(context.services) }),
  };
}
