import type { Providers } from '../lambda/contract.ts';

/** Who decides about flags at request time. */
export type FlagProvider = 'appconfig' | 'launchdarkly';

/** Who decides, and who stands behind. */
export interface FlagProviderChoice {
  /**
   * Who decides about flags at request time. AppConfig's application is there either way: it has the prompts, and what
   * is killed there is served by nobody.
   * @default 'appconfig'
   */
  readonly provider?: FlagProvider;
  /**
   * Who decides while the provider cannot; `false` = nobody, and the safe default is served.
   * @default - AppConfig behind LaunchDarkly, nobody behind AppConfig
   */
  readonly secondary?: FlagProvider | false;
}

const NAMES: readonly FlagProvider[] = ['appconfig', 'launchdarkly'];

/**
 * The providers of a choice, in the order they are asked.
 *
 * @param hasLaunchDarkly whether it is said how to reach LaunchDarkly.
 * @throws when a name is unknown, when one provider stands behind itself, and when LaunchDarkly is asked without
 *   being configured, or configured without being asked.
 */
export function providersOf(
  { provider = 'appconfig', secondary }: FlagProviderChoice,
  hasLaunchDarkly: boolean,
): Providers {
  requireProvider('provider', provider);
  if (secondary) requireProvider('secondary', secondary);
  if (provider === secondary) {
    throw new Error(
      `provider and secondary are both "${provider}", but nobody can stand behind himself: name the other one as secondary, or false`,
    );
  }
  const behind = secondary ?? (provider === 'launchdarkly' ? 'appconfig' : false);
  const isAsked = provider === 'launchdarkly' || behind === 'launchdarkly';
  if (isAsked !== hasLaunchDarkly) throw new Error(isAsked ? UNREACHABLE : NEVER_ASKED);
  if (behind === false) return provider;
  return provider === 'appconfig' ? 'appconfig,launchdarkly' : 'launchdarkly,appconfig';
}

const UNREACHABLE =
  'launchDarkly is missing, but LaunchDarkly is provider or secondary: add launchDarkly with sdkKeySecret, the secret that holds its SDK key';

const NEVER_ASKED =
  'launchDarkly is given, but LaunchDarkly is neither provider nor secondary: set provider to "launchdarkly", or leave out launchDarkly';

function requireProvider(prop: string, name: string): void {
  if ((NAMES as readonly string[]).includes(name)) return;
  throw new Error(`${prop} is ${JSON.stringify(name)}, but must be ${NAMES.join(' or ')}: use one of them`);
}
