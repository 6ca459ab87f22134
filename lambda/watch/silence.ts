import { GetEnvironmentCommand } from '@aws-sdk/client-appconfig';
import { DisableAlarmActionsCommand, EnableAlarmActionsCommand } from '@aws-sdk/client-cloudwatch';
import type { Place } from '../guard/rollout-history.ts';
import { heededAlarms } from './alarm-states.ts';
import type { ResourceTags } from './resource-tags.ts';
import type { AppConfigSender, CloudWatchSender } from './senders.ts';
import type { Standing } from './standing.ts';

export interface SilenceDependencies {
  readonly appConfig: AppConfigSender;
  readonly cloudWatch: CloudWatchSender;
  readonly tags: ResourceTags;
  readonly place: Place;
  /** The environment's own: where it is recorded what is silenced. */
  readonly environmentArn: string;
}

/** `model-rollout:silenced:7:0` = an alarm silenced for deployment 7. */
const RECORD = /^model-rollout:silenced:(\d+):\d+$/;
const NAME_IN_ARN = /:alarm:(.+)$/;

/**
 * Keeps the monitors that fire from taking a kill back, as the runbook does by hand: AppConfig heeds no alarm whose
 * actions are disabled. Which ones were silenced, and for which deployment, is recorded in tags of the environment before
 * it is done. So whatever is cut off, a later look makes them heeded again.
 */
export class Silence {
  readonly #deps: SilenceDependencies;

  constructor(deps: SilenceDependencies) {
    this.#deps = deps;
  }

  /** Silences the monitors that are not OK, until {@link end}. Rejects when it cannot. */
  async begin(deploymentNumber: number): Promise<void> {
    const { cloudWatch, tags, environmentArn } = this.#deps;
    const monitors = await heededAlarms(cloudWatch, await this.#monitorNames());
    const names = monitors.filter(({ state }) => state !== 'OK').map(({ name }) => name);
    if (names.length === 0) return;
    const records = names.map((name, at) => [`model-rollout:silenced:${deploymentNumber}:${at}`, name]);
    await tags.add(environmentArn, Object.fromEntries(records));
    await cloudWatch.send(new DisableAlarmActionsCommand({ AlarmNames: names }));
  }

  /** Makes every recorded alarm heeded again, except for a deployment that is in progress. */
  async end({ latestNumber, isInProgress }: Standing): Promise<void> {
    const { cloudWatch, tags, environmentArn } = this.#deps;
    const due = Object.entries(await tags.of(environmentArn)).filter(([key]) => {
      const [, number] = RECORD.exec(key) ?? [];
      return number !== undefined && !(isInProgress && Number(number) === latestNumber);
    });
    if (due.length === 0) return;
    await cloudWatch.send(new EnableAlarmActionsCommand({ AlarmNames: due.map(([, name]) => name) }));
    await tags.remove(
      environmentArn,
      due.map(([key]) => key),
    );
  }

  async #monitorNames(): Promise<readonly string[]> {
    const { applicationId: ApplicationId, environmentId: EnvironmentId } = this.#deps.place;
    const { Monitors = [] } = await this.#deps.appConfig.send(
      new GetEnvironmentCommand({ ApplicationId, EnvironmentId }),
    );
    return Monitors.flatMap(({ AlarmArn = '' }) => NAME_IN_ARN.exec(AlarmArn)?.[1] ?? []);
  }
}
