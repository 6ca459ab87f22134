import type { EvaluationContext } from '../../core/evaluation/decision.ts';
import { isRecord } from '../../core/record.ts';
import { jsonIn } from '../../lambda/json-in.ts';
import { badArgument } from '../bad-argument.ts';
import { readTextFile } from '../documents/document-file.ts';
import { withoutMark } from '../documents/json-text.ts';

/** Users whom documents are tried on. */
export interface UserSample {
  readonly users: readonly EvaluationContext[];
  /** Path of the file; absent for generated users, who have no attribute but `user_id`. */
  readonly file?: string;
}

export interface SampleOptions {
  /** How many users are generated. */
  readonly sample: number;
  /** Path of a file that has the users instead: one JSON object of attributes a line. */
  readonly users?: string;
}

/** Reads or generates users. Rejects with `file-unreadable`, and with `bad-argument` naming a line that is no user. */
export async function userSample({ sample, users: file }: SampleOptions): Promise<UserSample> {
  if (file === undefined) return { users: generatedUsers(sample) };
  const lines = withoutMark(await readTextFile(file)).split(/\r\n|[\r\n]/);
  const users = lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [parsedUser(line, file, index + 1)],
  );
  if (users.length > 0) return { users, file };
  throw badArgument(`--users is ${file}, which has no users; use one JSON object a line`);
}

/** Users who have no attribute but `user_id`; the same ones each time. */
export function generatedUsers(count: number): readonly EvaluationContext[] {
  return Array.from({ length: count }, (_, at) => ({ user_id: `user-${at + 1}` }));
}

/** The line is not repeated: it holds attributes of a user. */
function parsedUser(text: string, file: string, line: number): EvaluationContext {
  const user = jsonIn(text);
  if (isRecord(user)) return user;
  throw badArgument(
    `line ${line} of ${file} is no JSON object; use one a line, such as {"user_id":"u-1","plan":"gold"}`,
  );
}
