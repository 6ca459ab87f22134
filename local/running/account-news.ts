import type { Clock } from '../clock.ts';
import { DeploymentNews } from './deployment-news.ts';
import type { EngineOptions, LocalEngines } from './engines.ts';
import { FunctionNews } from './function-news.ts';
import { type LocalEvent, onOneLine, type Tell } from './local-event.ts';
import { PaceNews } from './pace-news.ts';
import type { PacemakerOptions } from './pacemaker.ts';
import type { RealTime } from './real-time.ts';
import { StackNews } from './stack-news.ts';

export interface AccountNewsOptions {
  readonly clock: Clock;
  readonly realTime: RealTime;
  /** As it was asked for. */
  readonly speed: number;
  readonly tell: (event: LocalEvent) => void;
}

/** Everything that happens in a local account, told in one way. */
export class AccountNews {
  readonly ofPace: Pick<PacemakerOptions, 'failed' | 'waited'>;
  readonly ofFunctions: EngineOptions['told'];
  readonly #tell: Tell;
  readonly #failures: FunctionNews;

  constructor({ tell, ...options }: AccountNewsOptions) {
    const { clock } = options;
    this.#tell = (event) => tell({ ...event, atMs: clock.now() });
    this.#failures = new FunctionNews(clock, this.#tell);
    const pace = new PaceNews({ ...options, tell: this.#tell });
    this.ofPace = {
      waited: (realMs) => pace.waited(realMs),
      failed: (error) => this.#tell({ event: 'fault', text: onOneLine(String(error)), about: {} }),
    };
    this.ofFunctions = {
      notification: ({ topicArn, message }) => this.#notification(topicArn, message),
      printed: (line) => this.#failures.printed(line),
      invoked: (metrics) => this.#failures.invoked(metrics),
    };
  }

  /** Looks at stacks, deployments and functions, and listens to alarms from now on. */
  turnsOn({ cloudFormation, cloudWatch, appConfig }: LocalEngines): readonly (() => unknown)[] {
    cloudWatch.onAlarmStateChange(({ alarmName, from, to }) => this.#alarm(alarmName, from, to));
    const looked = [
      new StackNews(cloudFormation, this.#tell),
      new DeploymentNews(appConfig, this.#tell),
      this.#failures,
    ];
    return looked.map((news) => () => news.look());
  }

  traffic(name: string, requestsPerMinute: number): void {
    const text = `users send function ${name} ${requestsPerMinute} requests a minute`;
    this.#tell({ event: 'traffic', text, about: { function: name, requestsPerMinute } });
  }

  /** What alarms are while nothing is measured yet is not worth a word. */
  #alarm(alarm: string, from: string, to: string): void {
    if (![from, to].includes('ALARM')) return;
    this.#tell({ event: 'alarm', text: `alarm ${alarm}: ${from} → ${to}`, about: { alarm, from, to } });
  }

  #notification(topicArn: string, message: string): void {
    const topic = topicArn.split(':').at(-1) ?? '';
    const text = `${topic} is told: ${onOneLine(message)}`;
    this.#tell({ event: 'notification', text, about: { topic, message } });
  }
}
