interface Frame {
  readonly isObject: boolean;
  readonly path: string;
  readonly keys: Set<string>;
  /** Of the next value. */
  key: string;
  index: number;
  isKeyNext: boolean;
}

/**
 * The paths of duplicate members in a JSON text, in Kubernetes' notation: `data.a`. JSON.parse silently keeps the
 * last. The text must be valid.
 */
export function duplicateFields(text: string): readonly string[] {
  const found = new Set<string>();
  const stack: Frame[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    const frame = stack.at(-1);
    if (token === '{' || token === '[') stack.push(frameOf(token, frame));
    else if (token === '}' || token === ']') stack.pop();
    else if (token === ',' && frame) next(frame);
    else if (frame?.isObject && frame.isKeyNext && token.startsWith('"'))
      noteKey(frame, JSON.parse(token), found);
  }
  return [...found];
}

function frameOf(token: string, above: Frame | undefined): Frame {
  const isObject = token === '{';
  return {
    isObject,
    path: above ? pathIn(above) : '',
    keys: new Set(),
    key: '',
    index: 0,
    isKeyNext: isObject,
  };
}

function pathIn({ isObject, path, key, index }: Frame): string {
  if (!isObject) return `${path}[${index}]`;
  return path === '' ? key : `${path}.${key}`;
}

function next(frame: Frame): void {
  frame.index += 1;
  frame.isKeyNext = frame.isObject;
}

function noteKey(frame: Frame, key: string, found: Set<string>): void {
  frame.key = key;
  frame.isKeyNext = false;
  if (frame.keys.has(key)) found.add(pathIn(frame));
  frame.keys.add(key);
}
