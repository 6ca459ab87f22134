import { systemClock } from '../../../lambda/clock.ts';
import { LambdaFunctions } from '../../../local/lambda/lambda-functions.ts';
import { aFunction } from './builders.ts';

/** A host of its own process: runs the handler of the first argument for ever and says what it prints. */
const functions = new LambdaFunctions({
  clock: systemClock,
  endpointUrl: () => 'http://127.0.0.1:9',
  agents: () => {
    throw new Error('there is no agent');
  },
  log: ({ line }) => void process.stdout.write(`${line}\n`),
});
functions.create(aFunction({ Timeout: 900, body: process.argv[2] ?? '' }));
void functions.invoke('greeter', {});
