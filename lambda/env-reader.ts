import type { Result } from '../core/result.ts';
import { RolloutError } from './rollout-error.ts';

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  /** Taken when the variable is unset; without it the variable is required. */
  readonly fallback?: number;
}

/** Reads settings from environment variables and reports every bad one at once. */
export class EnvReader {
  readonly #env: Environment;
  readonly #problems: string[] = [];

  constructor(env: Environment) {
    this.#env = env;
  }

  /** Required text. */
  text(name: string): string {
    const value = this.#env[name];
    if (value === undefined || value === '') this.report(name, 'is not set; set it to a text');
    return value ?? '';
  }

  /** Optional text: empty counts as unset. */
  optionalText(name: string): string | undefined {
    return this.#env[name] || undefined;
  }

  /** Texts with commas between them; none when the variable is unset. */
  list(name: string): readonly string[] {
    const texts = (this.optionalText(name) ?? '').split(',').map((text) => text.trim());
    return texts.filter((text) => text !== '');
  }

  number(name: string, range: NumberRange): number {
    const text = this.optionalText(name);
    const value = text === undefined ? range.fallback : Number(text);
    if (value !== undefined && value >= range.min && value <= range.max) return value;
    this.report(name, `is ${text ?? 'not set'}; set it to a number from ${range.min} to ${range.max}`);
    return range.min;
  }

  /** JSON of a shape that `read` makes a value of; `read` throws when it is another. */
  json<Value>(name: string, allowed: string, read: (input: unknown) => Value): Value | undefined {
    try {
      return read(JSON.parse(this.text(name)));
    } catch {
      this.report(name, `is not json of the form ${allowed}; correct it`);
      return undefined;
    }
  }

  /** JSON that `parse` reads; each of its problems is reported. */
  parsed<Value>(
    name: string,
    allowed: string,
    parse: (input: unknown) => Result<Value, string>,
  ): Value | undefined {
    const result = this.json(name, allowed, parse);
    if (result === undefined || result.ok) return result?.value;
    for (const problem of result.problems) this.report(name, `is refused: ${problem}`);
    return undefined;
  }

  report(name: string, problem: string): void {
    this.#problems.push(`${name} ${problem}`);
  }

  /** Throws a `RolloutError` `settings-invalid` naming every problem met so far. */
  done(): void {
    if (this.#problems.length === 0) return;
    const message = `environment variables of the function are wrong: ${this.#problems.join('; ')}`;
    throw new RolloutError('settings-invalid', message, { fault: 'user' });
  }
}
