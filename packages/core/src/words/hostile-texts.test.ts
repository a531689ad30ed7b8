import { hostileTexts, isPolluted } from '@ackring/testkit/hostile-texts';
import test from 'ava';
import { leaksIn } from '../access/leak/leaks-in.js';
import { findProfile, parseCliConfig, profileProblems } from '../cloud/credentials/profile.js';
import { listContexts } from '../kubeconfig/contexts.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import { redactedContext } from '../kubeconfig/redact.js';
import { apiServerTarget } from '../kubeconfig/target.js';
import { parseRotationConfiguration } from '../rotation/configuration/configuration.js';
import { AckringError } from './errors.js';

// Every parser of foreign text: it reads it, or reports it as malformed.

const now = new Date('2026-11-24T08:00:00Z');

const readers: Readonly<Record<string, { read(text: string): void; readonly refusal: string | null }>> = {
  'a kubeconfig': {
    read: (text) => {
      const kubeconfig = readKubeconfig(text, { file: 'f' });
      for (const { context } of listContexts([kubeconfig], now)) {
        redactedContext([kubeconfig], context);
        apiServerTarget(kubeconfig, context);
      }
    },
    refusal: 'KubeconfigInvalid',
  },
  'a rotation': {
    read: (text) => void parseRotationConfiguration(text, 'f'),
    refusal: 'ConfigurationInvalid',
  },
  'a profile file': {
    read: (text) => {
      const config = parseCliConfig(text);
      const profile = config && findProfile(config, config.current);
      if (profile) profileProblems(config, profile);
    },
    refusal: null,
  },
  'a leak': {
    read: (text) =>
      void leaksIn(`${text}\nclient-certificate-data: AAAA\n-----BEGIN CERTIFICATE-----${text}`),
    refusal: null,
  },
};

for (const [what, { read, refusal }] of Object.entries(readers)) {
  for (const [trick, text] of Object.entries(hostileTexts)) {
    test(`${trick} as ${what}`, (t) => {
      try {
        read(text);
      } catch (error) {
        t.is(error instanceof AckringError ? error.code : error, refusal);
      }
      t.false(isPolluted());
    });
  }
}

test('a name that every object has is an ordinary name', (t) => {
  const kubeconfig = readKubeconfig(hostileTexts['a prototype'] ?? '', { file: 'f' });
  t.is(kubeconfig.currentContext, '__proto__');
  t.like(apiServerTarget(kubeconfig, '__proto__'), { server: 'https://h', token: 't' });
  t.regex(redactedContext([kubeconfig], '__proto__'), /name: "__proto__"/);
});

test('a duplicate key is reported, wherever it is', (t) => {
  for (const text of [
    'regions: [a]\nregions: [b]',
    'sinks:\n- kind: kms\n  kind: oss',
    'select: {names: [a], names: [b]}',
  ]) {
    const error = t.throws(() => parseRotationConfiguration(text, 'f'), { code: 'ConfigurationInvalid' });
    t.regex(error?.message ?? '', /line \d, column \d+: not YAML \(DUPLICATE_KEY\)/);
  }
});
