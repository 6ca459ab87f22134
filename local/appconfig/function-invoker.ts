/** Calls a Lambda function by its ARN. Rejects when the function throws; resolves to what it returns. */
export interface FunctionInvoker {
  invoke(functionArn: string, payload: unknown): Promise<unknown>;
}

/** Knows no function: every call is a function error. */
export const noFunctions: FunctionInvoker = {
  invoke: (functionArn) => Promise.reject(new Error(`there is no function ${functionArn}`)),
};
