import { describe, expect, it } from 'vitest';
import { parseGuard } from '../../../core/guard/parse-guard.ts';
import { outcomeGuardrail } from '../../../core/outcomes/outcome-declaration.ts';
import { MAX_OUTCOMES, parseOutcomes } from '../../../core/outcomes/parse-outcomes.ts';

function problemsOf(input: unknown): readonly string[] {
  const parsed = parseOutcomes(input);
  return parsed.ok ? [] : parsed.problems;
}

function declared(input: unknown) {
  const parsed = parseOutcomes(input);
  if (!parsed.ok) throw new Error(parsed.problems.join());
  return parsed.value;
}

describe('declared outcomes', () => {
  it('have a tolerance that fits the way they get better, and decide nothing, unless said otherwise', () => {
    expect(declared({ task_completed: { direction: 'up' }, escalated: { direction: 'down' } })).toEqual([
      { name: 'task_completed', direction: 'up', tolerance: 0.97, primary: false },
      { name: 'escalated', direction: 'down', tolerance: 1.1, primary: false },
    ]);
    expect(declared({ rating: { direction: 'up', tolerance: 0.9, primary: true } })).toEqual([
      { name: 'rating', direction: 'up', tolerance: 0.9, primary: true },
    ]);
  });

  it('make guardrails that a guard accepts, by the way they get worse', () => {
    const guardrails = declared({
      task_completed: { direction: 'up' },
      escalated: { direction: 'down' },
    }).map(outcomeGuardrail);
    expect(guardrails).toEqual([
      { metric: 'outcome:task_completed', direction: 'down', tolerance: 0.97 },
      { metric: 'outcome:escalated', direction: 'up', tolerance: 1.1 },
    ]);
    expect(parseGuard({ guardrails }).ok).toBe(true);
  });

  it.each([undefined, null, [], 'task_completed', 1])('are an object by name, not %j', (input) => {
    expect(problemsOf(input)).toEqual([expect.stringMatching(/^outcomes is .*use an object such as/)]);
  });

  it.each<[unknown, RegExp]>([
    [{}, /has 0 members; declare 1 to 12/],
    [
      Object.fromEntries(Array.from({ length: MAX_OUTCOMES + 1 }, (_, n) => [`o${n}`, { direction: 'up' }])),
      /has 13 members/,
    ],
    [{ 'Task Completed': { direction: 'up' } }, /outcomes\["Task Completed"\] is no name/],
    [{ [`a${'b'.repeat(64)}`]: { direction: 'up' } }, /is no name/],
    [{ rating: 'up' }, /outcomes\["rating"\] is "up"; use an object with direction, tolerance, primary/],
    [{ rating: {} }, /direction is missing; say which way is better: "up" or "down"/],
    [{ rating: { direction: 'up', tolerance: 1.1 } }, /tolerance is 1.1; where up is better, use a ratio/],
    [{ rating: { direction: 'down', tolerance: 0.97 } }, /tolerance is 0.97; where down is better/],
    [{ rating: { direction: 'up', primary: 'yes' } }, /primary is "yes"; use true or false/],
    [{ rating: { direction: 'up', better: 1 } }, /has a member "better"; there are direction/],
  ])('refuse %j', (input, problem) => {
    expect(problemsOf(input)).toEqual([expect.stringMatching(problem)]);
  });

  it('are told everything that is wrong at once', () => {
    expect(problemsOf({ A: { direction: 'up' }, b: { direction: 'left', tolerance: 0 } })).toHaveLength(3);
  });
});
