import type { GetParameterResult, GetParametersResult, Parameter } from '@aws-sdk/client-ssm';
import { ACCOUNT } from '../account.ts';
import { ServiceError } from '../http/service-error.ts';

/** An embedded model of Parameter Store: texts by name, given once and for all. */
export class Ssm {
  readonly #values: Readonly<Record<string, string>>;

  constructor(values: Readonly<Record<string, string>>) {
    this.#values = values;
  }

  /** Throws `ParameterNotFound`. */
  getParameter(name: string): GetParameterResult {
    const found = this.#find(name);
    if (found !== undefined) return { Parameter: found };
    throw new ServiceError('ParameterNotFound', 400, `there is no parameter ${name}`);
  }

  /** Names that there are none of are told apart, and are no error. */
  getParameters(names: readonly string[]): GetParametersResult {
    const found = names.map((name) => this.#find(name));
    return {
      Parameters: found.filter((parameter) => parameter !== undefined),
      InvalidParameters: names.filter((_, at) => found[at] === undefined),
    };
  }

  #find(name: string): Parameter | undefined {
    if (!Object.hasOwn(this.#values, name)) return undefined;
    const path = name.startsWith('/') ? name : `/${name}`;
    return {
      Name: name,
      Type: 'String',
      Value: this.#values[name],
      Version: 1,
      ARN: `arn:aws:ssm:${ACCOUNT.region}:${ACCOUNT.id}:parameter${path}`,
    };
  }
}
