import type { StartDeploymentRequest } from '@aws-sdk/client-appconfig';
import { type Clock, MINUTE_MS } from '../clock.ts';
import { type ActionOutcome, type ActionPoints, assertNoVeto, changedContent } from './action-points.ts';
import type { ApplicationRecord, Applications } from './applications.ts';
import type { Arns } from './arns.ts';
import type { AppConfigBehaviour } from './behaviour.ts';
import type { DeploymentTerms } from './deployment.ts';
import type { EnvironmentRecord, Environments } from './environments.ts';
import { growthSteps } from './growth.ts';
import type { HostedVersionRecord, HostedVersions } from './hosted-versions.ts';
import { required } from './input.ts';
import type { ProfileRecord, Profiles } from './profiles.ts';
import type { Strategies, StrategyRecord } from './strategies.ts';
import type { Validation } from './validation.ts';

/** What planning a deployment looks things up in. */
export interface PlanPorts {
  readonly clock: Clock;
  readonly behaviour: AppConfigBehaviour;
  readonly arns: Arns;
  readonly applications: Applications;
  readonly environments: Environments;
  readonly profiles: Profiles;
  readonly versions: HostedVersions;
  readonly strategies: Strategies;
  readonly actionPoints: ActionPoints;
  readonly validation: Validation;
}

/** A deployment that is asked for: everything it names exists, nothing has been validated yet. */
export interface DeploymentPlan {
  readonly input: StartDeploymentRequest;
  readonly application: ApplicationRecord;
  readonly environment: EnvironmentRecord;
  readonly profile: ProfileRecord;
  readonly strategy: StrategyRecord;
  readonly hosted: HostedVersionRecord;
}

/** Looks up what a `StartDeployment` names. Throws `ResourceNotFoundException`. */
export function planDeployment(input: StartDeploymentRequest, ports: PlanPorts): DeploymentPlan {
  const profile = ports.profiles.get(input);
  return {
    input,
    application: ports.applications.get(input),
    environment: ports.environments.get(input),
    profile,
    strategy: ports.strategies.get(input),
    hosted: ports.versions.resolve(profile, required(input.ConfigurationVersion, 'ConfigurationVersion')),
  };
}

/**
 * Calls the `PRE_START_DEPLOYMENT` extensions and then the validators, on the content as the extensions left it.
 * Throws `BadRequestException` when one of them refuses; otherwise the terms of the deployment, starting now.
 */
export async function prepareDeployment(
  plan: DeploymentPlan,
  { number, before }: { readonly number: number; readonly before: DeploymentTerms['before'] },
  ports: PlanPorts,
): Promise<{ terms: DeploymentTerms; outcomes: readonly ActionOutcome[] }> {
  const { input, application, environment, profile, strategy, hosted } = plan;
  const { arns, actionPoints } = ports;
  const extensions = actionPoints.bound([
    arns.application(application.Id),
    arns.environment(application.Id, environment.Id),
    arns.profile(application.Id, profile.Id),
  ]);
  const version = String(hosted.VersionNumber);
  const payload = preStartPayload(plan, number);
  const outcomes = await actionPoints.call('PRE_START_DEPLOYMENT', extensions, payload);
  assertNoVeto(outcomes);
  const content = changedContent(outcomes, hosted.Content);
  await ports.validation.check({ profile, version, content });
  const terms: DeploymentTerms = {
    ...{ environment, applicationName: application.Name, profile, strategy, number, before, extensions },
    version: {
      ...{ version, content, contentType: hosted.ContentType },
      ...(hosted.VersionLabel === undefined ? {} : { label: hosted.VersionLabel }),
    },
    description: input.Description,
    kmsKeyIdentifier: input.KmsKeyIdentifier,
    steps: growthSteps(
      {
        type: strategy.GrowthType,
        factor: strategy.GrowthFactor,
        durationMs: strategy.DeploymentDurationInMinutes * MINUTE_MS,
      },
      ports.behaviour.firstStep,
    ),
    startedAtMs: ports.clock.now(),
  };
  return { terms, outcomes };
}

function preStartPayload(
  { input, application, environment, profile, hosted }: DeploymentPlan,
  number: number,
): Readonly<Record<string, unknown>> {
  return {
    Application: { Id: application.Id, Name: application.Name },
    Environment: { Id: environment.Id, Name: environment.Name },
    ConfigurationProfile: { Id: profile.Id, Name: profile.Name },
    ConfigurationProfileType: profile.Type,
    DeploymentNumber: number,
    Description: input.Description ?? '',
    ConfigurationVersion: String(hosted.VersionNumber),
    Content: Buffer.from(hosted.Content).toString('base64'),
    ContentType: hosted.ContentType,
    ContentVersion: String(hosted.VersionNumber),
    Parameters: input.DynamicExtensionParameters ?? {},
  };
}
