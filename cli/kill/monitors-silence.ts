import { GetEnvironmentCommand } from '@aws-sdk/client-appconfig';
import { EnvironmentTags } from '../../lambda/watch/environment-tags.ts';
import { Silence } from '../../lambda/watch/silence.ts';
import type { Standing } from '../../lambda/watch/standing.ts';
import { errorText } from '../aws/aws-error.ts';
import type { RolloutContext } from '../rollout/rollout-context.ts';

/** What keeps the monitors of a stage from taking a kill back, and says so when it cannot. */
export class MonitorsSilence {
  readonly #silence: Silence | undefined;
  #unsilenced: string | undefined;
  #unheeded: string | undefined;

  private constructor(silence: Silence | undefined) {
    this.#silence = silence;
  }

  /** Without monitors nothing has to be silenced. */
  static async of({ open }: RolloutContext): Promise<MonitorsSilence> {
    const { clients, stage } = open;
    const { place } = stage;
    const { Monitors = [] } = await clients.appConfig.send(
      new GetEnvironmentCommand({ ApplicationId: place.applicationId, EnvironmentId: place.environmentId }),
    );
    const [neighbour] = Monitors;
    if (neighbour?.AlarmArn === undefined) return new MonitorsSilence(undefined);
    const tags = new EnvironmentTags({ client: clients.appConfig, place, neighbourArn: neighbour.AlarmArn });
    return new MonitorsSilence(new Silence({ ...clients, tags, place }));
  }

  /** Why monitors could not be silenced, or heeded again; a clause each. */
  get troubles(): readonly string[] {
    return [this.#unsilenced, this.#unheeded].filter((trouble) => trouble !== undefined);
  }

  /** A kill that a monitor may take back is better than none. */
  async begin(deployment: number): Promise<void> {
    await this.#silence?.begin(deployment).catch((error: unknown) => {
      this.#unsilenced = `monitors that fire could not be silenced (${errorText(error)})`;
    });
  }

  async end(standing: Standing): Promise<void> {
    this.#unheeded = undefined;
    await this.#silence?.end(standing).catch((error: unknown) => {
      this.#unheeded = `monitors that were silenced may still be (${errorText(error)}); enable the actions of the alarms that tags of the environment name, as docs/runbook.md says`;
    });
  }
}
