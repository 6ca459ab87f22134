import { Duration, Token } from 'aws-cdk-lib';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { ENV, type LaunchDarklyUris } from '../../lambda/contract.ts';
import { type NumberLimits, requireNumber } from '../require-number.ts';

/** How a function reaches LaunchDarkly. */
export interface LaunchDarklyProps {
  /**
   * Secret in the function's Region whose value is the server-side SDK key, or JSON with the member `sdkKey`. The
   * function reads it when it starts; the template never has it.
   */
  readonly sdkKeySecret: ISecret;
  /**
   * Longest wait for the secret and LaunchDarkly together, 50 milliseconds to 10 seconds, once in the life of an
   * execution environment; afterwards whoever stands behind decides until LaunchDarkly has answered.
   * @default Duration.seconds(1)
   */
  readonly wait?: Duration;
  /**
   * Base addresses of a Relay Proxy, or of a federal or European instance.
   * @default - LaunchDarkly's own
   */
  readonly uris?: LaunchDarklyUris;
}

/** Milliseconds that a cold start may wait for LaunchDarkly. */
export const LAUNCHDARKLY_WAIT_MS: NumberLimits = { min: 50, max: 10_000, integer: true };

const DEFAULT_WAIT = Duration.seconds(1);

const URI_NAMES: readonly (keyof LaunchDarklyUris)[] = ['stream', 'base', 'events'];

/**
 * The environment variables that lead a function to LaunchDarkly.
 *
 * @throws when the wait or an address is refused.
 */
export function launchDarklyEnvironment(props: LaunchDarklyProps): Readonly<Record<string, string>> {
  const { sdkKeySecret, wait = DEFAULT_WAIT, uris } = props;
  const waitMs = wait.toMilliseconds();
  requireNumber('launchDarkly.wait in milliseconds', waitMs, LAUNCHDARKLY_WAIT_MS);
  if (uris) requireUris(uris);
  return {
    [ENV.launchDarklySecret]: sdkKeySecret.secretArn,
    [ENV.launchDarklyWaitMs]: String(waitMs),
    ...(uris && { [ENV.launchDarklyUris]: JSON.stringify(uris) }),
  };
}

function requireUris(uris: LaunchDarklyUris): void {
  for (const [name, uri] of Object.entries(uris)) {
    if (!(URI_NAMES as readonly string[]).includes(name)) {
      throw new Error(`launchDarkly.uris has ${name}, but takes ${URI_NAMES.join(', ')}: use those names`);
    }
    if (Token.isUnresolved(uri) || isBaseAddress(uri)) continue;
    throw new Error(
      `launchDarkly.uris.${name} is ${JSON.stringify(uri)}, but must be an https address without query, such as https://relay.example.com: correct it`,
    );
  }
}

/** Plain HTTP only within a machine: the SDK key is in every request. */
function isBaseAddress(uri: unknown): boolean {
  if (typeof uri !== 'string' || !URL.canParse(uri)) return false;
  const { protocol, hostname, search, hash } = new URL(uri);
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1';
  return search === '' && hash === '' && (protocol === 'https:' || (protocol === 'http:' && isLoopback));
}
