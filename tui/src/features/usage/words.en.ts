export const usage = {
  titles: {
    calls: 'CALLS',
    from: 'FROM',
    agents: 'WITH',
    verbs: 'VERBS',
    namespaces: 'NAMESPACES',
  },
  unusedFor: (time: string) => `unused for ${time}`,
  unseenFor: (time: string) => `not seen in ${time}`,
  recently: {
    used: (addresses: number, ago: string, agents: string) =>
      `${addresses} ${addresses === 1 ? 'address' : 'addresses'} in the last 7 days, the last ${ago}${agents === '' ? '' : `: ${agents}`}`,
    unused: 'no call in the last 7 days, by the audit log',
    unknown: 'the audit log does not show all of the last 7 days',
  },
  needsEach: 'only where each kubeconfig is listed: press tab',
  cells: { asking: 'asking…', off: 'no audit log', unreadable: 'not readable' },
};

export const actions = { usage: 'last used, by the audit logs' };
