import { CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { ENV } from '../../lambda/contract.ts';
import { type Rendered, rendered } from './rendered.ts';
import type { Finding } from './synth-check.ts';

/** What Lambda gives a function that says nothing. */
const DEFAULT_SECONDS = 3;

/**
 * Refuses a reader of the flags that Lambda would end while the model may still answer: the user would get an error, and
 * no metric would count it against the candidate. A function with a catalogue calls twice when a candidate fails.
 */
export function functionTimeFindings(reader: LambdaFunction): readonly Finding[] {
  const resource = reader.node.defaultChild;
  if (!(resource instanceof CfnFunction)) return [];
  const { Timeout: seconds = DEFAULT_SECONDS, ...properties } = rendered(resource);
  const variables = variablesOf(properties);
  const modelMs = Number(variables[ENV.modelTimeoutMs]);
  if (typeof seconds !== 'number' || !Number.isFinite(modelMs)) return [];
  const answers = variables[ENV.catalogue] === undefined ? 1 : 2;
  const neededSeconds = (answers * modelMs) / 1000;
  if (seconds > neededSeconds) return [];
  const message = `function ${reader.node.path} ends after ${seconds} s, but ${answers === 1 ? 'the answer of a model' : 'the answers of candidate and control'} may take ${neededSeconds} s: raise its timeout above that, or lower the model's`;
  return [{ check: 'short-function-timeout', message }];
}

function variablesOf({ Environment: environment }: Rendered): Rendered {
  return (environment as { readonly Variables?: Rendered } | undefined)?.Variables ?? {};
}
