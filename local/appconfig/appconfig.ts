import type * as Sdk from '@aws-sdk/client-appconfig';
import { FEATURE_FLAGS } from '../../cli/convert/appconfig-flags/definition.ts';
import type { Clock } from '../clock.ts';
import { type AccountOptions, AccountResources } from './account-resources.ts';
import { ActionPoints, assertNoVeto, changedContent } from './action-points.ts';
import { type AppConfigBehaviour, DEFAULT_BEHAVIOUR } from './behaviour.ts';
import type { Deployed, DeployedConfigurations } from './deployed.ts';
import { type PlanPorts, planDeployment, prepareDeployment } from './deployment-plan.ts';
import { Deployments } from './deployments.ts';
import { badRequest, conflict, notFound } from './errors.ts';
import { type EventSink, noEvents } from './event-sink.ts';
import { assertContent, definitionOf } from './feature-flags/checked-definition.ts';
import { type ExperimentPlace, Experiments } from './feature-flags/experiments.ts';
import { type FunctionInvoker, noFunctions } from './function-invoker.ts';
import type { HostedVersionRecord } from './hosted-versions.ts';
import { required } from './input.ts';
import { type AlarmStates, noAlarms } from './monitors.ts';
import type { ProfileRecord } from './profiles.ts';
import { checkedTags, Tags } from './tags.ts';
import { Validation } from './validation.ts';

export interface AppConfigOptions extends AccountOptions {
  readonly clock: Clock;
  /** Validators and extensions; default: every call fails. */
  readonly functions?: FunctionInvoker;
  /** Where extensions put the events of deployments; default: nowhere. */
  readonly events?: EventSink;
  /** Monitors; default: every alarm is `OK`. */
  readonly alarms?: AlarmStates;
  /** Switches that differ from {@link DEFAULT_BEHAVIOUR}. */
  readonly behaviour?: Partial<AppConfigBehaviour>;
}

/**
 * The control plane of AWS AppConfig as a plain object: its methods are the API's operations, with the SDK's shapes and
 * AWS's errors (as `ServiceError`). Deployments move only in {@link tick}. `local/BEHAVIOUR.md` is its specification.
 */
export class AppConfig extends AccountResources implements DeployedConfigurations {
  readonly #behaviour: AppConfigBehaviour;
  readonly #actionPoints: ActionPoints;
  readonly #validation: Validation;
  readonly #deployments: Deployments;
  readonly #planPorts: PlanPorts;
  readonly experiments: Experiments;
  readonly #tags = new Tags((arn) => this.#assertTaggable(arn));

  constructor(options: AppConfigOptions) {
    super(options);
    const { clock, functions = noFunctions, events = noEvents, alarms = noAlarms } = options;
    const { applications, environments, profiles, versions, strategies, extensions, associations } = this;
    const behaviour = { ...DEFAULT_BEHAVIOUR, ...options.behaviour };
    const actionPoints = new ActionPoints({ extensions, associations, functions, events, ids: this.ids });
    const validation = new Validation(functions);
    this.#behaviour = behaviour;
    this.#actionPoints = actionPoints;
    this.#validation = validation;
    this.#deployments = new Deployments(clock, {
      ...{ behaviour, alarms, actionPoints },
      monitorsOf: ({ terms }) => environments.current(terms.environment).Monitors,
      setEnvironment: ({ terms }, state) => environments.setState(terms.environment, state),
    });
    this.#planPorts = {
      ...{ clock, behaviour, actionPoints, validation, arns: this.arns },
      ...{ applications, environments, profiles, versions, strategies },
    };
    this.experiments = new Experiments({
      ...{ clock, ids: this.ids },
      located: (input) => this.#located(input),
      assertFree: ({ applicationId, environmentId }) => this.#assertFree(applicationId, environmentId),
      assertDeployed: (place, flag) => this.#assertDeployed(place, flag),
    });
  }

  /** Throws `ConflictException` while a deployment is in progress. */
  deleteEnvironment(input: Sdk.DeleteEnvironmentRequest): void {
    const { ApplicationId, Id } = this.environments.get(input);
    this.#assertFree(ApplicationId, Id);
    this.environments.delete(input);
  }

  /** Calls the `PRE_CREATE_HOSTED_CONFIGURATION_VERSION` extensions, which may change or refuse the content. */
  async createHostedConfigurationVersion(
    input: Sdk.CreateHostedConfigurationVersionRequest,
  ): Promise<Sdk.HostedConfigurationVersion> {
    const profile = this.profiles.get(input);
    const draft = this.versions.draft(profile, input);
    const { ApplicationId } = profile;
    const outcomes = await this.#actionPoints.call(
      'PRE_CREATE_HOSTED_CONFIGURATION_VERSION',
      this.#actionPoints.bound([
        this.arns.application(ApplicationId),
        this.arns.profile(ApplicationId, profile.Id),
      ]),
      this.#preCreatePayload(profile, draft),
    );
    assertNoVeto(outcomes);
    const version = { ...draft, Content: changedContent(outcomes, draft.Content) };
    assertContent(profile, version.Content);
    if (this.#behaviour.jsonSchemaAt === 'version-and-deployment') {
      const subject = { profile, version: String(version.VersionNumber), content: version.Content };
      this.#validation.checkSchemas(subject);
    }
    this.versions.add(profile, version);
    return version;
  }

  /** Runs every validator of the profile. Throws `BadRequestException` with what they said. */
  async validateConfiguration(input: Sdk.ValidateConfigurationRequest): Promise<void> {
    const profile = this.profiles.get(input);
    const asked = required(input.ConfigurationVersion, 'ConfigurationVersion');
    const { VersionNumber, Content: content } = this.versions.resolve(profile, asked);
    await this.#validation.check({ profile, version: String(VersionNumber), content });
  }

  /**
   * Validates and starts a deployment. What is due at the very start (monitors, and with no duration or
   * `firstStep: 'at-start'` growth) has happened when it resolves; the answer describes the moment before, as AWS's does.
   */
  async startDeployment(input: Sdk.StartDeploymentRequest): Promise<Sdk.Deployment> {
    const plan = planDeployment(input, this.#planPorts);
    const tags = checkedTags(input.Tags ?? {});
    const deployment = await this.#deployments.start(
      plan.environment,
      input.LatestDeploymentNumber,
      (number, servedOf) =>
        prepareDeployment(plan, { number, before: servedOf(plan.profile.Id) }, this.#planPorts),
    );
    const { ApplicationId = '', EnvironmentId = '', DeploymentNumber = 0 } = deployment;
    const ResourceArn = this.arns.deployment(ApplicationId, EnvironmentId, DeploymentNumber);
    this.#tags.add({ ResourceArn, Tags: tags });
    return deployment;
  }

  getDeployment(input: Sdk.GetDeploymentRequest): Sdk.Deployment {
    this.environments.get(input);
    return this.#deployments.get(input);
  }

  listDeployments(input: Sdk.ListDeploymentsRequest): Sdk.Deployments {
    this.environments.get(input);
    return this.#deployments.list(input);
  }

  /**
   * Takes a deployment back: in progress → `ROLLED_BACK`, complete for no more than 72 hours and `AllowRevert` →
   * `REVERTED`. Everything else is a `BadRequestException`.
   */
  async stopDeployment(input: Sdk.StopDeploymentRequest): Promise<Sdk.Deployment> {
    this.environments.get(input);
    return this.#deployments.stop(input);
  }

  /** Of applications, environments, configuration profiles and deployments. */
  tagResource(input: Sdk.TagResourceRequest): void {
    this.#tags.add(input);
  }

  untagResource(input: Sdk.UntagResourceRequest): void {
    this.#tags.remove(input);
  }

  listTagsForResource(input: Sdk.ListTagsForResourceRequest): Sdk.ResourceTags {
    return this.#tags.list(input);
  }

  /**
   * Brings every deployment up to the clock: each step, look at the monitors and tick call that fell due, in the order
   * of time and at its own time, however far the clock moved. Alarms answer for now: call it at least every
   * `monitorIntervalMs`. A call made while another is under way joins it; a function called by it must not wait for it.
   */
  tick(): Promise<void> {
    return this.#deployments.tick();
  }

  deployed(application: string, environment: string, profile: string): Deployed {
    const { Id: applicationId } = this.applications.resolve(application);
    const { Id: environmentId } = this.environments.resolve(applicationId, environment);
    const { Id: profileId, Type } = this.profiles.resolve(applicationId, profile);
    const deployed = this.#deployments.deployed(environmentId, profileId);
    if (deployed === undefined) throw notFound('Deployment', `${application}/${environment}/${profile}`);
    if (Type !== FEATURE_FLAGS) return deployed;
    const experiments = this.experiments.running({ environmentId, profileId });
    return { ...deployed, featureFlags: { applicationId, profileId, experiments } };
  }

  #located(input: Sdk.CreateExperimentDefinitionRequest): ExperimentPlace {
    const { Id: applicationId } = this.applications.resolve(
      required(input.ApplicationIdentifier, 'ApplicationIdentifier'),
    );
    const environment = required(input.EnvironmentIdentifier, 'EnvironmentIdentifier');
    const profile = required(input.ConfigurationProfileIdentifier, 'ConfigurationProfileIdentifier');
    const { Id: profileId, Type } = this.profiles.resolve(applicationId, profile);
    if (Type !== FEATURE_FLAGS) throw badRequest(`profile ${profile} holds no feature flags`);
    return {
      applicationId,
      environmentId: this.environments.resolve(applicationId, environment).Id,
      profileId,
    };
  }

  #assertFree(ApplicationId: string, EnvironmentId: string): void {
    const { Id, Name } = this.environments.get({ ApplicationId, EnvironmentId });
    if (this.#deployments.isOccupied(Id)) {
      throw conflict(`a deployment to environment ${Name} is in progress; wait for it or stop it`);
    }
  }

  #assertDeployed({ environmentId, profileId }: ExperimentPlace, flag: string): void {
    const deployed = this.#deployments.deployed(environmentId, profileId);
    if (deployed !== undefined && definitionOf(deployed.current.content).flags.has(flag)) return;
    throw badRequest(`the flag ${flag} is not deployed; deploy it before an experiment on it`);
  }

  /** Throws `ResourceNotFoundException`, or `BadRequestException` for what has no tags here. */
  #assertTaggable(arn: string): void {
    const located = this.arns.located(arn);
    if (located === undefined) {
      throw badRequest(`ResourceArn is ${arn}; use that of an application or of something in it`);
    }
    const { application: ApplicationId, environment, deployment, profile } = located;
    this.applications.get({ ApplicationId });
    if (profile !== undefined) this.profiles.get({ ApplicationId, ConfigurationProfileId: profile });
    if (environment === undefined) return;
    this.environments.get({ ApplicationId, EnvironmentId: environment });
    if (deployment === undefined) return;
    this.#deployments.get({
      ApplicationId,
      EnvironmentId: environment,
      DeploymentNumber: Number(deployment),
    });
  }

  #preCreatePayload(profile: ProfileRecord, draft: HostedVersionRecord): Readonly<Record<string, unknown>> {
    const { Id, Name } = this.applications.get(profile);
    const latest = this.versions.all(profile).at(-1);
    return {
      Application: { Id, Name },
      ConfigurationProfile: { Id: profile.Id, Name: profile.Name },
      ConfigurationProfileType: profile.Type,
      Description: draft.Description ?? '',
      ...contentMembers(draft),
      ...(latest === undefined ? {} : { PreviousContent: contentMembers(latest) }),
    };
  }
}

function contentMembers({ Content, ContentType, VersionNumber }: HostedVersionRecord) {
  return {
    Content: Buffer.from(Content).toString('base64'),
    ContentType,
    ContentVersion: String(VersionNumber),
  };
}
