import { Token } from 'aws-cdk-lib';

/** What the name of a stage's stack, `service-stage`, may have: it is the name of other things as well. */
const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]*$/;

/** AppConfig's limit on the names of applications, environments, strategies and extensions. */
const MAX_NAME_CHARACTERS = 64;

/** CloudWatch's limit on the value of a dimension, as the CDK has it. */
const MAX_DIMENSION_CHARACTERS = 255;

/** Longest ending that an application's name is given for something of its own: a strategy. */
const ROOM_FOR_ENDINGS = '-at-once'.length;

/**
 * Refuses the name of an AppConfig application that is too long for what is named after it. A token passes.
 *
 * @throws naming prop, length and limit.
 */
export function requireApplicationName(prop: string, name: string): void {
  requireLength(prop, name, MAX_NAME_CHARACTERS - ROOM_FOR_ENDINGS);
}

/** Refuses the name of an AppConfig environment that is too long. A token passes. */
export function requireEnvironmentName(prop: string, name: string): void {
  requireLength(prop, name, MAX_NAME_CHARACTERS);
}

/**
 * Refuses names of service and stage that make no name for a stack and all that is named after it: 1 to 56 letters,
 * digits and hyphens together with the hyphen between them, beginning with a letter.
 *
 * @throws naming the names and what is allowed.
 */
export function requireStageName(service: string, stage: string): void {
  const name = `${service}-${stage}`;
  if (service === '' || stage === '' || !STACK_NAME.test(name)) {
    throw new Error(
      `service is ${JSON.stringify(service)} and stage is ${JSON.stringify(stage)}, but a stack is named after both, by letters, digits and hyphens with a letter first: change them`,
    );
  }
  requireApplicationName('the name of service and stage', name);
}

/**
 * Refuses a service or stage that CloudWatch takes for no value of a metric dimension: 1 to 255 characters. Tokens pass.
 *
 * @throws naming the prop, its length and the limit.
 */
export function requireSource({
  service,
  stage,
}: {
  readonly service: string;
  readonly stage: string;
}): void {
  requireDimension('service', service);
  requireDimension('stage', stage);
}

function requireDimension(prop: string, value: string): void {
  if (Token.isUnresolved(value) || (value.length > 0 && value.length <= MAX_DIMENSION_CHARACTERS)) return;
  throw new Error(
    `${prop} is ${JSON.stringify(value)}, of ${value.length} characters, but must have 1 to ${MAX_DIMENSION_CHARACTERS} to be the dimension of metrics: change it`,
  );
}

function requireLength(prop: string, name: string, max: number): void {
  if (Token.isUnresolved(name) || (name.length > 0 && name.length <= max)) return;
  throw new Error(
    `${prop} is ${JSON.stringify(name)}, of ${name.length} characters, but must have 1 to ${max} so that AppConfig takes all names made of it: shorten it`,
  );
}
