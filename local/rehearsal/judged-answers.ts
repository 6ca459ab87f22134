import type { Random } from '../random.ts';
import { RehearsalError } from './rehearsal-error.ts';

/** An answer as an evaluator model judged it. */
export interface JudgedAnswer {
  /** 1 (worst) to 10. */
  readonly score: number;
  /** Characters of the answer; 0 = empty, so malformed. */
  readonly characters: number;
}

const COLUMNS = 'task_id,model,judge_score_1_to_10,output_chars';

/** Real judged answers by model, to draw from. */
export class JudgedAnswers {
  readonly #answers: ReadonlyMap<string, readonly JudgedAnswer[]>;

  constructor(answers: ReadonlyMap<string, readonly JudgedAnswer[]>) {
    this.#answers = answers;
  }

  /** Reads the columns `task_id,model,judge_score_1_to_10,output_chars`. Throws a `RehearsalError` naming the line. */
  static parse(records: readonly (readonly string[])[]): JudgedAnswers {
    const [header, ...lines] = records;
    if (header?.join(',') !== COLUMNS) {
      throw new RehearsalError(
        `the judge file begins with "${header?.join(',') ?? ''}": it needs the columns ${COLUMNS}`,
      );
    }
    const answers = new Map<string, JudgedAnswer[]>();
    for (const [index, line] of lines.entries()) {
      const [, model = '', scoreText = '', characterText = ''] = line;
      const [score, characters] = [Number(scoreText), Number(characterText)];
      if (
        model === '' ||
        !(score >= 1 && score <= 10) ||
        !(Number.isInteger(characters) && characters >= 0)
      ) {
        throw new RehearsalError(
          `line ${index + 2} of the judge file is "${line.join(',')}": write a task, a model, a score from 1 to 10 and a number of characters`,
        );
      }
      const judged = answers.get(model) ?? [];
      judged.push({ score, characters });
      answers.set(model, judged);
    }
    return new JudgedAnswers(answers);
  }

  get models(): readonly string[] {
    return [...this.#answers.keys()];
  }

  /** One of the model's answers, each equally likely; `undefined` for a model that was not judged. */
  draw(model: string, random: Random): JudgedAnswer | undefined {
    const answers = this.#answers.get(model);
    return answers?.[random.integer(answers.length)];
  }
}
