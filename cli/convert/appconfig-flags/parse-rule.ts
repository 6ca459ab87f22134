import type { Result } from '../../../core/result.ts';
import {
  BINARY_OPERATORS,
  type BinaryOperator,
  MAX_RULE_CHARACTERS,
  type RuleOperand,
  type VariantRule,
} from './rule.ts';
import { RuleProblem, type RuleToken, ruleTokens } from './rule-tokens.ts';

/** Expressions inside one another; the rest would only cost stack. */
const MAX_NESTING = 64;

/** Parses a rule; the one problem says what is wrong and where. */
export function parseRule(text: string): Result<VariantRule, string> {
  try {
    if (text.length > MAX_RULE_CHARACTERS) {
      throw new RuleProblem(
        `a rule of ${text.length} characters, allowed are at most ${MAX_RULE_CHARACTERS}`,
      );
    }
    const reader = new RuleReader(ruleTokens(text));
    const rule = reader.rule(0);
    reader.end();
    return { ok: true, value: rule };
  } catch (error) {
    if (error instanceof RuleProblem) return { ok: false, problems: [error.message] };
    throw error;
  }
}

/** Named parts of an expression, such as `pct::10`. */
type NamedParts = ReadonlyMap<string, RuleOperand>;

class RuleReader {
  readonly #tokens: readonly RuleToken[];
  #next = 0;

  constructor(tokens: readonly RuleToken[]) {
    this.#tokens = tokens;
  }

  rule(depth: number): VariantRule {
    if (depth > MAX_NESTING) throw new RuleProblem(`expressions are nested more than ${MAX_NESTING} deep`);
    this.#take('(');
    const operator = this.#symbol();
    const rule = this.#expression(operator, depth);
    this.#take(')');
    return rule;
  }

  end(): void {
    const token = this.#tokens[this.#next];
    if (token !== undefined) throw new RuleProblem(`character ${token.at + 1}: the rule has ended before`);
  }

  #expression(operator: string, depth: number): VariantRule {
    if (isBinary(operator)) {
      return { kind: 'binary', operator, left: this.#operand(), right: this.#operand() };
    }
    switch (operator) {
      case 'and':
      case 'or':
        return { kind: operator, of: this.#rules(operator, depth) };
      case 'not':
        return { kind: 'not', of: this.rule(depth + 1) };
      case 'in':
        return { kind: 'in', subject: this.#operand(), list: this.#list() };
      case 'matches': {
        const parts = this.#parts(['in', 'pattern']);
        return { kind: 'matches', subject: part(parts, 'in'), pattern: textPart(parts, 'pattern') };
      }
      case 'exists':
        return { kind: 'exists', key: textPart(this.#parts(['key']), 'key') };
      case 'split':
        return splitOf(this.#parts(['pct', 'by', 'seed']));
      default:
        throw new RuleProblem(`${operator} is no operator`);
    }
  }

  #rules(operator: string, depth: number): readonly VariantRule[] {
    const rules: VariantRule[] = [];
    while (this.#tokens[this.#next]?.kind === '(') rules.push(this.rule(depth + 1));
    if (rules.length < 2) {
      throw new RuleProblem(`${operator} has ${rules.length} expressions, it takes two or more`);
    }
    return rules;
  }

  #list(): readonly RuleOperand[] {
    this.#take('[');
    const list: RuleOperand[] = [];
    while (this.#tokens[this.#next]?.kind !== ']') {
      if (list.length > 0) this.#take(',');
      list.push(this.#operand());
    }
    this.#take(']');
    if (list.some(({ kind }) => kind === 'context')) throw new RuleProblem('a list holds constants only');
    return list;
  }

  #parts(allowed: readonly string[]): NamedParts {
    const parts = new Map<string, RuleOperand>();
    while (this.#tokens[this.#next]?.kind === 'symbol') {
      const name = this.#symbol();
      if (!allowed.includes(name)) throw new RuleProblem(`${name}:: is not one of ${allowed.join(', ')}`);
      if (parts.has(name)) throw new RuleProblem(`${name}:: stands there twice`);
      this.#take('::');
      parts.set(name, this.#operand());
    }
    return parts;
  }

  #operand(): RuleOperand {
    const token = this.#token('a value');
    if (token.kind !== 'value') throw unexpected(token, 'a value');
    return token.value;
  }

  #symbol(): string {
    const token = this.#token('a name');
    if (token.kind !== 'symbol') throw unexpected(token, 'a name');
    return token.text;
  }

  #take(kind: RuleToken['kind']): void {
    const token = this.#token(kind);
    if (token.kind !== kind) throw unexpected(token, kind);
  }

  #token(wanted: string): RuleToken {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new RuleProblem(`the rule ends where ${wanted} should stand`);
    this.#next += 1;
    return token;
  }
}

function isBinary(operator: string): operator is BinaryOperator {
  return BINARY_OPERATORS.some((name) => name === operator);
}

function unexpected(token: RuleToken, wanted: string): RuleProblem {
  return new RuleProblem(`character ${token.at + 1}: ${wanted} should stand here`);
}

function part(parts: NamedParts, name: string): RuleOperand {
  const operand = parts.get(name);
  if (operand === undefined) throw new RuleProblem(`${name}:: is missing`);
  return operand;
}

function textPart(parts: NamedParts, name: string): string {
  const operand = part(parts, name);
  if (operand.kind !== 'literal' || typeof operand.value !== 'string') {
    throw new RuleProblem(`${name}:: takes a text`);
  }
  return operand.value;
}

function splitOf(parts: NamedParts): VariantRule {
  const [pct, by] = [part(parts, 'pct'), part(parts, 'by')];
  const percentage = pct.kind === 'literal' ? pct.value : undefined;
  if (typeof percentage !== 'number' || !(percentage >= 0 && percentage <= 100)) {
    throw new RuleProblem('pct:: takes a number from 0 to 100');
  }
  if (by.kind !== 'context') throw new RuleProblem('by:: takes a context value such as $userId');
  const seed = parts.has('seed') ? { seed: textPart(parts, 'seed') } : {};
  return { kind: 'split', percentage, by: by.key, ...seed };
}
