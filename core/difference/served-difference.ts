import type { FlagValue } from '../document/flag-document.ts';
import type { CompiledDocument } from '../evaluation/compile.ts';
import type { Decision, EvaluationContext, Role } from '../evaluation/decision.ts';
import { evaluate } from '../evaluation/evaluate.ts';

/** How two documents serve one flag to a sample of users. */
export interface ServedDifference {
  readonly flag: string;
  /** Users who are served another value, by what they were served and are served then, most users first. */
  readonly moves: readonly Move[];
  /** Users of the sample by role. */
  readonly roles: { readonly deployed: RoleCounts; readonly next: RoleCounts };
  /** Users whose role becomes another one; `none` = they lose theirs. */
  readonly becoming: RoleCounts;
  /** Users whom a percentage or split of the next document cannot place: they lack the attribute that is counted. */
  readonly unbucketed: number;
}

export interface Move {
  /** Absent when the document has no such flag. */
  readonly from?: FlagValue;
  readonly to?: FlagValue;
  readonly users: number;
}

export interface RoleCounts {
  readonly candidate: number;
  readonly control: number;
  readonly none: number;
}

/** Every flag of either document, in the order of `next`, served to these users at one moment (epoch milliseconds). */
export function servedDifference(
  deployed: CompiledDocument,
  next: CompiledDocument,
  users: Iterable<EvaluationContext>,
  nowMs: number,
): readonly ServedDifference[] {
  const names = new Set([...next.flags.keys(), ...deployed.flags.keys()]);
  const tallies = new Map([...names].map((name) => [name, new Tally()]));
  for (const user of users) {
    for (const [name, tally] of tallies) {
      tally.add(evaluate(deployed, name, user, nowMs), evaluate(next, name, user, nowMs));
    }
  }
  return [...tallies].map(([flag, tally]) => ({ flag, ...tally.result() }));
}

/** Counts one flag. */
class Tally {
  readonly #moves = new Map<string, { from: Decision; to: Decision; users: number }>();
  readonly #deployed = noRoles();
  readonly #next = noRoles();
  readonly #becoming = noRoles();
  #unbucketed = 0;

  add(from: Decision, to: Decision): void {
    const [before, after] = [roleOf(from), roleOf(to)];
    this.#deployed[before] += 1;
    this.#next[after] += 1;
    if (before !== after) this.#becoming[after] += 1;
    if (to.reason !== 'ERROR' && to.errorCode !== undefined) this.#unbucketed += 1;
    if (from.value !== to.value) this.#move(from, to);
  }

  result(): Omit<ServedDifference, 'flag'> {
    const moves = [...this.#moves.values()].sort((left, right) => right.users - left.users);
    return {
      moves: moves.map(({ from, to, users }) => ({
        ...(from.value !== undefined && { from: from.value }),
        ...(to.value !== undefined && { to: to.value }),
        users,
      })),
      roles: { deployed: this.#deployed, next: this.#next },
      becoming: this.#becoming,
      unbucketed: this.#unbucketed,
    };
  }

  #move(from: Decision, to: Decision): void {
    const key = JSON.stringify([from.value ?? null, to.value ?? null]);
    const move = this.#moves.get(key);
    if (move) move.users += 1;
    else this.#moves.set(key, { from, to, users: 1 });
  }
}

type Counts = { -readonly [Name in keyof RoleCounts]: number };

function noRoles(): Counts {
  return { candidate: 0, control: 0, none: 0 };
}

function roleOf({ role }: Decision): Role | 'none' {
  return role ?? 'none';
}
