import { CliError, type CliErrorCode } from '../cli-error.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { isDenied, isLost, isThrottled, isWithoutRegion, type SdkError } from './aws-error.ts';

interface Kind {
  readonly code: CliErrorCode;
  readonly exitCode: ExitCode;
  readonly what: string;
  readonly remedy: string;
}

const DENIED: Kind = {
  code: 'access-denied',
  exitCode: EXIT.aws,
  what: 'AWS denied access',
  remedy: 'use credentials that may do this (docs/cli.md lists the permissions)',
};
const NO_REGION: Kind = {
  code: 'bad-argument',
  exitCode: EXIT.usage,
  what: 'it is not said in which AWS Region',
  remedy: 'give --region, set AWS_REGION, or name a --profile that has one',
};
const THROTTLED: Kind = {
  code: 'throttled',
  exitCode: EXIT.aws,
  what: 'AWS throttled the request, several times over',
  remedy: 'wait a minute and run the command again',
};
const UNREACHABLE: Kind = {
  code: 'unreachable',
  exitCode: EXIT.aws,
  what: 'AWS could not be reached',
  remedy: 'check network, Region and credentials, and run the command again',
};
const CONFLICT: Kind = {
  code: 'concurrent-change',
  exitCode: EXIT.refused,
  what: 'somebody else changed or deployed something meanwhile',
  remedy: 'see `model-rollout status` and `model-rollout history`, then run the command again',
};
const NOT_FOUND: Kind = {
  code: 'not-found',
  exitCode: EXIT.refused,
  what: 'AWS does not have what was asked for',
  remedy: 'check names, Region and account',
};
const REFUSED: Kind = {
  code: 'aws-refused',
  exitCode: EXIT.refused,
  what: 'AWS refused the request',
  remedy: 'do what it says, and run the command again',
};

const INVALID_DOCUMENT: Kind = {
  code: 'document-refused',
  exitCode: EXIT.refused,
  what: 'the validators refuse the document',
  remedy:
    'mend what they name (`model-rollout validate` and `diff` name the same), and run the command again',
};

/** Any error of the SDK as one line: what happened, what is unchanged, what to do. */
export function awsFailure(error: unknown, unchanged: string): CliError {
  const { code, exitCode, what, remedy } = kindOf(error);
  const message = `${what} (${detailOf(error)}); ${unchanged}; ${remedy}`;
  return new CliError(code, message, { exitCode, cause: error });
}

function kindOf(error: unknown): Kind {
  const name = String((Object(error) as SdkError).name);
  if (isWithoutRegion(error)) return NO_REGION;
  if (isThrottled(error)) return THROTTLED;
  if (isDenied(error)) return DENIED;
  if (isLost(error)) return UNREACHABLE;
  if (reasonsOf(error).length > 0) return INVALID_DOCUMENT;
  if (/Conflict/.test(name)) return CONFLICT;
  return /NotFound/.test(name) ? NOT_FOUND : REFUSED;
}

function detailOf(error: unknown): string {
  const { name, message, code } = Object(error) as SdkError;
  const told = String(message || code || '');
  // Some services repeat the reasons in the message.
  const reasons = reasonsOf(error).filter((reason) => !told.includes(reason));
  const said = [told, ...reasons].filter(Boolean).join(': ');
  const text = said === '' ? String(name) : `${name}: ${said}`;
  return text.replace(/:\s*\n\s*/g, ': ').replace(/\s*\n\s*/g, '; ');
}

/** AppConfig puts what validators say beside the message. */
function reasonsOf(error: unknown): readonly string[] {
  const { Details } = Object(error) as SdkError;
  return (Details?.InvalidConfiguration ?? []).map(({ Reason = '' }) => Reason).filter(Boolean);
}
