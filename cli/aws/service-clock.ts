import type { Clock } from '../../lambda/clock.ts';
import type { AwsClients } from './clients.ts';

/** Answers are dated to the second, and take a while to come: a smaller difference is none. */
const TOLERANCE_MS = 5000;

/** Where a client has the answer as it came, before it is read. */
const AS_IT_CAME = { step: 'deserialize', priority: 'low' } as const;

/**
 * The machine's clock, set by the date of the last answer that a service gave. What is in motion is told in the service's
 * time: a laptop's clock may be wrong, and time in a local account may be faster. The SDK knows the difference as well
 * (`systemClockOffset`), but from four minutes on only.
 */
export class ServiceClock implements Clock {
  readonly #machine: Clock;
  #differenceMs = 0;

  constructor(machine: Clock) {
    this.#machine = machine;
  }

  now(): number {
    return this.#machine.now() + this.#differenceMs;
  }

  /** Looks at every answer that these clients get from now on. */
  follow(clients: AwsClients): AwsClients {
    const noted = <Args extends unknown[], Result extends { readonly response: unknown }>(
      send: (...args: Args) => Promise<Result>,
    ) => {
      return async (...args: Args): Promise<Result> => {
        const result = await send(...args);
        this.#note(result.response);
        return result;
      };
    };
    clients.appConfig.middlewareStack.add(noted, AS_IT_CAME);
    clients.appConfigData.middlewareStack.add(noted, AS_IT_CAME);
    clients.cloudWatch.middlewareStack.add(noted, AS_IT_CAME);
    return clients;
  }

  #note(response: unknown): void {
    const { headers } = Object(response) as { readonly headers?: Readonly<Record<string, string>> };
    const dateMs = Date.parse(headers?.date ?? '');
    if (Number.isNaN(dateMs)) return;
    const differenceMs = dateMs - this.#machine.now();
    this.#differenceMs = Math.abs(differenceMs) > TOLERANCE_MS ? differenceMs : 0;
  }
}
