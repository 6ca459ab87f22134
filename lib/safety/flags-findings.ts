import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { circularReaderFindings } from './circular-reader-check.ts';
import { type DeployedEnvironment, deploymentFindings } from './deployment-checks.ts';
import { functionTimeFindings } from './function-time-check.ts';
import { disabledActions, missingData, tooManyMonitors } from './monitor-checks.ts';
import { type Pace, paceFindings } from './pace-checks.ts';
import type { Finding } from './synth-check.ts';

/** Flags, as a whole tree shows them. */
export interface FlagsInTree extends DeployedEnvironment, Pace {
  /** Functions that read them. */
  readonly readers: readonly LambdaFunction[];
}

/** Everything that is found about the flags of one environment. */
export function flagsFindings(flags: FlagsInTree): readonly Finding[] {
  const { owner, environment, monitors, readers } = flags;
  return [
    ...tooManyMonitors(environment),
    ...disabledActions(monitors),
    ...missingData(monitors),
    ...paceFindings(flags),
    ...deploymentFindings(flags),
    ...readers.flatMap(functionTimeFindings),
    ...readers.flatMap((reader) => circularReaderFindings(reader, owner)),
  ];
}
