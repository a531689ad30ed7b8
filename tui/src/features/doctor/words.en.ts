export const doctor = {
  title: 'Doctor',
  command: 'look for what does not work',
  looking: 'Looking. Nothing is changed.',
  found: (count: number): string => {
    if (count === 0) return 'Nothing needs attention.';
    return count === 1 ? '1 thing needs attention.' : `${count} things need attention.`;
  },
};

export const scopes = {
  doctor: 'In the doctor’s findings',
};
