/** What every command takes. */
export const globalOptions = {
  json: { type: 'boolean', summary: 'write data as JSON, and errors as JSON on stderr' },
  profile: {
    type: 'string',
    value: 'NAME',
    summary: 'take the credentials of this Alibaba Cloud CLI profile',
  },
  region: {
    type: 'string',
    multiple: true,
    value: 'REGION',
    completes: 'region',
    summary: 'look at this region only (repeatable)',
  },
  'read-only': { type: 'boolean', summary: 'refuse whatever would change the cloud or a file' },
  lang: { type: 'string', value: 'LANG', choices: ['en', 'ja', 'zh'], summary: 'language of the screen' },
  yes: {
    type: 'boolean',
    short: 'y',
    summary: 'answer plain questions with yes; never a typed confirmation',
  },
  quiet: { type: 'boolean', short: 'q', summary: 'leave out what is not data and not an error' },
  help: { type: 'boolean', short: 'h', summary: 'show help' },
  version: { type: 'boolean', summary: 'show the version' },
} as const;
