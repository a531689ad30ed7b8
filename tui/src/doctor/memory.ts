import { type Finding, warning } from './finding.js';

/**
 * What a crash or a switch of Node's would give away, of which this program cannot keep it: nothing to say where
 * there is no such danger. `coreFileLimit` is the soft limit as `ulimit -c` shows it; null where there is none.
 */
export function memoryFindings(
  coreFileLimit: string | number | null,
  environment: Readonly<Record<string, string | undefined>>,
): readonly Finding[] {
  const isDumped = coreFileLimit !== null && coreFileLimit !== 0 && coreFileLimit !== '0';
  const trustsAnybody = environment['NODE_TLS_REJECT_UNAUTHORIZED'] === '0';
  return [
    ...(isDumped
      ? [
          warning(
            'memory',
            'a crash would write the memory to a file, keys included (core dumps are on)',
            'Switch them off in this shell: `ulimit -c 0`.',
          ),
        ]
      : []),
    ...(trustsAnybody
      ? [
          warning(
            'tls',
            'NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored here: anybody could answer in the cloud’s name',
            'Unset it; an authority of your own goes into NODE_EXTRA_CA_CERTS=FILE.',
          ),
        ]
      : []),
  ];
}

/** The soft limit of core files; null where the system has none. */
export function coreFileLimit(): string | number | null {
  const { report } = process;
  // Else every interface is asked for its name.
  Reflect.set(report, 'excludeNetwork', true);
  return softLimitOf(report.getReport());
}

function softLimitOf(value: unknown): string | number | null {
  const limits = fieldOf(fieldOf(value, 'userLimits'), 'core_file_size_blocks');
  const soft = fieldOf(limits, 'soft');
  return typeof soft === 'string' || typeof soft === 'number' ? soft : null;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
