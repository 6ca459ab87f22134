import { Members, shown } from '../guard/members.ts';
import type { Direction } from '../guard/tilts.ts';
import { isRecord } from '../record.ts';
import type { Result } from '../result.ts';
import type { OutcomeDeclaration } from './outcome-declaration.ts';

/** A declared outcome as it is written, under its name: what is left out has its default. */
export interface OutcomeProps {
  /** The way it gets better: `up` for a task completed, `down` for a conversation escalated. */
  readonly direction: Direction;
  /**
   * Mean of the candidate over the control's that the guard puts up with: 0.01 to 1 for `up`, 1 to 100 for `down`.
   * @default 0.97 for `up`, 1.1 for `down`
   */
  readonly tolerance?: number;
  /**
   * Whether a comparison is decided by it.
   * @default false
   */
  readonly primary?: boolean;
}

/** Declared outcomes by name. */
export type OutcomesProps = Readonly<Record<string, OutcomeProps>>;

/** Each is a guardrail, and a guard has no more. */
export const MAX_OUTCOMES = 12;
const NAME = /^[a-z][a-z0-9_]{0,63}$/;
const KEYS = ['direction', 'tolerance', 'primary'];

const TOLERANCES = {
  up: { fallback: 0.97, min: 0.01, max: 1, advice: 'use a ratio from 0.01 to 1, 0.97 is the default' },
  down: { fallback: 1.1, min: 1, max: 100, advice: 'use a ratio from 1 to 100, 1.1 is the default' },
};

/** Reads declared outcomes and fills in the defaults, or says everything that is wrong with them, one line each. */
export function parseOutcomes(input: unknown): Result<readonly OutcomeDeclaration[], string> {
  if (!isRecord(input)) {
    const advice = 'use an object such as { "task_completed": { "direction": "up" } }';
    return { ok: false, problems: [`outcomes is ${shown(input)}; ${advice}`] };
  }
  const problems: string[] = [];
  const names = Object.keys(input);
  if (names.length === 0 || names.length > MAX_OUTCOMES) {
    problems.push(`outcomes has ${names.length} members; declare 1 to ${MAX_OUTCOMES}, or leave it out`);
  }
  const declared = names.map((name) => parseOutcome(name, input[name], problems));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: declared };
}

function parseOutcome(name: string, input: unknown, problems: string[]): OutcomeDeclaration {
  const at = `outcomes[${shown(name)}]`;
  if (!NAME.test(name)) {
    problems.push(`${at} is no name; use a lower-case letter, then up to 63 of them, digits and _`);
  }
  if (!isRecord(input)) problems.push(`${at} is ${shown(input)}; use an object with ${KEYS.join(', ')}`);
  const members = new Members(isRecord(input) ? input : { direction: 'up' }, at, problems);
  members.allowOnly(KEYS);
  const direction = members.choice('direction', ['up', 'down'], {
    fallback: undefined,
    say: 'say which way is better:',
  });
  const { fallback, min, max, advice } = TOLERANCES[direction];
  return {
    name,
    direction,
    tolerance: members.number('tolerance', {
      fallback,
      isAllowed: (ratio) => ratio >= min && ratio <= max,
      advice: `where ${direction} is better, ${advice}`,
    }),
    primary: members.boolean('primary'),
  };
}
