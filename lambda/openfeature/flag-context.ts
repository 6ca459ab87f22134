import type { EvaluationContext as OpenFeatureContext } from '@openfeature/server-sdk';
import type { EvaluationContext } from '../../core/evaluation/decision.ts';

/**
 * An OpenFeature context as a flag document sees it: `targetingKey` is `user_id` too unless that is given, and a date is
 * its ISO 8601 text, absent when it is no date. Nothing is inherited, so an attribute called `constructor` is there when
 * the caller gave one and not otherwise.
 */
export function flagContext(context: OpenFeatureContext): EvaluationContext {
  const attributes: Record<string, unknown> = { __proto__: null, ...context };
  attributes.user_id ??= context.targetingKey;
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value instanceof Date) attributes[name] = isoText(value);
  }
  return attributes;
}

/** Whom a source is asked for: the user id as text; everybody without one is one unit, the empty text. */
export function unitOf({ user_id }: EvaluationContext): string {
  if (typeof user_id === 'string') return user_id;
  return Number.isFinite(user_id) ? String(user_id) : '';
}

function isoText(date: Date): string | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
