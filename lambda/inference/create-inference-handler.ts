import { randomUUID } from 'node:crypto';
import type { CompiledDocument } from '../../core/evaluation/compile.ts';
import { evaluate } from '../../core/evaluation/evaluate.ts';
import { FLAGS } from '../contract.ts';
import type { AnswerSampling } from '../evaluation/answer-sampling.ts';
import type { PromptStore } from '../flags/prompt-store.ts';
import { exposureOf } from '../outcomes/exposure.ts';
import type { Exposure, SignExposure, TokenIssuer } from '../outcomes/token-issuer.ts';
import { quietly } from '../quietly.ts';
import { RolloutError } from '../rollout-error.ts';
import { type Answer, internalErrorAnswer, refusalAnswer, servedAnswer } from './answer.ts';
import type { AttemptPorts } from './attempt.ts';
import { FLAG_KEYS, type FlagKey, type FlagValues, type ModelFlagsClient } from './decisions.ts';
import { openEnvelope, type Reply } from './envelope.ts';
import { measureInternalError, measureRefusal, measureServed } from './measures.ts';
import { createMetricsRecord, type Measurement } from './metrics-record.ts';
import { interpret, type Means, type Plan } from './plan.ts';
import { type InferenceRequest, parseRequest } from './request.ts';
import { type Served, type ServingPorts, serve } from './serve.ts';

export interface InferenceDependencies extends AttemptPorts {
  /** An OpenFeature client, ready; whichever provider stands behind it decides. */
  readonly flags: ModelFlagsClient;
  /** What a user is served where nobody can decide. */
  readonly safeDefault: CompiledDocument;
  readonly prompts: PromptStore;
  /** Without one, answers carry no exposure token. */
  readonly tokens?: TokenIssuer;
  /** Without it no answer is handed over for evaluation. */
  readonly sampling?: AnswerSampling;
  /** Takes one line a request: a CloudWatch EMF record. */
  readonly emit: (line: string) => void;
  /** Default: a random UUID. */
  readonly newRequestId?: () => string;
}

/** Answers one event, in the form of its kind. Never rejects for a bad event, bad flags or a failing model. */
export type InferenceHandler = (event: unknown) => Promise<Reply>;

/**
 * The inference function over its ports. Has no clock, timer or input of its own, so it runs in virtual time. Throws a
 * `RolloutError` `safe-default-invalid` when the bundled documents serve something that the catalogue or the bundled
 * prompts do not have: nothing would be left to fall back to.
 */
export function createInferenceHandler(dependencies: InferenceDependencies): InferenceHandler {
  const { clock, emit, settings } = dependencies;
  const newRequestId = dependencies.newRequestId ?? randomUUID;
  const record = createMetricsRecord(settings);
  const catalogue = new Map(Object.entries(settings.catalogue));
  const ports: HandlingPorts = { ...dependencies, catalogue, defaults: defaultPlan(dependencies, catalogue) };
  return async (event) => {
    const requestId = newRequestId();
    const envelope = openEnvelope(event);
    const { answer, measured } = await handle(requestId, envelope.payload, ports);
    const properties = { request_id: requestId, status: answer.status, ...measured.properties };
    // The answer is there; a record that cannot be written must not take it away. Its absence is seen in `Requests`.
    quietly(() => emit(record({ ...measured, timestampMs: clock.now(), properties })));
    return envelope.reply(answer);
  };
}

interface Handled {
  readonly answer: Answer;
  readonly measured: Measurement;
}

type HandlingPorts = ServingPorts & Pick<InferenceDependencies, 'tokens' | 'sampling'>;

async function handle(requestId: string, payload: unknown, ports: HandlingPorts): Promise<Handled> {
  try {
    const request = parseRequest(payload);
    if (!request.ok) {
      return { answer: refusalAnswer(requestId, request.problems), measured: measureRefusal() };
    }
    // Together: what a token takes is there long before the model has answered.
    const [served, sign] = await Promise.all([serve(request.value, ports), ports.tokens?.()]);
    const measured = measureServed(served, ports.settings);
    const handled = withToken({ answer: servedAnswer(requestId, served), measured }, served, sign);
    return ports.sampling === undefined
      ? handled
      : await handOver(handled, served, { requestId, request: request.value, sampling: ports.sampling });
  } catch (error) {
    return { answer: internalErrorAnswer(requestId), measured: measureInternalError(error) };
  }
}

/** Failures carry a token as well: without the outcomes of those whom a value failed, it would look better than it is. */
function withToken(handled: Handled, served: Served, sign: SignExposure | undefined): Handled {
  const exposure = servedExposure(served);
  if (sign === undefined || exposure === undefined) return handled;
  const { answer, measured } = handled;
  const exposure_token = sign(exposure);
  if (exposure_token === undefined) {
    return { answer, measured: { ...measured, properties: { ...measured.properties, token_missing: true } } };
  }
  return { answer: { ...answer, body: { ...answer.body, exposure_token } }, measured };
}

function servedExposure({ decisions, motion }: Served): Exposure | undefined {
  return motion && exposureOf(decisions[motion.key]);
}

interface HandingOver {
  readonly requestId: string;
  readonly request: InferenceRequest;
  readonly sampling: AnswerSampling;
}

/** Before the answer is given: afterwards the execution environment stands still. The log says what came of it. */
async function handOver(
  { answer, measured }: Handled,
  served: Served,
  { requestId, request, sampling }: HandingOver,
): Promise<Handled> {
  const evaluation = await sampling({
    ...{ requestId, exposure: servedExposure(served), token: answer.body.exposure_token },
    ...{ question: request.messages.at(-1)?.content, first: served.first },
  });
  if (evaluation === undefined) return { answer, measured };
  return { answer, measured: { ...measured, properties: { ...measured.properties, evaluation } } };
}

function defaultPlan(dependencies: InferenceDependencies, catalogue: Means['catalogue']): Plan {
  const { safeDefault, prompts, clock } = dependencies;
  const nowMs = clock.now();
  const safe = (key: FlagKey) => evaluate(safeDefault, FLAGS[key], {}, nowMs).value;
  const values = Object.fromEntries(FLAG_KEYS.map((key) => [key, safe(key)])) as Partial<FlagValues>;
  const { plan, unhonoured } = interpret(values, { catalogue, prompts: [prompts.bundled] });
  // Nothing is unhonoured, so every part of the plan is there.
  if (unhonoured.length === 0) return plan as Plan;
  const list = unhonoured.map((key) => `${FLAGS[key]} = ${JSON.stringify(values[key])}`);
  const message = `the bundled safe default serves what this environment does not have: ${list.join(', ')}; change the bundled documents or the catalogue`;
  throw new RolloutError('safe-default-invalid', message, { fault: 'user' });
}
