import { AGENT_ENV } from '../../lambda/contract.ts';
import type { AppConfigAgent, AppConfigAgentOptions } from '../appconfig/appconfig-agent.ts';
import { invalidParameter } from './errors.ts';

/** What an execution environment asks of its AppConfig agent. */
export type AgentRequest = Required<Pick<AppConfigAgentOptions, 'session' | 'pollIntervalMs' | 'prefetch'>>;

/** Starts the AppConfig agent of one execution environment. */
export type AgentFactory = (request: AgentRequest) => AppConfigAgent;

/** The agent's own default. */
const DEFAULT_INTERVAL = '45';

const UNIT_MS: Readonly<Record<string, number>> = { '': 1000, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Whether a layer is the AppConfig agent's extension, for either architecture. */
export function isAgentLayer(layerArn: string): boolean {
  return layerArn.includes(':layer:AWS-AppConfig-Extension');
}

/**
 * What the extension's variables say: poll interval as `45`, `45s`, `5m` or `1h`, default 45 s; prefetch list with
 * commas, default none.
 *
 * @throws `InvalidParameterValueException` for another form of interval.
 */
export function agentRequest(
  variables: Readonly<Record<string, string>>,
): Pick<AgentRequest, 'pollIntervalMs' | 'prefetch'> {
  const given = variables[AGENT_ENV.pollIntervalSeconds] ?? DEFAULT_INTERVAL;
  const [, amount, unit = ''] = /^(\d+)(ms|s|m|h)?$/.exec(given) ?? [];
  if (amount === undefined) {
    throw invalidParameter(
      `got ${AGENT_ENV.pollIntervalSeconds} ${JSON.stringify(given)}, allowed are whole numbers with s, m, h or nothing after them`,
    );
  }
  const prefetch = (variables[AGENT_ENV.prefetchList] ?? '').split(',').map((path) => path.trim());
  return {
    pollIntervalMs: Number(amount) * (UNIT_MS[unit] ?? 1000),
    prefetch: prefetch.filter((path) => path !== ''),
  };
}
