/** What the rotation's commands take. */
export const rotationOptions = {
  config: {
    type: 'string',
    value: 'FILE',
    completes: 'file',
    summary:
      'the rotation to run (default: rotation.yaml in the settings folder, else your own identity into no sink)',
  },
} as const;
