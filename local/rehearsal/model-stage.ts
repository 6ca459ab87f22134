import type { Catalogue } from '../../lambda/contract.ts';
import {
  type Completion,
  type Invocation,
  ModelFailure,
  type ModelInvoker,
} from '../../lambda/inference/model-invoker.ts';
import { tokensOf } from '../bedrock/filler-text.ts';
import { drawAnswer, type ModelAnswer } from '../bedrock/model-answer.ts';
import type { ModelScript } from '../bedrock/model-script.ts';
import type { VirtualClock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { JudgedAnswers } from './judged-answers.ts';
import type { TrafficRequest } from './traffic.ts';

export interface ModelStageOptions {
  readonly catalogue: Catalogue;
  readonly random: Random;
  /** Evaluations that answers are drawn from, where there are any for a model. */
  readonly judge: JudgedAnswers | undefined;
}

/** Scores of answers given by one model. */
interface ScoreTally {
  count: number;
  sum: number;
}

/** The scripted models behind the handlers' port, in virtual time. */
export class ModelStage {
  readonly #names: ReadonlyMap<string, string>;
  readonly #random: Random;
  readonly #judge: JudgedAnswers | undefined;
  readonly #scripts = new Map<string, { script: ModelScript; sinceMs: number }>();
  readonly #scores = new Map<string, ScoreTally>();
  #request: TrafficRequest | undefined;

  constructor({ catalogue, random, judge }: ModelStageOptions) {
    this.#names = new Map(Object.entries(catalogue).map(([name, { modelId }]) => [modelId, name]));
    this.#random = random;
    this.#judge = judge;
  }

  /** From `sinceMs` on the model (value of the model flag) follows this script; its fault counts from then. */
  play(model: string, script: ModelScript, sinceMs: number): void {
    this.#scripts.set(model, { script, sinceMs });
  }

  /** The next calls belong to this request. */
  expect(request: TrafficRequest): void {
    this.#request = request;
  }

  /** Mean judge score of a model's answers so far, 1 to 10; `undefined` without any. */
  meanScore(model: string): number | undefined {
    const tally = this.#scores.get(model);
    return tally && tally.sum / tally.count;
  }

  /** The models as one execution environment sees them: a call takes its time on that environment's clock. */
  invokerFor(clock: VirtualClock): ModelInvoker {
    return { invoke: async (invocation) => this.#invoke(invocation, clock) };
  }

  #invoke(invocation: Invocation, clock: VirtualClock): Completion {
    const answer = this.#answer(invocation, clock.now());
    clock.advance(Math.min(answer.latencyMs, invocation.timeoutMs));
    if (answer.latencyMs > invocation.timeoutMs) throw new ModelFailure('timeout');
    if (answer.kind !== 'answer') throw new ModelFailure(answer.kind);
    return answer;
  }

  #answer({ modelId, json, maxOutputTokens }: Invocation, nowMs: number): ModelAnswer {
    const model = this.#names.get(modelId) ?? modelId;
    const playing = this.#scripts.get(model);
    const request = this.#request;
    if (!playing || !request) throw new ModelFailure('error');
    const judged = this.#judge?.draw(model, this.#random);
    const outputTokens = judged ? tokensOf(judged.characters) : request.outputTokens;
    const asked = { inputTokens: request.inputTokens, outputTokens, maxOutputTokens, wantsJson: json };
    const answer = drawAnswer(playing.script, asked, nowMs - playing.sinceMs, this.#random);
    if (answer.kind !== 'answer' || !judged) return answer;
    this.#tally(model, judged.score);
    return judged.characters === 0 ? { ...answer, text: '' } : answer;
  }

  #tally(model: string, score: number): void {
    const tally = this.#scores.get(model) ?? { count: 0, sum: 0 };
    this.#scores.set(model, { count: tally.count + 1, sum: tally.sum + score });
  }
}
