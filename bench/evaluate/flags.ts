import type { Condition, FlagDocument, FlagValue } from '../../core/document/flag-document.ts';
import { parseFlagDocument } from '../../core/document/parse-flag-document.ts';

const OPUS = 'claude-opus-4-6';
const SONNET = 'claude-sonnet-4-6';
const HAIKU = 'claude-3-haiku';

/** The flag that holds the one percentage, and what it puts on trial. */
export const IN_MOTION = { flag: 'inference_model', candidate: SONNET, percentage: 10 } as const;

/** Names of the flags, in the order in which every system is asked. */
export const FLAG_NAMES = [
  'inference_model',
  'system_prompt_version',
  'retrieval_top_k',
  'response_format',
] as const;

export type FlagName = (typeof FLAG_NAMES)[number];

/**
 * Four flags of five rules. The percentage comes last, because LaunchDarkly's rollouts answer everybody they reach:
 * elsewhere a unit that is not in falls through to the next rule.
 */
const DOCUMENT = {
  version: 1,
  flags: [
    flag('inference_model', HAIKU, [
      rule('internal', { user_segment: 'internal' }, OPUS),
      rule('business-eu', { plan: ['business', 'enterprise'], country: ['DE', 'FR', 'NL'] }, SONNET),
      rule('early-app', { opted_in: true, app_version: { semver_gt: '4.2.0' } }, SONNET),
      rule('contract', { customer_id: { starts_with: 'acme-' } }, OPUS),
      rule('canary', { rollout_percentage: IN_MOTION.percentage }, IN_MOTION.candidate),
    ]),
    flag('system_prompt_version', 'v3', [
      rule('internal', { user_segment: 'internal' }, 'v5'),
      rule('german', { country: ['AT', 'CH', 'DE'] }, 'v4-de'),
      rule('new-app', { app_version: { semver_gt: '5.0.0' } }, 'v4'),
      rule('heavy', { monthly_requests: { gte: 9000 } }, 'v4-brief'),
      rule('contract', { customer_id: { starts_with: 'acme-' } }, 'v4-acme'),
    ]),
    flag('retrieval_top_k', 4, [
      rule('internal', { user_segment: 'internal' }, 12),
      rule('enterprise', { plan: 'enterprise' }, 10),
      rule('heavy', { monthly_requests: { gte: 7000 } }, 8),
      rule('early', { opted_in: true, country: ['FR', 'JP', 'US'] }, 6),
      rule('mobile', { plan: 'free', platform: ['android', 'ios'] }, 2),
    ]),
    flag('response_format', 'text', [
      rule('contract', { customer_id: { starts_with: 'globex-' } }, 'json'),
      rule('api', { platform: 'api' }, 'json'),
      rule('new-web', { platform: 'web', app_version: { semver_gt: '4.8.0' } }, 'markdown'),
      rule('integrators', { plan: ['business', 'enterprise'], monthly_requests: { gte: 5000 } }, 'json'),
      rule('beta', { user_segment: 'beta' }, 'markdown'),
    ]),
  ],
};

/** The document all systems evaluate, parsed. */
export function benchmarkDocument(): FlagDocument {
  const parsed = parseFlagDocument(DOCUMENT);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function flag(name: FlagName, value: FlagValue, rules: readonly object[]): object {
  return { flag: name, default: value, permanent: true, rules };
}

function rule(name: string, condition: Condition, value: FlagValue): object {
  return { name, condition, value };
}
