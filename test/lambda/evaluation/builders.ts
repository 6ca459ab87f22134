import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Role } from '../../../core/evaluation/decision.ts';
import type { OutcomesProps } from '../../../core/outcomes/parse-outcomes.ts';
import { parseOutcomes } from '../../../core/outcomes/parse-outcomes.ts';
import type { Evaluation } from '../../../core/rubrics/evaluation.ts';
import type { Rubric, Scale } from '../../../core/rubrics/rubric-document.ts';
import type { Budget } from '../../../lambda/evaluation/budget.ts';
import { createEvaluator, type QueueEvent } from '../../../lambda/evaluation/create-evaluator.ts';
import { type EvaluationMessage, printMessage } from '../../../lambda/evaluation/evaluation-message.ts';
import { createRubricStore } from '../../../lambda/evaluation/rubric-store.ts';
import { TextFlagSource } from '../../../lambda/flags/text-flag-source.ts';
import type { Completion, Invocation, ModelInvoker } from '../../../lambda/inference/model-invoker.ts';
import { judgeReply } from '../../../local/bedrock/scripted-judge.ts';
import { aDoor, aToken } from '../outcomes/builders.ts';

export const QUESTION = 'Which river flows through Vienna?';
export const RIGHT = 'The Danube flows through Vienna';

export const EVALUATION: Evaluation = {
  sample: new Map([['inference_model', { candidate: 100, control: 100 }]]),
  rubric: 'v1',
  judge: 'judge-model',
  allowModelUnderTest: false,
  budgetPerHour: 200,
  rationale: false,
  ownTemperature: false,
};

export function aRubric(scale: Scale = 'one-to-ten'): Rubric {
  return { criteria: 'A good answer names the river.', scale };
}

export const RUBRICS = JSON.stringify({
  version: 1,
  rubrics: { v1: aRubric(), share: aRubric('zero-to-one'), pair: aRubric('pairwise') },
  references: [{ question: QUESTION, answer: RIGHT }],
});

/** A judge that answers at once, and remembers what it was asked; by default the scripted one. */
export class FakeJudge implements ModelInvoker {
  readonly invocations: Invocation[] = [];
  reply: (invocation: Invocation) => string = ({ system, messages }) =>
    judgeReply(system, messages[0]?.content ?? '') ?? 'nobody asked to judge';

  async invoke(invocation: Invocation): Promise<Completion> {
    this.invocations.push(invocation);
    return { text: this.reply(invocation), inputTokens: 100, outputTokens: 10 };
  }
}

/** A budget that lasts for as many, and remembers what came back. */
export class FakeBudget implements Budget {
  left = 1000;
  givenBack = 0;

  async take(): Promise<boolean> {
    this.left -= 1;
    return this.left >= 0;
  }

  async giveBack(): Promise<void> {
    this.givenBack += 1;
  }
}

/** A message about an answer of its own. */
export function aMessage(
  more: Partial<EvaluationMessage> = {},
  id = 'AAAAAAAA',
  role: Role = 'candidate',
): string {
  const token = aToken({ id, role });
  return printMessage({ token, rubric: 'v1', question: QUESTION, answer: RIGHT, ...more }) ?? 'too large';
}

export function aQueueEvent(...bodies: readonly string[]) {
  return { Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })) };
}

const TASK = {
  exact_match: { direction: 'up' },
  token_f1: { direction: 'up' },
  rouge_l: { direction: 'up' },
} as const;

function declare(outcomes: OutcomesProps) {
  const parsed = parseOutcomes(outcomes);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.value;
}

/** The evaluator over fakes and the real door, whose store is DynamoDB on loopback. */
export async function anEvaluator(
  more: Partial<Evaluation> = {},
  rubrics = RUBRICS,
  ports: (store: DynamoDBClient) => { readonly model?: ModelInvoker; readonly budget?: Budget } = () => ({}),
) {
  const declared = declare({ judge_score: { direction: 'up' }, ...TASK });
  const door = await aDoor({ declared });
  const [judge, budget] = [new FakeJudge(), new FakeBudget()];
  const lines: string[] = [];
  const { clock } = door;
  const source = new TextFlagSource(rubrics);
  const evaluator = createEvaluator({
    settings: {
      ...{ service: 'assistant', stage: 'prod', lifetimeMs: 1, declared, judgeTimeoutMs: 30_000 },
      evaluation: { ...EVALUATION, ...more },
    },
    rubrics: createRubricStore({ origin: 'test', source, clock, safeDefault: rubrics }),
    ...{ model: judge, budget, clock, ...ports(door.client) },
    door: (event) => door.send(event),
    emit: (line) => lines.push(line),
  });
  const handler = (event: QueueEvent) => evaluator(event, { getRemainingTimeInMillis: () => 30_000 });
  const evaluate = async (...bodies: readonly string[]) => {
    const reply = await handler(aQueueEvent(...bodies));
    return reply.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  const scores = () =>
    door
      .records()
      .filter(({ OutcomeName }) => OutcomeName !== undefined)
      .flatMap(({ OutcomeName, Role, Outcome }) =>
        [Outcome].flat().map((value) => [OutcomeName, Role, value]),
      );
  return {
    handler,
    evaluate,
    judge,
    budget,
    door,
    lines,
    scores,
    record: () => JSON.parse(lines.at(-1) ?? '{}'),
  };
}
