/** What a function answered in place of a result: its own error, or Lambda's word on why there is none. */
export class FunctionError extends Error {
  /** `errorType` as the runtime reports it, such as `TypeError` or `Sandbox.Timedout`. */
  override readonly name: string;
  /** The JSON that an invocation is answered with. */
  readonly payload: string;
  /** Whether Lambda found the error itself: the function had no chance to print it. */
  readonly isOfLambda: boolean;

  private constructor(name: string, message: string, payload?: string) {
    super(message);
    this.name = name;
    this.payload = payload ?? JSON.stringify({ errorType: name, errorMessage: message });
    this.isOfLambda = payload === undefined;
  }

  /** An error that Lambda itself has found. */
  static of(errorType: string, errorMessage: string): FunctionError {
    return new FunctionError(errorType, errorMessage);
  }

  /** An error as the function's runtime reported it. */
  static reported(payload: string): FunctionError {
    const { errorType, errorMessage } = JSON.parse(payload);
    return new FunctionError(String(errorType), String(errorMessage), payload);
  }
}
