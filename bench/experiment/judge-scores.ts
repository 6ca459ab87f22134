import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';

const DATA = new URL('../../../shared/data/', import.meta.url);

/** Scores in [0, 1] by model, in the order of the tasks. */
export type ScoresByModel = ReadonlyMap<string, readonly number[]>;

/** What an evaluator model gave four models' answers to the same tasks, 1 to 10 as 0 to 1; `undefined` where the file is not. */
export function readJudgeScores(): ScoresByModel | undefined {
  const rows = readRows('judge-scores.csv');
  if (!rows) return undefined;
  const scores = new Map<string, number[]>();
  for (const [, model = '', score = ''] of rows) {
    const own = scores.get(model) ?? [];
    own.push((Number(score) - 1) / 9);
    scores.set(model, own);
  }
  return scores;
}

/** Minutes after the first one at which the real requests came; `undefined` where the file is not. */
export function readArrivals(): readonly number[] | undefined {
  const rows = readRows('llm-trace-conversation.csv');
  const times = rows?.map(([time = '']) => Date.parse(`${time.replace(' ', 'T').slice(0, 23)}Z`) / 60_000);
  return times?.map((minute) => minute - (times[0] ?? minute));
}

/** Without the heading. */
function readRows(name: string): readonly (readonly string[])[] | undefined {
  const file = new URL(name, DATA);
  if (!existsSync(file)) return undefined;
  return parse(readFileSync(file), { skip_empty_lines: true, from_line: 2 });
}
