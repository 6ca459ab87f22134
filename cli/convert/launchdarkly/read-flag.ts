import type { FlagValue } from '../../../core/document/flag-document.ts';
import { child } from '../../../core/document/issue-list.ts';
import { DEFAULT_BUCKET_BY } from '../../../core/evaluation/compile.ts';
import type { ConditionBuilder } from '../expression/condition-builder.ts';
import { allOf, isNobody } from '../expression/expression.ts';
import type { ForeignFlag } from '../read-document.ts';
import { isScalar } from '../scalar.ts';
import { eachIn, type Fields, inside, listIn, type Place, textsIn } from './fields.ts';
import { LaunchDarklyRules } from './launchdarkly-rules.ts';
import { readClause } from './read-clause.ts';
import { type Rollout, readRollout } from './read-rollout.ts';
import type { SegmentReader } from './read-segment.ts';

/** Members that say what is served, and those that mean nothing to anybody else; others are told to be lost. */
const FLAG_MEMBERS = new Set(
  'key version on salt sel variations offVariation fallthrough targets contextTargets rules prerequisites deleted'.split(
    ' ',
  ),
);
const RULE_MEMBERS = new Set('id ref clauses variation rollout'.split(' '));

/** Reads one flag of a payload. */
export class FlagReader {
  readonly #flag: Place;
  readonly #segments: SegmentReader;
  readonly #builder: ConditionBuilder;

  constructor(flag: Place, segments: SegmentReader, builder: ConditionBuilder) {
    this.#flag = flag;
    this.#segments = segments;
    this.#builder = builder;
  }

  read(): ForeignFlag {
    const { fields, pointer, losses } = this.#flag;
    if (listIn(fields, 'prerequisites').length > 0) {
      const why = 'a flag document decides each flag by itself';
      losses.add('refused', child(pointer, 'prerequisites'), 'prerequisites', why);
    }
    tellUnknown(this.#flag, FLAG_MEMBERS);
    const isOff = fields.on !== true;
    const off = this.#offValue(isOff);
    const pins = this.#pins();
    const rules = new LaunchDarklyRules(off);
    for (const rule of eachIn(this.#flag, 'rules')) this.#readRule(rule, rules);
    const fallback = isOff ? this.#fallthroughAsRule(rules, off) : this.#fallthrough(rules, off);
    if (fallback === undefined || losses.isRefused) return { pointer, losses };
    if (!isOff && off !== undefined && off !== fallback) {
      const why = 'a flag document has one default; switched off, the flag will serve that';
      losses.add('dropped', child(pointer, 'offVariation'), `the off variation, ${JSON.stringify(off)}`, why);
    }
    const allowed = listIn(fields, 'variations').filter((value) => typeof value === typeof fallback);
    return {
      pointer,
      losses,
      flag: {
        flag: String(fields.key),
        permanent: true,
        ...(isOff && { disabled: true }),
        allowed: [...new Set(allowed)],
        default: fallback,
        pins,
        rules: rules.steps,
      },
    };
  }

  #offValue(isOff: boolean): FlagValue | undefined {
    const { fields, pointer, losses } = this.#flag;
    if (typeof fields.offVariation === 'number')
      return this.#value(fields.offVariation, child(pointer, 'offVariation'));
    if (isOff) {
      const why =
        "LaunchDarkly leaves it to the default in the caller's code, which a flag document does not know";
      losses.add('refused', pointer, 'a flag that is off, without an off variation', why);
    }
    return undefined;
  }

  /** Lists for contexts say in which order those for users count, and which of them count at all. */
  #pins(): readonly {
    readonly condition: { readonly user_id: readonly string[] };
    readonly value: FlagValue;
  }[] {
    const targets = eachIn(this.#flag, 'targets');
    const ofContexts = eachIn(this.#flag, 'contextTargets');
    const counted =
      ofContexts.length === 0 ? targets : ofContexts.flatMap((target) => this.#userTarget(target, targets));
    return counted.flatMap(({ fields, pointer }) => {
      const keys = textsIn(fields, 'values');
      const value =
        keys.length === 0 ? undefined : this.#value(fields.variation, child(pointer, 'variation'));
      return value === undefined ? [] : [{ condition: { user_id: keys }, value }];
    });
  }

  #userTarget(target: Place, targets: readonly Place[]): readonly Place[] {
    const { fields, pointer, losses } = target;
    const { contextKind, variation } = fields;
    if (contextKind === undefined || contextKind === 'user') {
      return targets.filter((one) => one.fields.variation === variation).slice(0, 1);
    }
    if (listIn(fields, 'values').length > 0) {
      const why = 'a flag document knows users only';
      losses.add('refused', child(pointer, 'contextKind'), `targets of kind ${contextKind}`, why);
    }
    return [];
  }

  #readRule(rule: Place, rules: LaunchDarklyRules): void {
    tellUnknown(rule, RULE_MEMBERS);
    // One without a list of clauses matches nobody, one with an empty list everybody.
    if (!Array.isArray(rule.fields.clauses)) return;
    const expression = allOf(eachIn(rule, 'clauses').map((clause) => readClause(clause, this.#segments)));
    const served = this.#served(rule);
    if (isNobody(expression) || served === undefined) return;
    const condition = this.#builder.conditionOf(expression);
    if (served.kind === 'value') rules.serve(rule.fields.id, condition, served.value);
    else rules.deal(rule.fields.id, condition, served.rollout);
  }

  /** The default, and what comes to it. */
  #fallthrough(rules: LaunchDarklyRules, off: FlagValue | undefined): FlagValue | undefined {
    const served = this.#served(inside(this.#flag, 'fallthrough'));
    if (served === undefined || served.kind === 'value') return served?.value;
    const { rollout } = served;
    const { arms, dealing, isExperiment } = rollout;
    const [first, second] = arms;
    const isByUser = dealing.bucketBy === DEFAULT_BUCKET_BY;
    if (first === undefined || second === undefined) return first?.value;
    if (arms.length === 2 && isByUser && !isExperiment && first.value !== off) {
      rules.share('fallthrough', rollout);
      return second.value;
    }
    rules.deal('fallthrough', {}, rollout);
    return arms.some(({ value }) => value === off) ? off : arms.at(-1)?.value;
  }

  /** Of a flag that is off the default is what it serves meanwhile; the fallthrough waits as the last rule. */
  #fallthroughAsRule(rules: LaunchDarklyRules, off: FlagValue | undefined): FlagValue | undefined {
    const served = this.#served(inside(this.#flag, 'fallthrough'));
    if (served?.kind === 'value' && served.value !== off) rules.serve('fallthrough', {}, served.value);
    if (served?.kind === 'rollout') rules.deal('fallthrough', {}, served.rollout);
    return off;
  }

  #served(
    place: Place,
  ):
    | { readonly kind: 'value'; readonly value: FlagValue }
    | { readonly kind: 'rollout'; readonly rollout: Rollout }
    | undefined {
    const { fields, pointer, losses } = place;
    if (fields.variation !== undefined && fields.variation !== null) {
      const value = this.#value(fields.variation, child(pointer, 'variation'));
      return value === undefined ? undefined : { kind: 'value', value };
    }
    const rollout = inside(place, 'rollout');
    if (listIn(rollout.fields, 'variations').length === 0) {
      losses.add(
        'refused',
        pointer,
        'neither a variation nor a rollout',
        'LaunchDarkly calls such a flag malformed',
      );
      return undefined;
    }
    const read = readRollout(rollout, this.#flag.fields, (variation, at) => this.#value(variation, at));
    return read && { kind: 'rollout', rollout: read };
  }

  #value(variation: unknown, pointer: string): FlagValue | undefined {
    const value =
      typeof variation === 'number' ? listIn(this.#flag.fields, 'variations')[variation] : undefined;
    if (isScalar(value)) return value;
    const why =
      value === undefined ? 'the flag has no such variation' : 'values are texts, numbers or booleans';
    this.#flag.losses.add('refused', pointer, `variation ${variation}`, why);
    return undefined;
  }
}

function tellUnknown({ fields, pointer, losses }: Place, known: ReadonlySet<string>): void {
  for (const [member, value] of Object.entries(fields)) {
    if (known.has(member) || !saysSomething(value)) continue;
    losses.add('dropped', child(pointer, member), member, 'a flag document has no such member');
  }
}

function saysSomething(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Object.values(value as Fields).some(saysSomething);
}
