import { isRecord } from '../../core/record.ts';
import type { Catalogue } from '../../lambda/contract.ts';
import type { ModelScript } from '../bedrock/model-script.ts';

/** What a model is like, as far as it is told; what is left out is as of every model. */
export interface ModelHealth {
  /** Share of requests that the model fails, 0 to 1; default 0. */
  readonly fail?: number;
  /** Median time of an answer in real milliseconds, 1 to 600,000; default 50. */
  readonly latencyMs?: number;
}

const DEFAULT_LATENCY_MS = 50;
const MOST_LATENCY_MS = 600_000;
const MEMBERS: readonly string[] = ['fail', 'latencyMs'];

/** Quick and in good health, so that virtual time need not wait for it; lengths as in the Azure trace of 2023. */
const HEALTHY: ModelScript = {
  timeToFirstTokenMs: { median: DEFAULT_LATENCY_MS, logSd: 0.3 },
  msPerOutputToken: 0,
  outputTokens: { logMean: 5.02, logSd: 0.86, cap: 601 },
  errorRate: 0,
  throttleRate: 0,
  timeoutRate: 0,
  malformedRate: 0,
};

/**
 * The models of a local account: any model id is answered for, and what is told of a model holds from its next request on.
 * It is told by model id, or by the value that a catalogue of a deployed function has for it.
 */
export class LocalModels {
  readonly #catalogues: () => readonly Catalogue[];
  readonly #told = new Map<string, ModelHealth>();

  constructor(catalogues: () => readonly Catalogue[]) {
    this.#catalogues = catalogues;
  }

  /** Everything that was told, by the names it was told by. */
  get told(): Readonly<Record<string, ModelHealth>> {
    return Object.fromEntries(this.#told);
  }

  /**
   * Adds what is told of models to what was told before; `null` makes a model healthy again. Throws `RangeError` naming
   * model, member and range, before anything is taken in.
   */
  tell(models: unknown): void {
    if (!isRecord(models)) {
      throw new RangeError('got what is no object; use {"MODEL": {"fail": 0.3, "latencyMs": 800}}, or null');
    }
    const entries = Object.entries(models);
    for (const [model, health] of entries) check(model, health);
    for (const [model, health] of entries) {
      if (health === null) this.#told.delete(model);
      else this.#told.set(model, { ...this.#told.get(model), ...(health as ModelHealth) });
    }
  }

  script(modelId: string): ModelScript {
    const { fail = 0, latencyMs = DEFAULT_LATENCY_MS } = this.#healthOf(modelId);
    const { logSd } = HEALTHY.timeToFirstTokenMs;
    return { ...HEALTHY, errorRate: fail, timeToFirstTokenMs: { median: latencyMs, logSd } };
  }

  #healthOf(modelId: string): ModelHealth {
    const names = this.#catalogues()
      .flatMap((catalogue) => Object.entries(catalogue))
      .filter(([, entry]) => entry.modelId === modelId)
      .map(([name]) => name);
    return Object.assign({}, ...[...new Set([...names, modelId])].map((name) => this.#told.get(name)));
  }
}

function check(model: string, health: unknown): void {
  if (health === null) return;
  if (!isRecord(health))
    throw new RangeError(`got what is no object for ${model}; use {"fail": 0.3} or null`);
  for (const member of Object.keys(health)) {
    if (!MEMBERS.includes(member)) {
      throw new RangeError(`got ${member} for ${model}, allowed are ${MEMBERS.join(' and ')}; correct it`);
    }
  }
  inRange(`fail for ${model}`, health.fail ?? 0, 0, 1);
  inRange(`latencyMs for ${model}`, health.latencyMs ?? DEFAULT_LATENCY_MS, 1, MOST_LATENCY_MS);
}

function inRange(what: string, value: unknown, least: number, most: number): void {
  if (typeof value === 'number' && value >= least && value <= most) return;
  throw new RangeError(`got ${what} ${JSON.stringify(value)}, allowed is ${least} to ${most}; correct it`);
}
