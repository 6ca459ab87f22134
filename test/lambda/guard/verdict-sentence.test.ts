import { describe, expect, it } from 'vitest';
import { judge } from '../../../core/guard/judge.ts';
import type { GuardProps } from '../../../core/guard/parse-guard.ts';
import { exactOnly } from '../../../lambda/guard/exact-only.ts';
import { verdictSentence } from '../../../lambda/guard/verdict-sentence.ts';
import { type Cell, minutesOf, steadyMinutes } from '../../helpers/guard-data.ts';
import { aGuard } from './guarded-scene.ts';

function sentence(
  guardrails: GuardProps['guardrails'],
  ...minutes: readonly (readonly [candidate: Cell, control: Cell])[]
): string {
  const guard = aGuard({ guardrails, minimumExposures: 1 });
  const data = { minutes: minutesOf(...minutes) };
  const metrics = guardrails.map(() => data);
  const verdict = judge(
    guard,
    { firstMinute: 0, metrics, requests: { minutes: steadyMinutes(0, [0, 0], [0, 0]) }, shares: [] },
    exactOnly(guard),
  );
  return verdictSentence(verdict, { alpha: guard.alpha, minutes: 14 });
}

const ERRORS = { metric: 'errors', tolerance: 1.1 };

describe('the sentence about a verdict', () => {
  it('counts events, and says how far the evidence has come', () => {
    expect(
      sentence(
        [ERRORS],
        [
          [400, 20],
          [400, 10],
        ],
      ),
    ).toMatch(
      /^errors: candidate 20 of 400 \(5 %\), control 10 of 400 \(2\.5 %\), 2 times, tolerated 1\.1; evidence [\d.]+ < 20 after 14 minutes$/,
    );
  });

  it('averages values that are no counts', () => {
    const score = { metric: 'outcome:judge_score', direction: 'down', tolerance: 0.97 } as const;
    expect(
      sentence(
        [score],
        [
          [400, 100],
          [400, 300],
        ],
      ),
    ).toMatch(
      /^outcome:judge_score: candidate 0\.25 on average of 400, control 0\.75 on average of 400, 0\.333 times \(0\.\d+ to 0\.\d+\), tolerated 0\.97; evidence .* >= 20 after/,
    );
  });

  it('compares within minutes, so that a growing share does not turn the ratio round', () => {
    const ramp = [
      [
        [10, 8],
        [990, 396],
      ],
      [
        [990, 20],
        [10, 0.1],
      ],
    ] as const;
    // Twice as many in each minute, and fewer in total.
    expect(sentence([ERRORS], ...ramp)).toMatch(/candidate 28 of 1000 .*control 396\.1 of 1000 .*, 2 times/);
  });

  it('says where an interval ends only if it does', () => {
    const rare = sentence(
      [ERRORS],
      ...Array.from(
        { length: 3 },
        () =>
          [
            [400, 20],
            [400, 0.2],
          ] as const,
      ),
    );
    expect(rare).toMatch(/100 times \(at least [\d.]+\), tolerated 1\.1; evidence .* >= 20/);
  });

  it('names no ratio to a control without events', () => {
    expect(
      sentence(
        [ERRORS],
        [
          [400, 100],
          [400, 0],
        ],
      ),
    ).toContain('control 0 of 400 (0 %), tolerated 1.1;');
  });

  it('speaks of the guardrail that weighs most', () => {
    const guardrails = [
      { ...ERRORS, tolerance: 50 },
      { metric: 'timeouts', tolerance: 1.1 },
    ];
    expect(
      sentence(guardrails, [
        [400, 100],
        [400, 10],
      ]),
    ).toMatch(/^timeouts: /);
  });

  it('says something before there is anything to speak of', () => {
    expect(sentence([ERRORS])).toBe(
      'errors: candidate 0 of 0 (0 %), control 0 of 0 (0 %), tolerated 1.1; evidence 1 < 20 after 14 minutes',
    );
  });

  it('fits the description of a deployment, however large the numbers', () => {
    const long = sentence(
      [ERRORS],
      [
        [1e9, 9e8],
        [1e9, 1e8],
      ],
    );
    expect(long).toMatch(/^[\x20-\x7e]{1,1024}$/);
    expect(long).toContain('evidence 1000000000 >= 20');
  });
});
