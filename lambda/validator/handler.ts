import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { systemClock } from '../clock.ts';
import { ENV } from '../contract.ts';
import { EnvReader } from '../env-reader.ts';
import { AppConfigDeployedDocuments } from './appconfig-deployed-documents.ts';
import { createValidator } from './create-validator.ts';

const reader = new EnvReader(process.env);
const environmentId = reader.text(ENV.environment);
reader.done();

/** The validator function. AppConfig gives it 15 seconds, cold start included. */
export const handler = createValidator({
  environmentId,
  deployed: new AppConfigDeployedDocuments(new AppConfigDataClient({ maxAttempts: 2 })),
  clock: systemClock,
});
