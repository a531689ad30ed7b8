import { say, type Words } from '../../messages/say.js';

export const usage = {
  titles: {
    calls: 'CALLS',
    from: 'FROM',
    agents: 'WITH',
    verbs: 'VERBS',
    namespaces: 'NAMESPACES',
    commonName: 'COMMON NAME',
  },
  unusedFor: (time: string) => say('unused for {time}', { time }),
  unseenFor: (time: string) => say('not seen in {time}', { time }),
  refused: (refused: number, calls: number) =>
    refused === calls ? say('all refused') : say('{refused} of {calls} refused', { refused, calls }),
  seen: (ago: string) => say('seen {ago}', { ago }),
  recently: {
    used: (addresses: number, ago: string, agents: string) =>
      agents === ''
        ? say('{addresses} {addresses|address|addresses} in the last 7 days, the last {ago}', {
            addresses,
            ago,
          })
        : say('{addresses} {addresses|address|addresses} in the last 7 days, the last {ago}: {agents}', {
            addresses,
            ago,
            agents,
          }),
    unused: 'no call in the last 7 days, by the audit log',
    unknown: 'the audit log does not show all of the last 7 days',
  },
  needsEach: 'only where each kubeconfig is listed: press tab',
  cells: { asking: 'asking…', off: 'no audit log', unreadable: 'not readable' },
} as const satisfies Words;

export const actions = { usage: 'last used, by the audit logs' } as const satisfies Words;
