/** Hands on what comes in batches, so that a flood of answers is a few changes of the screen. */
export async function gather<T>(
  source: AsyncIterable<T>,
  options: { readonly everyMs: number; readonly signal: AbortSignal; readonly take: (batch: T[]) => void },
): Promise<void> {
  const { everyMs, signal, take } = options;
  let batch: T[] = [];
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    if (signal.aborted || batch.length === 0) return;
    take(batch);
    batch = [];
  };
  try {
    for await (const item of source) {
      if (signal.aborted) return;
      batch.push(item);
      timer ??= setTimeout(flush, everyMs);
    }
  } finally {
    if (timer !== null) clearTimeout(timer);
    flush();
  }
}
