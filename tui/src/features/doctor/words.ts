import { say, type Words } from '../../messages/say.js';

export const doctor = {
  title: 'Doctor',
  command: 'look for what does not work',
  looking: 'Looking. Nothing is changed.',
  found: (count: number) =>
    count === 0
      ? say('Nothing needs attention.')
      : say('{count} {count|thing needs|things need} attention.', { count }),
} as const satisfies Words;

export const scopes = {
  doctor: 'In the doctor’s findings',
} as const satisfies Words;
