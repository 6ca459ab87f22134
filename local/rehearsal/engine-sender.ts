import { ServiceError } from '../http/service-error.ts';

interface Command {
  readonly input: unknown;
}

/**
 * An SDK client's `send` over an engine, in virtual time: a command is named like the engine's operation, and what the
 * engine refuses is an error like the SDK's. The cast says that the engine speaks the SDK's shapes.
 */
export function senderTo<Client extends { send: unknown }>(engine: object): Pick<Client, 'send'> {
  const send = async (command: Command): Promise<unknown> => {
    const name = command.constructor.name.replace(/Command$/, '');
    const operation: unknown = Reflect.get(engine, `${name.charAt(0).toLowerCase()}${name.slice(1)}`);
    if (typeof operation !== 'function') throw new Error(`${name} is an operation the engine does not have`);
    try {
      return await operation.call(engine, command.input);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      throw Object.assign(error, { $metadata: { httpStatusCode: error.status } });
    }
  };
  return { send };
}
