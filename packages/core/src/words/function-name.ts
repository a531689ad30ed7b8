/** A function by name: in an FC 2.0 service, or by itself as in FC 3.0. */
export interface FunctionName {
  readonly service: string | null;
  readonly function: string;
}

/** A name with the region it may end in: `ackring-rotate@cn-hangzhou`. */
export function parseFunctionPlace(text: string): { readonly name: string; readonly region: string | null } {
  const at = text.indexOf('@');
  return at < 0
    ? { name: text, region: null }
    : { name: text.slice(0, at), region: text.slice(at + 1) || null };
}

/** `service/function`, or a plain name. */
export function parseFunctionName(text: string): FunctionName {
  const slash = text.indexOf('/');
  if (slash < 0) return { service: null, function: text };
  return { service: text.slice(0, slash), function: text.slice(slash + 1) };
}

export function functionNameText({ service, function: name }: FunctionName): string {
  return service === null ? name : `${service}/${name}`;
}
