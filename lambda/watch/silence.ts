import { GetEnvironmentCommand } from '@aws-sdk/client-appconfig';
import { DisableAlarmActionsCommand, EnableAlarmActionsCommand } from '@aws-sdk/client-cloudwatch';
import { SILENCED_TAGS } from '../contract.ts';
import type { Place } from '../guard/place.ts';
import type { EnvironmentTags } from './environment-tags.ts';
import { heededAlarms } from './heeded-alarms.ts';
import type { AppConfigSender, CloudWatchSender } from './senders.ts';
import type { Standing } from './standing.ts';

export interface SilenceDependencies {
  readonly appConfig: AppConfigSender;
  readonly cloudWatch: CloudWatchSender;
  /** Where it is recorded what is silenced. */
  readonly tags: EnvironmentTags;
  readonly place: Place;
}

/** `model-rollout:silenced:7:0` = an alarm silenced for deployment 7. */
const RECORD = new RegExp(`^${SILENCED_TAGS}(\\d+):\\d+$`);
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
    const { cloudWatch, tags } = this.#deps;
    const monitors = await heededAlarms(cloudWatch, await this.#monitorNames());
    const names = monitors.filter(({ state }) => state !== 'OK').map(({ name }) => name);
    if (names.length === 0) return;
    const records = names.map((name, at) => [`${SILENCED_TAGS}${deploymentNumber}:${at}`, name]);
    await tags.add(Object.fromEntries(records));
    await cloudWatch.send(new DisableAlarmActionsCommand({ AlarmNames: names }));
  }

  /** Makes every recorded alarm heeded again, except for a deployment that is in progress. */
  async end({ latestNumber, isInProgress }: Standing): Promise<void> {
    const { cloudWatch, tags } = this.#deps;
    const due = Object.entries(await tags.read()).filter(([key]) => {
      const [, number] = RECORD.exec(key) ?? [];
      return number !== undefined && !(isInProgress && Number(number) === latestNumber);
    });
    if (due.length === 0) return;
    await cloudWatch.send(new EnableAlarmActionsCommand({ AlarmNames: due.map(([, name]) => name) }));
    await tags.remove(due.map(([key]) => key));
  }

  /** The same for a look that goes on without it: resolves to what went wrong. */
  async tryEnd(standing: Standing): Promise<readonly string[]> {
    return this.end(standing).then(
      () => [],
      (error: unknown) => [
        `monitors that a kill silenced could not be looked up or heeded again: ${String(error)}; enable the actions of the alarms that tags of the environment name`,
      ],
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
