import { listOf } from './iam-template.ts';

/** Something that was asked of AWS, as IAM decides on it. */
export interface Call {
  /** Such as `appconfig:GetDeployment`. */
  readonly action: string;
  /** ARNs, each of which has to be allowed; `*` where an action knows no resources. */
  readonly resources: readonly string[];
  /** Condition keys of the request. */
  readonly context?: Readonly<Record<string, string>>;
}

/** One action allowed on one resource, which may hold wildcards. */
export interface Grant {
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

/** Every action of a statement on every resource. Throws for what is more than a list of permissions. */
export function grantsOf({
  Effect,
  Action,
  Resource,
  Condition,
  ...others
}: ResolvedStatement): readonly Grant[] {
  if (Effect !== 'Allow' || Object.keys(others).some((name) => name !== 'Sid')) {
    throw new Error(`this statement is not understood here: ${JSON.stringify({ Effect, ...others })}`);
  }
  return listOf(Action).flatMap((action) =>
    listOf(Resource).map((resource) => ({ action, resource, condition: Condition })),
  );
}

/** What was called without being allowed, as `action on resource`. */
export function notAllowed(calls: readonly Call[], grants: readonly Grant[]): readonly string[] {
  return distinct(
    calls.flatMap((call) =>
      call.resources
        .filter((resource) => !grants.some((grant) => allows(grant, call, resource)))
        .map((resource) => `${call.action} on ${resource}`),
    ),
  );
}

/** What is allowed without ever being called, as `action on resource`. */
export function notCalled(calls: readonly Call[], grants: readonly Grant[]): readonly string[] {
  const isUsed = (grant: Grant): boolean =>
    calls.some((call) => call.resources.some((resource) => allows(grant, call, resource)));
  return distinct(
    grants.filter((grant) => !isUsed(grant)).map(({ action, resource }) => `${action} on ${resource}`),
  );
}

/** IAM's own reading: actions and resources with `*` and `?`, and every condition. */
function allows(grant: Grant, call: Call, resource: string): boolean {
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

function holds(condition: Condition, context: Readonly<Record<string, string>>): boolean {
  return Object.entries(condition).every(([operator, keys]) => {
    if (operator !== 'StringEquals') throw new Error(`condition ${operator} is not understood here`);
    return Object.entries(keys).every(([key, values]) => listOf(values).includes(context[key] ?? ''));
  });
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
