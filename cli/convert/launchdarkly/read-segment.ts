import { child } from '../../../core/document/issue-list.ts';
import { KEY_PATTERN } from '../../../core/document/limits.ts';
import type { ConditionBuilder } from '../expression/condition-builder.ts';
import { allOf, anyOf, type Expression, NOBODY, notOf, testOf } from '../expression/expression.ts';
import type { LossList } from '../loss-list.ts';
import { eachIn, type Fields, inside, type Place, textsIn } from './fields.ts';
import { readClause } from './read-clause.ts';

const NAME = new RegExp(KEY_PATTERN);

/** Reads segments that flags name; those with a name that a flag document allows keep it. */
export class SegmentReader {
  readonly #payload: Fields;
  readonly #builder: ConditionBuilder;
  readonly #open: string[] = [];
  /** Users of segments by key, for whoever has been told what is lost of them: what is reached by many ways is read once. */
  readonly #read = new WeakMap<LossList, Map<string, Expression>>();

  constructor(payload: Fields, builder: ConditionBuilder) {
    this.#payload = payload;
    this.#builder = builder;
  }

  /** Users of a segment; nobody where there is none of that key. `place` is whose flag asks. */
  read(key: string, { losses }: Place): Expression {
    const known = this.#read.get(losses) ?? new Map<string, Expression>();
    this.#read.set(losses, known);
    const expression = known.get(key) ?? this.#segment(key, losses);
    if (!this.#open.includes(key)) known.set(key, expression);
    return expression;
  }

  #segment(key: string, losses: LossList): Expression {
    const segments: Place = { fields: this.#payload, pointer: '', losses };
    const segment = inside(segments, 'segments', key);
    if (Object.keys(segment.fields).length === 0) return NOBODY;
    if (this.#open.includes(key)) {
      losses.add('refused', segment.pointer, `segment ${key}`, 'it leads back to itself');
      return NOBODY;
    }
    this.#open.push(key);
    const expression = this.#members(key, segment);
    this.#open.pop();
    // Of a segment that is refused the flag has no use; it must not stand for others either.
    if (!NAME.test(key) || losses.isRefused) return expression;
    if (!this.#builder.has(key)) this.#builder.define(key, expression);
    return { kind: 'segment', name: key };
  }

  /** Whoever is listed; else whoever is not excluded and meets a rule. */
  #members(key: string, segment: Place): Expression {
    const { fields, pointer, losses } = segment;
    if (fields.unbounded === true) {
      const why = 'its members are kept in LaunchDarkly and are not in the payload';
      losses.add('refused', pointer, `segment ${key}, a big segment`, why);
    }
    const rules = eachIn(segment, 'rules').map((rule) => this.#rule(key, rule));
    const excluded = keysOf(this.#listed(segment, 'excluded'));
    return anyOf([keysOf(this.#listed(segment, 'included')), allOf([notOf(excluded), anyOf(rules)])]);
  }

  #listed(segment: Place, list: 'included' | 'excluded'): readonly string[] {
    const ofKinds = eachIn(segment, `${list}Contexts`).flatMap(({ fields, pointer, losses }) => {
      const { contextKind } = fields;
      if (contextKind !== undefined && contextKind !== 'user') {
        const why = 'a flag document knows users only';
        losses.add('refused', child(pointer, 'contextKind'), `contexts of kind ${contextKind}`, why);
      }
      return textsIn(fields, 'values');
    });
    return [...textsIn(segment.fields, list), ...ofKinds];
  }

  #rule(key: string, rule: Place): Expression {
    if (rule.fields.weight !== undefined) {
      const why = 'percentages stand in rules of flags, not in segments';
      rule.losses.add('refused', child(rule.pointer, 'weight'), `a share of users in segment ${key}`, why);
    }
    return allOf(eachIn(rule, 'clauses').map((clause) => readClause(clause, this)));
  }
}

function keysOf(keys: readonly string[]): Expression {
  return keys.length === 0 ? NOBODY : testOf('user_id', { in: keys });
}
