import { parse } from 'csv-parse/sync';
import { STAGES } from '../../../config/stages.ts';
import type { GuardrailProps } from '../../../core/guard/parse-guard.ts';
import type { StageConfig } from '../../../lib/stage-config.ts';
import type { ModelBehaviour } from '../../../local/bedrock/model-script.ts';
import { JudgedAnswers } from '../../../local/rehearsal/judged-answers.ts';
import type { RehearsalOptions } from '../../../local/rehearsal/rehearse.ts';
import type { Scenario } from '../../../local/rehearsal/scenario.ts';
import { parseTrace } from '../../../local/rehearsal/traffic.ts';
import { sharedText } from '../../helpers/shared-files.ts';

const TRACE = sharedText('data/llm-trace-conversation.csv');
const JUDGE = sharedText('data/judge-scores.csv');

/** Whether real requests and evaluations are there; `title` says so where they are not. */
export const REAL_DATA = {
  present: TRACE.present && JUDGE.present,
  title: (title: string) => TRACE.title(JUDGE.title(title)),
};

/** The model in use, and the same model under another name. */
export const CONTROL = 'gpt-3.5-turbo-0125';
export const ITSELF = `${CONTROL}-again`;

/** Real requests, and real answers as gpt-4o judged them. */
export function readRealData(): Required<Pick<RehearsalOptions, 'trace' | 'judge'>> {
  const judged: readonly (readonly string[])[] = parse(JUDGE.read(), { skip_empty_lines: true });
  const again = judged.flatMap(([task = '', model, ...rest]) =>
    model === CONTROL ? [[task, ITSELF, ...rest]] : [],
  );
  return {
    trace: parseTrace(parse(TRACE.read(), { skip_empty_lines: true })),
    judge: JudgedAnswers.parse([...judged, ...again]),
  };
}

/** Production with the real models in its catalogue, and with more guardrails. */
export function realStage(candidates: readonly string[], more: readonly GuardrailProps[] = []): StageConfig {
  const { models, guard, ...prod } = STAGES.prod;
  const price = { inputUsdPerMillion: 1, outputUsdPerMillion: 5 };
  const added = [CONTROL, ...candidates].map((name) => [name, { foundationModel: `real.${name}`, ...price }]);
  return {
    ...prod,
    models: { ...Object.fromEntries(added), ...models },
    guard: { ...guard, guardrails: [...more, ...(guard?.guardrails ?? [])] },
  };
}

/** The control in use, and one candidate for half of the users; both behave alike but for their answers. */
export function realScenario(candidate: string, behaviour: Partial<ModelBehaviour> = {}): Scenario {
  return {
    name: 'real-data',
    description: `real requests and real scores, ${CONTROL} to ${candidate}`,
    traffic: { requestsPerMinute: 331, users: 5000 },
    control: { model: CONTROL, behaviour },
    rollouts: [{ candidate: { model: candidate, behaviour }, percentage: 50 }],
  };
}
