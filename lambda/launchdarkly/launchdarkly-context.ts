import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import { unitOf } from '../openfeature/flag-context.ts';
import type { LaunchDarklyContext } from './launchdarkly-client.ts';

/**
 * A unit as LaunchDarkly sees it: kind `user`, the user id as its key, `user_segment` as `segment`, the rest as it is.
 * `undefined` without a user id: LaunchDarkly has no context without a key.
 *
 * @param context as `flagContext` gives it.
 * @param privateAttributes LaunchDarkly's names of what its events are not to hold; conditions may still test it.
 */
export function launchDarklyContext(
  context: EvaluationContext,
  privateAttributes: readonly string[] = [],
): LaunchDarklyContext | undefined {
  const key = unitOf(context);
  if (key === '') return undefined;
  const { user_id, targetingKey, user_segment, _meta, ...attributes } = context;
  return {
    ...attributes,
    ...(user_segment !== undefined && { segment: user_segment }),
    kind: 'user',
    key,
    ...(privateAttributes.length > 0 && { _meta: { privateAttributes: [...privateAttributes] } }),
  };
}
