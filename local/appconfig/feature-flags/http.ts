import type { Route } from '../../http/router.ts';
import { type JsonOperation, jsonRoute } from '../json-route.ts';
import type { Experiments } from './experiments.ts';

const DEFINITIONS = '/applications/{ApplicationIdentifier}/experimentdefinitions';
const DEFINITION = `${DEFINITIONS}/{ExperimentDefinitionIdentifier}`;
const RUNS = `${DEFINITION}/experimentruns`;

const OPERATIONS: readonly JsonOperation<Experiments>[] = [
  ['POST', DEFINITIONS, 201, 'createExperimentDefinition'],
  ['GET', DEFINITION, 200, 'getExperimentDefinition'],
  ['POST', RUNS, 201, 'startExperimentRun'],
  ['GET', `${RUNS}/{Run}`, 200, 'getExperimentRun'],
  ['PATCH', `${RUNS}/{Run}/update`, 200, 'updateExperimentRun'],
  ['PATCH', `${RUNS}/{Run}/stop`, 200, 'stopExperimentRun'],
];

/** The operations of experiments as the SDK sends them. */
export function experimentRoutes(experiments: Experiments): Route[] {
  return OPERATIONS.map((operation) => jsonRoute(experiments, operation));
}
