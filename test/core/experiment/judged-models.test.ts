import { describe, expect, it } from 'vitest';
import { readArrivals, readJudgeScores } from '../../../bench/experiment/judge-scores.ts';
import { fullTruth, type JudgedPair, playPair } from '../../../bench/experiment/judged-pair.ts';
import { Random } from '../../../local/random.ts';
import { REAL_DATA } from '../../local/rehearsal/real-data.ts';

const scores = readJudgeScores() ?? new Map<string, readonly number[]>();
const arrivals = readArrivals() ?? [];
const models = [...scores.keys()];

const pairs = models.flatMap((control, at) =>
  models
    .slice(at + 1)
    .map((candidate): readonly [string, JudgedPair] => [
      `${candidate} against ${control}`,
      { control: scores.get(control) ?? [], candidate: scores.get(candidate) ?? [], arrivals },
    ]),
);

describe.runIf(REAL_DATA.present)(REAL_DATA.title('real models on the real trace'), () => {
  it.each(pairs)('are told apart as all tasks tell them, within the hour: %s', (_, pair) => {
    const { kind, lift } = fullTruth(pair);
    const random = new Random(3);
    const endings = Array.from({ length: 5 }, (_, at) => playPair(pair, random.stream(`${at}`)));
    // Too small a difference to matter may also be found for what it is.
    const right = kind === 'no-meaningful-difference' ? [kind, lift > 0 ? 'better' : 'worse'] : [kind];
    for (const { verdict } of endings) expect(right).toContain(verdict.kind);
  });
});
