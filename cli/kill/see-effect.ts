import type { FlagDocument } from '../../core/document/flag-document.ts';
import type { Kill } from '../../core/document/kill-value.ts';
import { MINUTE_MS } from '../../lambda/clock.ts';
import { metricReader } from '../../lambda/guard/sdk-readers.ts';
import { guardSettingsOf } from '../observation/guard-settings.ts';
import { type MetricNames, measuredNames } from '../observation/metric-names.ts';
import { requestSeries } from '../observation/request-sums.ts';
import type { RolloutContext } from '../rollout/rollout-context.ts';
import { confirmServed } from './confirm-served.ts';
import { servedSeries } from './served-series.ts';
import { secondsText, tellStep } from './tell-step.ts';
import { awaitTrafficEnd, type TrafficEnd } from './traffic-end.ts';

/** What of a kill was seen from outside. Times are milliseconds from `begunMs`. */
export interface Effect {
  /** Whether AppConfig gives it to whoever asks. */
  readonly isGivenOut: boolean;
  readonly givenOutAfterMs: number;
  /** Requests; absent when it is not given out. */
  readonly traffic?: TrafficEnd & { readonly afterMs: number };
}

/** What is looked at, and since when. */
export interface EffectQuery {
  readonly kill: Kill;
  /** What was served, or being deployed, before. */
  readonly before: readonly FlagDocument[];
  /** When the kill began, epoch milliseconds. */
  readonly begunMs: number;
  /** When it was complete, if that is longer ago. */
  readonly completeMs?: number | undefined;
}

/** Looks from outside whether a kill took effect. Rejects with the SDK's errors and with `interrupted`. */
export async function seeEffect(query: EffectQuery, context: RolloutContext): Promise<Effect> {
  const { kill, begunMs, completeMs } = query;
  const { clock } = context.io;
  const isGivenOut = await confirmServed(kill, context);
  const givenOutMs = clock.now();
  const effect = { isGivenOut, givenOutAfterMs: givenOutMs - begunMs };
  if (!isGivenOut) return effect;
  tellStep(`given out by AppConfig: seen after ${secondsText(effect.givenOutAfterMs)}`, context);
  const traffic = await seeTraffic(query, completeMs ?? givenOutMs, context);
  return { ...effect, traffic: { ...traffic, afterMs: clock.now() - begunMs } };
}

async function seeTraffic(
  { kill, before }: EffectQuery,
  sinceMs: number,
  context: RolloutContext,
): Promise<TrafficEnd> {
  const names = await metricNames(context).catch((error: unknown) => String(error));
  if (typeof names === 'string') return { verdict: 'unseen', reason: names };
  const value = servedSeries(kill, before, names);
  if (value === undefined) {
    return { verdict: 'unseen', reason: 'CloudWatch does not count requests by the values of this flag' };
  }
  tellStep('requests: waiting for a minute in which none is served the value', context);
  const reader = metricReader(context.open.clients.cloudWatch);
  return awaitTrafficEnd({ reader, value, all: requestSeries(names, MINUTE_MS), sinceMs }, context);
}

/** Under which names requests are measured, or why nobody knows. */
async function metricNames({ open }: RolloutContext): Promise<MetricNames | string> {
  const { stage, clients } = open;
  const settings = await guardSettingsOf(clients.appConfig, stage);
  if (settings !== undefined) return settings;
  const names = await measuredNames(clients.cloudWatch, stage);
  return names ?? 'no service has measured requests in this stage';
}
