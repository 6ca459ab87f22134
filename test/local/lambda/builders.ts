import { strToU8, zipSync } from 'fflate';
import { onTestFinished } from 'vitest';
import { AppConfigAgent } from '../../../local/appconfig/appconfig-agent.ts';
import { VirtualClock } from '../../../local/clock.ts';
import { ServiceError } from '../../../local/http/service-error.ts';
import type { AgentRequest } from '../../../local/lambda/agent-extension.ts';
import type { InvocationMetrics, LogLine } from '../../../local/lambda/hosted-function.ts';
import {
  LambdaFunctions,
  type LambdaFunctionsOptions,
  type NewFunction,
} from '../../../local/lambda/lambda-functions.ts';

export const MINUTE = 60_000;

export const AGENT_LAYER = 'arn:aws:lambda:us-east-1:027255383542:layer:AWS-AppConfig-Extension-Arm64:262';

/** A zip whose handler has this body, always of the same bytes; `before` runs at the cold start. */
export function aZip(handler: string, before = ''): Uint8Array {
  const source = `${before}\nexport async function handler(event, context) { ${handler} }`;
  return zipSync({ 'index.mjs': strToU8(source) }, { mtime: '2026-01-01' });
}

export interface FunctionParts extends Partial<Omit<NewFunction, 'Code'>> {
  /** Body of the handler; default answers with the event. */
  readonly body?: string;
  /** Runs at the cold start. */
  readonly before?: string;
}

/** A function in the SDK's form. */
export function aFunction({ body = 'return event;', before, ...rest }: FunctionParts = {}): NewFunction {
  return {
    FunctionName: 'greeter',
    Role: 'arn:aws:iam::123456789012:role/greeter',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 10,
    ...rest,
    Code: { ZipFile: aZip(body, before) },
  };
}

/** Lambda with what it was told to log and count, and the agents that were asked for; closed after the test. */
export class LambdaScene {
  readonly clock: VirtualClock;
  readonly lines: LogLine[] = [];
  readonly metrics: InvocationMetrics[] = [];
  readonly agents: AgentRequest[] = [];
  readonly functions: LambdaFunctions;

  /** `startMs`: the clock's start, default the machine's time. */
  constructor({
    startMs = Date.now(),
    ...options
  }: Partial<LambdaFunctionsOptions> & { startMs?: number } = {}) {
    this.clock = new VirtualClock(startMs);
    this.functions = new LambdaFunctions({
      clock: this.clock,
      endpointUrl: () => 'http://127.0.0.1:9',
      agents: (request) => this.#agent(request),
      log: (line) => void this.lines.push(line),
      metrics: (metrics) => void this.metrics.push(metrics),
      ...options,
    });
    onTestFinished(() => this.functions.close());
  }

  /** What was printed, without where and when. */
  get printed(): string[] {
    return this.lines.map(({ line }) => line);
  }

  /** Creates a function and answers its ARN. */
  has(parts?: FunctionParts): string {
    return this.functions.create(aFunction(parts)).FunctionArn ?? '';
  }

  #agent(request: AgentRequest): AppConfigAgent {
    this.agents.push(request);
    const notDeployed = () => {
      throw new ServiceError('ResourceNotFoundException', 404, 'nothing is deployed');
    };
    return new AppConfigAgent({ clock: this.clock, source: { deployed: notDeployed }, ...request });
  }
}

/** Whether there is a process of this id. */
export function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

/** Resolves when the process is gone; the test's time limit is the limit. */
export async function gone(processId: number): Promise<void> {
  while (isAlive(processId)) await new Promise(setImmediate);
}
