import { shortened } from '../document/issue-list.ts';

/** Which numbers a member may be. */
export interface NumberRule {
  /** Taken when it is missing; without one it must be there. */
  readonly fallback?: number;
  readonly isAllowed: (value: number) => boolean;
  /** What to write in place of another, for people: `use a number above 0`. */
  readonly advice: string;
}

/** Members of an object that came from outside. What is wrong with one is reported, a line each, and reading goes on. */
export class Members {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #at: string;
  readonly #problems: string[];

  /** `at` is the object's own place, empty for the outermost; `problems` takes the lines. */
  constructor(members: Readonly<Record<string, unknown>>, at: string, problems: string[]) {
    this.#members = members;
    this.#at = at;
    this.#problems = problems;
  }

  get(name: string): unknown {
    return this.#members[name];
  }

  /** Reports a member; `why` goes on after its value. */
  refuse(name: string, why: string): void {
    const place = this.#at === '' ? name : `${this.#at}.${name}`;
    this.#problems.push(`${place} is ${shown(this.get(name))}${why}`);
  }

  allowOnly(names: readonly string[]): void {
    const owner = this.#at || 'the guard';
    for (const name of Object.keys(this.#members)) {
      if (names.includes(name)) continue;
      this.#problems.push(`${owner} has a member ${shown(name)}; there are ${names.join(', ')}`);
    }
  }

  /** NaN where it is refused. */
  number(name: string, { fallback, isAllowed, advice }: NumberRule): number {
    const { [name]: value = fallback } = this.#members;
    if (typeof value === 'number' && Number.isFinite(value) && isAllowed(value)) return value;
    this.refuse(name, `; ${advice}`);
    return Number.NaN;
  }

  /** `false` where it is missing, and where it is refused. */
  boolean(name: string): boolean {
    const value = this.get(name) ?? false;
    if (typeof value !== 'boolean') this.refuse(name, '; use true or false');
    return value === true;
  }

  /** The fallback, or else the first one, where it is refused; without a fallback it must be there. */
  choice<Choice extends string>(
    name: string,
    choices: readonly [Choice, Choice],
    { fallback, say = 'use' }: { readonly fallback: Choice | undefined; readonly say?: string },
  ): Choice {
    const { [name]: value = fallback } = this.#members;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) this.refuse(name, `; ${say} ${choices.map((one) => `"${one}"`).join(' or ')}`);
    return chosen ?? fallback ?? choices[0];
  }
}

/** A value from outside as a message shows it. */
export function shown(input: unknown): string {
  return input === undefined ? 'missing' : shortened(input);
}
