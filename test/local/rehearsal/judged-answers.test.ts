import { describe, expect, it } from 'vitest';
import { Random } from '../../../local/random.ts';
import { JudgedAnswers } from '../../../local/rehearsal/judged-answers.ts';

const HEADER = ['task_id', 'model', 'judge_score_1_to_10', 'output_chars'];

describe('judged answers', () => {
  const judge = JudgedAnswers.parse([
    HEADER,
    ['t1', 'a', '3', '291'],
    ['t2', 'a', '8', '0'],
    ['t1', 'b', '10', '7'],
  ]);

  it('are drawn from the model asked for, each equally likely', () => {
    const random = new Random(1);
    const drawn = Array.from({ length: 1000 }, () => judge.draw('a', random));
    const low = drawn.filter((answer) => answer?.score === 3).length;
    expect(new Set(drawn.map((answer) => answer?.characters))).toEqual(new Set([291, 0]));
    expect(Math.abs(low - 500)).toBeLessThan(80);
  });

  it('know which models were judged', () => {
    expect(judge.models).toEqual(['a', 'b']);
    expect(judge.draw('c', new Random(1))).toBeUndefined();
  });

  it.each([
    [[['x']], 'it needs the columns task_id,model,judge_score_1_to_10,output_chars'],
    [[HEADER, ['t', 'a', '11', '5']], 'line 2'],
    [[HEADER, ['t', 'a', '5', '5'], ['t', 'a', '5', '-1']], 'line 3'],
    [[HEADER, ['t', '', '5', '5']], 'line 2'],
    [[HEADER, ['t', 'a', 'good', '5']], 'line 2'],
  ])('are refused where the file is broken: %j', (records, message) => {
    expect(() => JudgedAnswers.parse(records)).toThrow(message);
  });
});
