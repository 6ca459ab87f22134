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
import type { JudgedAnswer, JudgedAnswers } from './judged-answers.ts';
import type { TrafficRequest } from './traffic.ts';

export interface ModelStageOptions {
  readonly catalogue: Catalogue;
  readonly random: Random;
  /** Evaluations that answers are drawn from, where there are any for a model. */
  readonly judge: JudgedAnswers | undefined;
}

const WORST_SCORE = 1;

/** The scripted models behind the handlers' port, in virtual time. */
export class ModelStage {
  readonly #names: ReadonlyMap<string, string>;
  readonly #random: Random;
  readonly #judge: JudgedAnswers | undefined;
  readonly #scripts = new Map<string, { script: ModelScript; sinceMs: number }>();
  #request: TrafficRequest | undefined;
  #calls = 0;
  #score: number | undefined;

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
    this.#calls = 0;
    this.#score = undefined;
  }

  /**
   * What a judge says, 1 to 10, of the first answer to the request; `undefined` where there was none, or nobody judges
   * the model. A second answer is the control's in place of the candidate's, and must not make the candidate look better.
   */
  get score(): number | undefined {
    return this.#score;
  }

  /** The models as one execution environment sees them: a call takes its time on that environment's clock. */
  invokerFor(clock: VirtualClock): ModelInvoker {
    return { invoke: async (invocation) => this.#invoke(invocation, clock) };
  }

  #invoke(invocation: Invocation, clock: VirtualClock): Completion {
    this.#calls += 1;
    const answer = this.#answer(invocation, clock.now());
    clock.advance(Math.min(answer.latencyMs, invocation.timeoutMs));
    if (answer.latencyMs > invocation.timeoutMs) throw new ModelFailure('timeout');
    if (answer.kind !== 'answer') throw new ModelFailure(answer.kind);
    if (this.#calls === 1) this.#score = answer.judgeScore;
    return answer;
  }

  #answer({ modelId, json, maxOutputTokens }: Invocation, nowMs: number): ModelAnswer {
    const model = this.#names.get(modelId) ?? modelId;
    const playing = this.#scripts.get(model);
    const request = this.#request;
    if (!playing || !request) throw new ModelFailure('error');
    const { inputTokens, failureFactor } = request;
    const judged = this.#judge?.draw(model, this.#random);
    const outputTokens = judged ? tokensOf(judged.characters) : request.outputTokens;
    const asked = { inputTokens, outputTokens, maxOutputTokens, wantsJson: json, failureFactor };
    const answer = drawAnswer(playing.script, asked, nowMs - playing.sinceMs, this.#random);
    return answer.kind === 'answer' && judged ? asJudged(answer, judged) : answer;
  }
}

/** An answer that the script has made malformed is not the one that was judged. */
function asJudged(answer: Extract<ModelAnswer, { kind: 'answer' }>, judged: JudgedAnswer): ModelAnswer {
  if (answer.text === '') return { ...answer, judgeScore: WORST_SCORE };
  return { ...answer, judgeScore: judged.score, ...(judged.characters === 0 && { text: '' }) };
}
