import type { Place } from './place.ts';

/** What AppConfig hands to an action at `AT_DEPLOYMENT_TICK`, as far as it is read. */
export interface TickEvent extends Place {
  /** Without it the profile goes by its id. */
  readonly profileName: string | undefined;
  /** Of the deployment, 0 to 100; `undefined` when the event does not say it. */
  readonly percentage: number | undefined;
}

/**
 * Reads the event of a deployment's tick, its members in PascalCase or camelCase: AWS has documented events of AppConfig
 * in both. `undefined` when an id is missing: it is no such event.
 */
export function parseTickEvent(event: unknown): TickEvent | undefined {
  const profile = member(event, 'ConfigurationProfile');
  const applicationId = text(member(event, 'Application'), 'Id');
  const environmentId = text(member(event, 'Environment'), 'Id');
  const profileId = text(profile, 'Id');
  if (applicationId === undefined || environmentId === undefined || profileId === undefined) return undefined;
  const profileName = text(profile, 'Name');
  const percentage = percentageOf(member(event, 'PercentageComplete'));
  return { applicationId, environmentId, profileId, profileName, percentage };
}

/** AppConfig spells it as a text, `20.0`. */
function percentageOf(value: unknown): number | undefined {
  const percentage = typeof value === 'string' && value !== '' ? Number(value) : value;
  const isPercentage = typeof percentage === 'number' && percentage >= 0 && percentage <= 100;
  return isPercentage ? percentage : undefined;
}

function text(from: unknown, name: string): string | undefined {
  const value = member(from, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function member(from: unknown, name: string): unknown {
  const fields = Object(from) as Readonly<Record<string, unknown>>;
  return fields[name] ?? fields[`${name.charAt(0).toLowerCase()}${name.slice(1)}`];
}
