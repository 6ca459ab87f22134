import type { Call } from './permission.ts';

/** What was asked of AWS in the name of each role. */
export class CallLog {
  readonly #byRole = new Map<string, Call[]>();

  add(role: string, ...calls: readonly Call[]): void {
    const known = this.#byRole.get(role);
    if (known === undefined) this.#byRole.set(role, [...calls]);
    else known.push(...calls);
  }

  of(role: string): readonly Call[] {
    return this.#byRole.get(role) ?? [];
  }

  /** Every role that asked for anything. */
  get roles(): readonly string[] {
    return [...this.#byRole.keys()];
  }
}
