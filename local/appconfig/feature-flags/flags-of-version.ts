import type { FlagDefinition } from '../../../cli/convert/appconfig-flags/definition.ts';
import { ACCOUNT } from '../../account.ts';
import type { Clock } from '../../clock.ts';
import { type AgentAnswer, errorAnswer } from '../agent-reply.ts';
import type { Deployed, DeployedVersion } from '../deployed.ts';
import { definitionOf } from './checked-definition.ts';
import type { FeatureFlagBehaviour } from './feature-flag-behaviour.ts';
import { type FlagQuestion, flagAnswer } from './flag-answer.ts';
import type { Assignment, RunningExperiment } from './running-experiment.ts';

/** How an agent answers for flags. */
export interface FlagTerms {
  readonly clock: Clock;
  readonly versionHeader: boolean;
  readonly behaviour: FeatureFlagBehaviour;
  readonly assignmentLog: (line: string) => void;
}

/** The feature flags of one deployed version. */
export class FlagsOfVersion {
  readonly #version: string;
  readonly #definition: FlagDefinition;
  readonly #terms: FlagTerms;

  constructor({ version, content }: DeployedVersion, terms: FlagTerms) {
    this.#version = version;
    this.#definition = definitionOf(content);
    this.#terms = terms;
  }

  answer(question: FlagQuestion, deployed: NonNullable<Deployed['featureFlags']>): AgentAnswer {
    const { behaviour, versionHeader } = this.#terms;
    const answer = flagAnswer(question, {
      ...deployed,
      definition: this.#definition,
      behaviour,
      onAssignment: (...assigned) => this.#terms.assignmentLog(this.#record(...assigned)),
    });
    if (answer === undefined) {
      const what = behaviour.unknownFlagStatus === 404 ? 'ResourceNotFoundException' : 'BadRequestException';
      return errorAnswer(behaviour.unknownFlagStatus, `${what}: the profile has no such flag`);
    }
    const headers = { 'content-type': 'application/json' };
    return {
      kind: 'answer',
      status: 200,
      headers: versionHeader ? { ...headers, 'configuration-version': this.#version } : headers,
      body: Buffer.from(JSON.stringify(answer)),
    };
  }

  /** A record as the user guide prints it ("Exporting experiment assignment data"). */
  #record(
    { applicationId, definitionId, run }: RunningExperiment,
    { arm }: Assignment,
    entityId: string,
  ): string {
    return JSON.stringify({
      type: 'AWS.AppConfig.TreatmentAssignment',
      timestamp: new Date(this.#terms.clock.now()).toISOString().replace(/\.\d+/, ''),
      region: ACCOUNT.region,
      accountId: ACCOUNT.id,
      applicationId,
      experimentDefinitionId: definitionId,
      experimentRunNumber: String(run),
      treatmentKey: arm.key,
      entityId,
    });
  }
}
