import { createHash } from 'node:crypto';
import { conflict, invalidParameter, notFound } from './errors.ts';

/** `AWS_IAM`: requests without a signature are refused. Signatures are not verified. */
export type UrlAuthType = 'AWS_IAM' | 'NONE';

/** A function's address. */
export interface FunctionUrl {
  /** 32 characters, the same for the same function. */
  readonly id: string;
  readonly functionName: string;
  readonly authType: UrlAuthType;
}

/** The addresses of functions: one each, `ENDPOINT/lambda-url/ID/`. */
export class FunctionUrls {
  readonly #byId = new Map<string, FunctionUrl>();

  /** @throws `ResourceConflictException` when the function has one. */
  create(functionName: string, authType: string): FunctionUrl {
    if (this.#byId.has(idOf(functionName))) {
      throw conflict(`got a second URL for ${functionName}, allowed is one; update the first`);
    }
    return this.#put(functionName, authType);
  }

  /** @throws `ResourceNotFoundException` when the function has none. */
  update(functionName: string, authType: string): FunctionUrl {
    this.#require(functionName);
    return this.#put(functionName, authType);
  }

  /** @throws `ResourceNotFoundException` when the function has none. */
  delete(functionName: string): void {
    this.#require(functionName);
    this.forget(functionName);
  }

  /** Deletes the function's address if it has one. */
  forget(functionName: string): void {
    this.#byId.delete(idOf(functionName));
  }

  /** That of a function, which may have none. */
  of(functionName: string): FunctionUrl | undefined {
    return this.#byId.get(idOf(functionName));
  }

  find(id: string): FunctionUrl | undefined {
    return this.#byId.get(id);
  }

  #put(functionName: string, authType: string): FunctionUrl {
    if (authType !== 'AWS_IAM' && authType !== 'NONE') {
      throw invalidParameter(`got AuthType ${authType}, allowed are AWS_IAM and NONE`);
    }
    const url: FunctionUrl = { id: idOf(functionName), functionName, authType };
    this.#byId.set(url.id, url);
    return url;
  }

  #require(functionName: string): void {
    if (!this.#byId.has(idOf(functionName))) throw notFound(`${functionName} has no URL; create one`);
  }
}

function idOf(functionName: string): string {
  return createHash('sha256').update(functionName).digest('hex').slice(0, 32);
}
