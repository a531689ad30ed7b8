import { textIfThere } from '../machine/files/named-file.js';
import { jwtClaims, jwtEnd } from '../tokens/token-text.js';
import { minuteMs } from '../words/duration.js';
import { toAckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import { visible } from '../words/visible.js';
import { type Finding, failed, failedWith, fine, warning } from './finding.js';

type Environment = Readonly<Record<string, string | undefined>>;

const tokenFileVariable = 'ALIBABA_CLOUD_OIDC_TOKEN_FILE';
const oidcVariables = ['ALIBABA_CLOUD_ROLE_ARN', 'ALIBABA_CLOUD_OIDC_PROVIDER_ARN', tokenFileVariable];
const keyVariable = 'ALIBABA_CLOUD_ACCESS_KEY_ID';

/** By the variable that each sets in its jobs. */
const services = { GITLAB_CI: 'GitLab', GITHUB_ACTIONS: 'GitHub', JENKINS_URL: 'Jenkins' } as const;

/**
 * How a job signs in (docs/rotation.md, "CI jobs without a key"): by a token of its own, whose claims are told since
 * the role's trust policy has to name them, or by a key that lies in a CI service. None where it is neither. A
 * `profile` that was chosen is used before both.
 */
export function jobFindings(environment: Environment, now: Date, profile: string | null): readonly Finding[] {
  const unset = oidcVariables.filter((each) => !environment[each]);
  const tokenFile = environment[tokenFileVariable];
  if (!tokenFile) return keyInJob(environment);
  if (profile !== null) return [besideProfile(profile), tokenFinding(tokenFile, now)];
  if (unset.length > 0) {
    const detail = say('the token of {variable} is not used: {unset} is not set', {
      variable: tokenFileVariable,
      unset: unset.join(', '),
    });
    return [warning('job', detail, say('Set all three of them, for the role that the job assumes.'))];
  }
  return [...keyBesideToken(environment), tokenFinding(tokenFile, now)];
}

function keyInJob(environment: Environment): readonly Finding[] {
  const service = Object.entries(services).find(([variable]) => environment[variable])?.[1];
  const isLongTerm = environment[keyVariable] && !environment['ALIBABA_CLOUD_SECURITY_TOKEN'];
  if (service === undefined || !isLongTerm) return [];
  return [
    warning(
      'job',
      say('this job of {service} is given an access key that does not end', { service }),
      say('Let it sign in by a token of its own: “CI jobs without a key” in docs/rotation.md.'),
    ),
  ];
}

function besideProfile(profile: string): Finding {
  return warning(
    'job',
    say('the token of {variable} is not used: the profile {profile} was chosen', {
      variable: tokenFileVariable,
      profile,
    }),
    say('Leave out `--profile`.'),
  );
}

function keyBesideToken(environment: Environment): readonly Finding[] {
  if (!environment[keyVariable]) return [];
  return [
    warning(
      'job',
      say('the token of {variable} is not used: {key} is set too', {
        variable: tokenFileVariable,
        key: keyVariable,
      }),
      say('Unset the key, and ALIBABA_CLOUD_ACCESS_KEY_SECRET.'),
    ),
  ];
}

function tokenFinding(file: string, now: Date): Finding {
  const anew = say('Write the job’s token to it, and anew before it ends.');
  let token: string | null;
  try {
    token = textIfThere(file);
  } catch (thrown) {
    return failedWith('job', toAckringError(thrown));
  }
  if (token === null) return failed('job', say('there is no {file} to hold the job’s token', { file }), anew);
  const end = jwtEnd(token.trim());
  if (end === null) return failed('job', say('{file} holds no token of a job', { file }), anew);
  const claims = tokenClaims(token);
  const minutes = Math.floor((end.getTime() - now.getTime()) / minuteMs);
  if (minutes < 0) return failed('job', say('the token in {file} has ended', { file }), anew);
  return fine(
    'job',
    say('the job’s token says iss {issuer}, aud {audience}, sub {subject}, and ends in {minutes} min', {
      ...claims,
      minutes,
    }),
  );
}

/** Whose job it is, by the service's token: a name of the team's own. Null for none. */
export function jobSubject(environment: Environment): string | null {
  try {
    const token = textIfThere(environment[tokenFileVariable] ?? '');
    const subject = token === null ? unsaid : tokenClaims(token).subject;
    return subject === unsaid ? null : subject;
  } catch {
    return null;
  }
}

const unsaid = '–';

function tokenClaims(token: string) {
  const { iss, aud, sub }: Record<string, unknown> = Object(jwtClaims(token.trim()));
  return { issuer: claimText(iss), audience: claimText(aud), subject: claimText(sub) };
}

/** As a trust policy has to name it; a list with commas. Nobody has checked it, and no service's is longer. */
function claimText(value: unknown): string {
  const text = [value]
    .flat()
    .filter((each) => typeof each === 'string')
    .join(', ');
  return visible(text || unsaid).slice(0, 300);
}
