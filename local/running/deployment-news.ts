import type { Application, DeploymentSummary, Environment } from '@aws-sdk/client-appconfig';
import type { AppConfig } from '../appconfig/appconfig.ts';
import { onOneLine, type Tell } from './local-event.ts';

const WORDS: Readonly<Record<string, string>> = {
  DEPLOYING: 'is started',
  BAKING: 'has reached everybody and bakes',
  ROLLING_BACK: 'is being rolled back',
  ROLLED_BACK: 'is rolled back',
  REVERTED: 'is reverted',
  COMPLETE: 'is complete',
};

/** Tells what becomes of AppConfig's deployments: each state that is seen, and why one was taken back. */
export class DeploymentNews {
  readonly #appConfig: AppConfig;
  readonly #tell: Tell;
  /** State by environment and number. */
  readonly #states = new Map<string, string>();

  constructor(appConfig: AppConfig, tell: Tell) {
    this.#appConfig = appConfig;
    this.#tell = tell;
  }

  look(): void {
    for (const application of this.#appConfig.listApplications({}).Items ?? []) {
      const { Id: ApplicationId } = application;
      for (const environment of this.#appConfig.listEnvironments({ ApplicationId }).Items ?? []) {
        const newest = { ApplicationId, EnvironmentId: environment.Id };
        const { Items = [] } = this.#appConfig.listDeployments(newest);
        for (const deployment of Items.toReversed()) this.#lookAt(application, environment, deployment);
      }
    }
  }

  #lookAt(application: Application, environment: Environment, deployment: DeploymentSummary): void {
    const {
      DeploymentNumber: number = 0,
      State: state = '',
      ConfigurationName,
      ConfigurationVersion,
    } = deployment;
    const key = `${environment.Id} ${number}`;
    if (this.#states.get(key) === state) return;
    this.#states.set(key, state);
    const words = WORDS[state];
    if (words === undefined) return;
    const place = `${application.Name}/${environment.Name}`;
    const what = `deployment ${number} of ${ConfigurationName}, version ${ConfigurationVersion}`;
    const reason = this.#reasonOf(application, environment, deployment);
    this.#tell({
      event: 'deployment',
      text: `${place}: ${what}, ${words}${reason === undefined ? '' : `: ${onOneLine(reason)}`}`,
      about: {
        ...{ application: application.Name ?? '', environment: environment.Name ?? '', number, state },
        ...{ profile: ConfigurationName ?? '', version: ConfigurationVersion ?? '' },
        ...(reason !== undefined && { reason }),
      },
    });
  }

  /** As AppConfig has logged it. */
  #reasonOf(
    { Id: ApplicationId }: Application,
    { Id: EnvironmentId }: Environment,
    { DeploymentNumber, State }: DeploymentSummary,
  ): string | undefined {
    if (State !== 'ROLLED_BACK' && State !== 'REVERTED') return undefined;
    const place = { ApplicationId, EnvironmentId, DeploymentNumber };
    const { EventLog = [] } = this.#appConfig.getDeployment(place);
    return EventLog.find(({ EventType }) => /^(ROLLBACK_STARTED|REVERT_COMPLETED)$/.test(EventType ?? ''))
      ?.Description;
  }
}
