import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOutcomes } from '../../../core/outcomes/parse-outcomes.ts';
import { JUDGE_SCORE } from '../../../core/rubrics/evaluation.ts';
import { parseEvaluation } from '../../../core/rubrics/parse-evaluation.ts';

const MODELS = ['eu.anthropic.claude-haiku-4-5-v1:0', 'eu.anthropic.claude-sonnet-4-6-v1:0'];
const GOOD = { sample: { inference_model: 5 }, rubric: 'v1', judge: 'eu.amazon.nova-pro-v1:0' };

function parse(input: unknown) {
  return parseEvaluation(input, { models: MODELS });
}

function problemsOf(input: unknown): readonly string[] {
  const parsed = parse(input);
  return parsed.ok ? [] : parsed.problems;
}

describe('what is judged', () => {
  it('has a budget, no reasons, no judges of themselves and none that waver, unless it says otherwise', () => {
    expect(parse(GOOD)).toEqual({
      ok: true,
      value: {
        ...GOOD,
        sample: new Map([['inference_model', { candidate: 5, control: 5 }]]),
        ...{ allowModelUnderTest: false, budgetPerHour: 200, rationale: false, ownTemperature: false },
      },
    });
  });

  it('may sample each side by a share of its own', () => {
    const parsed = parse({ ...GOOD, sample: { inference_model: { candidate: 40, control: 0.5 } } });
    expect(parsed.ok && parsed.value.sample.get('inference_model')).toEqual({ candidate: 40, control: 0.5 });
  });

  it('says everything that is wrong with it', () => {
    const problems = problemsOf({
      sample: { 'Not a flag': 5, a: 0, b: { candidate: 101, other: 3 } },
      rubric: '',
      judge: 'two words',
      allowModelUnderTest: 'yes',
      budgetPerHour: 0.5,
      rationale: 1,
      ownTemperature: 0.5,
      extra: true,
    });
    for (const place of ['extra', 'Not a flag', 'a is 0', 'b.candidate is 101', 'b.control is missing']) {
      expect(problems.join('\n')).toContain(place);
    }
    expect(problems.join('\n')).toContain('a member "other"');
    const bits = ['allowModelUnderTest', 'rationale', 'ownTemperature'];
    for (const name of ['rubric', 'judge', 'budgetPerHour', ...bits]) {
      expect(problems.some((problem) => problem.startsWith(`evaluation.${name} is `))).toBe(true);
    }
  });

  it.each([[undefined], [[]], ['text'], [{}], [{ ...GOOD, sample: {} }], [{ ...GOOD, sample: 3 }]])(
    'is refused when it is %j',
    (input) => {
      expect(problemsOf(input)).not.toEqual([]);
    },
  );

  it('never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (input) => void parse(input)));
  });
});

describe('a judge’s score', () => {
  it('is an outcome that can be declared', () => {
    expect(parseOutcomes({ [JUDGE_SCORE]: { direction: 'up' } }).ok).toBe(true);
  });
});

describe('a judge that is judged', () => {
  const ITSELF = { ...GOOD, judge: 'anthropic.claude-haiku-4-5-v1:0' };

  it('is refused, by whatever profile it is called', () => {
    expect(problemsOf(ITSELF)).toEqual([expect.stringContaining('the model eu.anthropic.claude-haiku')]);
    const ofProfile = `arn:aws:bedrock:eu-west-1:123456789012:inference-profile/us.${ITSELF.judge}`;
    expect(problemsOf({ ...GOOD, judge: ofProfile })).toHaveLength(1);
  });

  it('is taken where that is forced', () => {
    expect(parse({ ...ITSELF, allowModelUnderTest: true }).ok).toBe(true);
  });

  it('is no other model of the same maker', () => {
    expect(parse({ ...GOOD, judge: 'eu.anthropic.claude-opus-4-6-v1:0' }).ok).toBe(true);
  });
});
