import { Members, shown } from '../guard/members.ts';
import { isRecord } from '../record.ts';
import type { Result } from '../result.ts';
import type { Evaluation, RoleShares } from './evaluation.ts';
import { judgeConflict } from './judge-conflict.ts';
import { RUBRIC_VERSION_PATTERN } from './rubric-document.ts';

/** What of a stage's answers is judged, as it is written: what is left out has its default. */
export interface EvaluationProps {
  /**
   * Percent of the answers in comparison that are judged, by flag: above 0 to 100, one number for both sides or one for
   * each. Different ones bias no mean, for who is drawn does not depend on the answer.
   */
  readonly sample: Readonly<Record<string, number | RoleShares>>;
  /** Version of the rubric, in the rubric document. */
  readonly rubric: string;
  /** Model id or inference-profile id on Bedrock of the model that judges. */
  readonly judge: string;
  /**
   * Whether the judge may be one of the models that it judges: models prefer their own answers.
   * @default false
   */
  readonly allowModelUnderTest?: boolean;
  /**
   * Most answers judged in an hour of the stage, both sides together: 1 to 1,000,000.
   * @default 200
   */
  readonly budgetPerHour?: number;
  /**
   * Whether the judge is asked for its reasons, which are kept in the log. They may quote users.
   * @default false
   */
  readonly rationale?: boolean;
  /**
   * Whether the judge is called with its model's own temperature. Otherwise it is called with 0, so that it judges the same
   * answer alike as far as the model lets it; some models refuse any temperature.
   * @default false
   */
  readonly ownTemperature?: boolean;
}

export interface ParseEvaluationOptions {
  /** Bedrock ids of the models that are judged. */
  readonly models: readonly string[];
}

const KEYS = [
  ...['sample', 'rubric', 'judge', 'allowModelUnderTest', 'budgetPerHour', 'rationale', 'ownTemperature'],
];
const FLAG = /^[a-z][a-z0-9_]{0,63}$/;
const RUBRIC = new RegExp(RUBRIC_VERSION_PATTERN);
const MODEL = /^\S{1,2048}$/;
const DEFAULT_BUDGET = 200;
const MAX_BUDGET = 1_000_000;

/** Reads what is judged and fills in the defaults, or says everything that is wrong, one line each. */
export function parseEvaluation(
  input: unknown,
  { models }: ParseEvaluationOptions,
): Result<Evaluation, string> {
  if (!isRecord(input)) {
    return { ok: false, problems: [`evaluation is ${shown(input)}; use an object with ${KEYS.join(', ')}`] };
  }
  const problems: string[] = [];
  const members = new Members(input, 'evaluation', problems);
  members.allowOnly(KEYS);
  const evaluation = {
    sample: readSample(members, problems),
    rubric: text(members, 'rubric', RUBRIC, `use the name of a rubric's version, ${RUBRIC_VERSION_PATTERN}`),
    judge: text(members, 'judge', MODEL, 'use a model id or an inference-profile id of Bedrock'),
    allowModelUnderTest: members.boolean('allowModelUnderTest'),
    budgetPerHour: members.number('budgetPerHour', {
      fallback: DEFAULT_BUDGET,
      isAllowed: (budget) => Number.isInteger(budget) && budget >= 1 && budget <= MAX_BUDGET,
      advice: `use a whole number from 1 to ${MAX_BUDGET}`,
    }),
    rationale: members.boolean('rationale'),
    ownTemperature: members.boolean('ownTemperature'),
  };
  refuseSelf(evaluation, models, members);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: evaluation };
}

function refuseSelf({ judge, allowModelUnderTest }: Evaluation, models: readonly string[], members: Members) {
  const judged = judgeConflict(judge, models);
  if (judged === undefined || allowModelUnderTest) return;
  members.refuse(
    'judge',
    `, which is the model ${judged} that it would judge; use a model that no flag serves, or set allowModelUnderTest`,
  );
}

function readSample(members: Members, problems: string[]): Evaluation['sample'] {
  const input = members.get('sample');
  if (!isRecord(input) || Object.keys(input).length === 0) {
    members.refuse('sample', '; use percentages by flag, such as { "inference_model": 5 }');
    return new Map();
  }
  const shares = new Members(input, 'evaluation.sample', problems);
  const flags = Object.keys(input);
  for (const flag of flags) {
    if (!FLAG.test(flag)) shares.refuse(flag, ' of what is no name of a flag; use the name of a flag');
  }
  return new Map(flags.map((flag) => [flag, readShares(shares, flag, problems)]));
}

function readShares(shares: Members, flag: string, problems: string[]): RoleShares {
  const input = shares.get(flag);
  if (!isRecord(input)) {
    const share = percentage(shares, flag);
    return { candidate: share, control: share };
  }
  const roles = new Members(input, `evaluation.sample.${flag}`, problems);
  roles.allowOnly(['candidate', 'control']);
  return { candidate: percentage(roles, 'candidate'), control: percentage(roles, 'control') };
}

function percentage(members: Members, name: string): number {
  return members.number(name, {
    isAllowed: (share) => share > 0 && share <= 100,
    advice: 'use a percentage above 0 to 100',
  });
}

function text(members: Members, name: string, form: RegExp, advice: string): string {
  const value = members.get(name);
  if (typeof value === 'string' && form.test(value)) return value;
  members.refuse(name, `; ${advice}`);
  return '';
}
