/** An error as an AWS service answers it: the SDK raises the exception class of that name. */
export class ServiceError extends Error {
  override readonly name: string;
  readonly status: number;
  /** Members of the error shape beside the message, e.g. `Reason`, `Details`. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    name: string,
    status: number,
    message: string,
    members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = name;
    this.status = status;
    this.members = members;
  }
}
