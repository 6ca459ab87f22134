import type * as Sdk from '@aws-sdk/client-appconfig';
import { Applications } from './applications.ts';
import { Arns } from './arns.ts';
import { Environments } from './environments.ts';
import { badRequest, conflict } from './errors.ts';
import { ExtensionAssociations } from './extension-associations.ts';
import { Extensions } from './extensions.ts';
import { HostedVersions } from './hosted-versions.ts';
import { IdGenerator } from './id-generator.ts';
import { Profiles } from './profiles.ts';
import { Strategies } from './strategies.ts';

export interface AccountOptions {
  /** Seed of the identifiers; default 1. */
  readonly seed?: number;
}

/** What AppConfig stores for an account in a Region, and the operations that only store, list and delete. */
export class AccountResources {
  protected readonly ids: IdGenerator;
  protected readonly arns = new Arns();
  protected readonly applications: Applications;
  protected readonly environments: Environments;
  protected readonly profiles: Profiles;
  protected readonly versions = new HostedVersions();
  protected readonly strategies: Strategies;
  protected readonly extensions: Extensions;
  protected readonly associations: ExtensionAssociations;

  constructor({ seed = 1 }: AccountOptions) {
    this.ids = new IdGenerator(seed);
    this.applications = new Applications(this.ids);
    this.environments = new Environments(this.ids);
    this.profiles = new Profiles(this.ids);
    this.strategies = new Strategies(this.ids);
    this.extensions = new Extensions(this.ids, this.arns);
    this.associations = new ExtensionAssociations(this.extensions, this.ids, this.arns);
  }

  createApplication(input: Sdk.CreateApplicationRequest): Sdk.Application {
    return this.applications.create(input);
  }

  getApplication(input: Sdk.GetApplicationRequest): Sdk.Application {
    return this.applications.get(input);
  }

  listApplications(input: Sdk.ListApplicationsRequest = {}): Sdk.Applications {
    return this.applications.list(input);
  }

  updateApplication(input: Sdk.UpdateApplicationRequest): Sdk.Application {
    return this.applications.update(input);
  }

  /** Throws `BadRequestException` while the application has environments or configuration profiles. */
  deleteApplication(input: Sdk.DeleteApplicationRequest): void {
    const { Id: ApplicationId, Name } = this.applications.get(input);
    const children =
      (this.environments.list({ ApplicationId }).Items?.length ?? 0) +
      (this.profiles.list({ ApplicationId }).Items?.length ?? 0);
    if (children > 0) {
      throw badRequest(`application ${Name} has environments or configuration profiles; delete them first`);
    }
    this.applications.delete(input);
  }

  createEnvironment(input: Sdk.CreateEnvironmentRequest): Sdk.Environment {
    this.applications.get(input);
    return this.environments.create(input);
  }

  getEnvironment(input: Sdk.GetEnvironmentRequest): Sdk.Environment {
    return this.environments.get(input);
  }

  listEnvironments(input: Sdk.ListEnvironmentsRequest): Sdk.Environments {
    this.applications.get(input);
    return this.environments.list(input);
  }

  updateEnvironment(input: Sdk.UpdateEnvironmentRequest): Sdk.Environment {
    return this.environments.update(input);
  }

  createConfigurationProfile(input: Sdk.CreateConfigurationProfileRequest): Sdk.ConfigurationProfile {
    this.applications.get(input);
    return this.profiles.create(input);
  }

  getConfigurationProfile(input: Sdk.GetConfigurationProfileRequest): Sdk.ConfigurationProfile {
    return this.profiles.get(input);
  }

  listConfigurationProfiles(input: Sdk.ListConfigurationProfilesRequest): Sdk.ConfigurationProfiles {
    this.applications.get(input);
    return this.profiles.list(input);
  }

  updateConfigurationProfile(input: Sdk.UpdateConfigurationProfileRequest): Sdk.ConfigurationProfile {
    return this.profiles.update(input);
  }

  /** Throws `ConflictException` while the profile has hosted versions. */
  deleteConfigurationProfile(input: Sdk.DeleteConfigurationProfileRequest): void {
    const profile = this.profiles.get(input);
    if (this.versions.all(profile).length > 0) {
      throw conflict(`configuration profile ${profile.Name} has hosted versions; delete them first`);
    }
    this.profiles.delete(input);
  }

  getHostedConfigurationVersion(
    input: Sdk.GetHostedConfigurationVersionRequest,
  ): Sdk.HostedConfigurationVersion {
    this.profiles.get(input);
    return this.versions.get(input);
  }

  listHostedConfigurationVersions(
    input: Sdk.ListHostedConfigurationVersionsRequest,
  ): Sdk.HostedConfigurationVersions {
    return this.versions.list(this.profiles.get(input), input);
  }

  deleteHostedConfigurationVersion(input: Sdk.DeleteHostedConfigurationVersionRequest): void {
    this.profiles.get(input);
    this.versions.delete(input);
  }

  createDeploymentStrategy(input: Sdk.CreateDeploymentStrategyRequest): Sdk.DeploymentStrategy {
    return this.strategies.create(input);
  }

  getDeploymentStrategy(input: Sdk.GetDeploymentStrategyRequest): Sdk.DeploymentStrategy {
    return this.strategies.get(input);
  }

  listDeploymentStrategies(input: Sdk.ListDeploymentStrategiesRequest = {}): Sdk.DeploymentStrategies {
    return this.strategies.list(input);
  }

  updateDeploymentStrategy(input: Sdk.UpdateDeploymentStrategyRequest): Sdk.DeploymentStrategy {
    return this.strategies.update(input);
  }

  deleteDeploymentStrategy(input: Sdk.DeleteDeploymentStrategyRequest): void {
    this.strategies.delete(input);
  }

  createExtension(input: Sdk.CreateExtensionRequest): Sdk.Extension {
    return this.extensions.create(input);
  }

  getExtension(input: Sdk.GetExtensionRequest): Sdk.Extension {
    return this.extensions.get(input);
  }

  listExtensions(input: Sdk.ListExtensionsRequest = {}): Sdk.Extensions {
    return this.extensions.list(input);
  }

  updateExtension(input: Sdk.UpdateExtensionRequest): Sdk.Extension {
    return this.extensions.update(input);
  }

  /** Throws `BadRequestException` while the extension is associated with a resource. */
  deleteExtension(input: Sdk.DeleteExtensionRequest): void {
    const extension = this.extensions.get(input);
    if (this.associations.isUsed(extension)) {
      throw badRequest(
        `extension ${extension.Name} is associated with a resource; delete the association first`,
      );
    }
    this.extensions.delete(input);
  }

  createExtensionAssociation(input: Sdk.CreateExtensionAssociationRequest): Sdk.ExtensionAssociation {
    return this.associations.create(input);
  }

  getExtensionAssociation(input: Sdk.GetExtensionAssociationRequest): Sdk.ExtensionAssociation {
    return this.associations.get(input);
  }

  listExtensionAssociations(input: Sdk.ListExtensionAssociationsRequest = {}): Sdk.ExtensionAssociations {
    return this.associations.list(input);
  }

  updateExtensionAssociation(input: Sdk.UpdateExtensionAssociationRequest): Sdk.ExtensionAssociation {
    return this.associations.update(input);
  }

  deleteExtensionAssociation(input: Sdk.DeleteExtensionAssociationRequest): void {
    this.associations.delete(input);
  }
}
