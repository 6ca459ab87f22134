import { ENV } from '../contract.ts';
import { type Environment, EnvReader } from '../env-reader.ts';
import { liveAnswerQueue } from './answer-queue.ts';
import { type AnswerSampling, createAnswerSampling } from './answer-sampling.ts';
import { readEvaluation } from './read-evaluation.ts';

/**
 * The sampling of an inference function, by its environment variables; `undefined` where it has no queue to send to. Throws
 * `settings-invalid`. Whether the judge is a model that it judges is for the evaluator to refuse: nobody is to go without an
 * answer for it.
 */
export function liveSampling(env: Environment): AnswerSampling | undefined {
  const reader = new EnvReader(env);
  const url = reader.optionalText(ENV.evaluationQueue);
  const evaluation = url === undefined ? undefined : readEvaluation(reader, []);
  reader.done();
  if (url === undefined || evaluation === undefined) return undefined;
  return createAnswerSampling({ evaluation, queue: liveAnswerQueue(url) });
}
