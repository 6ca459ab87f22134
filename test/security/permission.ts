import { listOf } from './iam-template.ts';

/** Something that was asked of AWS, as IAM decides on it. */
export interface Call {
  /** Such as `appconfig:GetDeployment`. */
  readonly action: string;
  /** ARNs, each of which has to be allowed; `*` where an action knows no resources. */
  readonly resources: readonly string[];
  /** Condition keys of the request. */
  readonly context?: Context;
}

type Context = Readonly<Record<string, string | readonly string[]>>;

/** One action allowed on one resource, which may hold wildcards; or denied. */
export interface Grant {
  readonly effect: 'Allow' | 'Deny';
  readonly action: string;
  readonly resource: string;
  readonly condition?: Condition | undefined;
}

type Condition = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** A statement whose references are resolved. */
export interface ResolvedStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Condition;
}

/** Every action of a statement on every resource. Throws for what is more than a list of them. */
export function grantsOf(statement: ResolvedStatement): readonly Grant[] {
  const { Effect: effect, Action, Resource, Condition: condition, ...others } = statement;
  if (Object.keys(others).some((name) => name !== 'Sid')) {
    throw new Error(`this statement is not understood here: ${JSON.stringify(statement)}`);
  }
  return listOf(Action).flatMap((action) =>
    listOf(Resource).map((resource) => ({ effect, action, resource, condition })),
  );
}

/** What was called without being allowed, as `action on resource`. */
export function notAllowed(calls: readonly Call[], grants: readonly Grant[]): readonly string[] {
  const isAllowed = (call: Call, resource: string): boolean => {
    const [allowing, denying] = (['Allow', 'Deny'] as const).map((effect) =>
      grants.some((grant) => grant.effect === effect && covers(grant, call, resource)),
    );
    return allowing === true && denying === false;
  };
  return distinct(
    calls.flatMap((call) =>
      call.resources
        .filter((resource) => !isAllowed(call, resource))
        .map((resource) => `${call.action} on ${resource}`),
    ),
  );
}

/** What is allowed without ever being called, as `action on resource`. */
export function notCalled(calls: readonly Call[], grants: readonly Grant[]): readonly string[] {
  const isUsed = (grant: Grant): boolean =>
    calls.some((call) => call.resources.some((resource) => covers(grant, call, resource)));
  return distinct(
    grants
      .filter((grant) => grant.effect === 'Allow' && !isUsed(grant))
      .map(({ action, resource }) => `${action} on ${resource}`),
  );
}

/** IAM's own reading: actions and resources with `*` and `?`, and every condition. */
function covers(grant: Grant, call: Call, resource: string): boolean {
  return (
    matches(grant.action.toLowerCase(), call.action.toLowerCase()) &&
    matches(grant.resource, resource) &&
    holds(grant.condition ?? {}, call.context ?? {})
  );
}

function matches(pattern: string, text: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
}

type Operator = (wanted: readonly string[], given: readonly string[]) => boolean;

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: (wanted, given) => given.length > 0 && given.every((value) => wanted.includes(value)),
  'ForAllValues:StringLike': (wanted, given) =>
    given.every((value) => wanted.some((pattern) => matches(pattern, value))),
  Null: (wanted, given) => wanted.includes(String(given.length === 0)),
};

function holds(condition: Condition, context: Context): boolean {
  return Object.entries(condition).every(([name, keys]) => {
    const operator = OPERATORS[name];
    if (operator === undefined) throw new Error(`condition ${name} is not understood here`);
    return Object.entries(keys).every(([key, values]) => operator(listOf(values), listOf(context[key])));
  });
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
