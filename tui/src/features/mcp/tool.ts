import type * as v from 'valibot';
import type { CommandContext } from '../../shell/command.js';

export type ToolContext = Pick<CommandContext, 'services' | 'output' | 'progress' | 'signal'>;

/** One question that an assistant may ask. It reads; nothing that changes anything is a tool. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  /** For the assistant: what it is for, and what it is not. */
  readonly description: string;
  readonly input: v.GenericSchema<unknown, Readonly<Record<string, unknown>>>;
  /** Returns an object of data; throws AckringError. */
  run(input: unknown, context: ToolContext): Promise<Readonly<Record<string, unknown>>>;
}

interface ToolOf<Input extends v.GenericSchema> extends Omit<Tool, 'input' | 'run'> {
  readonly input: Input;
  run(input: v.InferOutput<Input>, context: ToolContext): Promise<Readonly<Record<string, unknown>>>;
}

/** Connects a tool's `run` to its own input, which the server has parsed by the tool's schema. */
export function defineTool<const Input extends v.GenericSchema<unknown, Readonly<Record<string, unknown>>>>(
  tool: ToolOf<Input>,
): Tool {
  return { ...tool, run: (input, context) => tool.run(input as v.InferOutput<Input>, context) };
}
