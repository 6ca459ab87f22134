import type { DeploymentSummary } from '@aws-sdk/client-appconfig';
import { meanMethod } from '../../core/guard/mean-method.ts';
import type { Clock } from '../../lambda/clock.ts';
import { createAssess } from '../../lambda/guard/assess.ts';
import type { Assess } from '../../lambda/guard/assessment.ts';
import { CloudWatchGuardData } from '../../lambda/guard/guard-data-source.ts';
import { MotionReader } from '../../lambda/guard/motion-reader.ts';
import { AppConfigRolloutHistory } from '../../lambda/guard/rollout-history.ts';
import { metricReader, versionReader } from '../../lambda/guard/sdk-readers.ts';
import type { GuardSettings } from '../../lambda/guard/settings.ts';
import { specialFunctions } from '../../lambda/guard/special-functions.ts';
import type { OpenStage } from '../appconfig/open-stage.ts';
import { errorText } from '../aws/aws-error.ts';
import { alarmsNamed, monitorsOf } from './alarms.ts';
import { candidateExposures } from './candidate-exposures.ts';
import { deploymentObservation, isUnderWay, newestOf, servedBy, strategyName } from './deployments.ts';
import { guardObservation } from './guard-observation.ts';
import { guardReaders } from './guard-readers.ts';
import { guardSettingsOf } from './guard-settings.ts';
import { type MetricNames, measuredNames } from './metric-names.ts';
import type {
  AlarmObservation,
  DeploymentObservation,
  GuardObservation,
  MotionObservation,
  Observation,
} from './observation.ts';

/** What the guard of the stage is asked with. */
interface Judge {
  readonly settings: GuardSettings;
  readonly assess: Assess;
}

const MEANS = meanMethod(specialFunctions);
/** Milliseconds of the machine's time in which the data of one look must be there. */
const ASSESS_MS = 20_000;

/**
 * Looks at a stage, as often as one likes; keeps between looks what never changes. Methods reject with the SDK's errors
 * when AppConfig does not answer, and with `guard-unreadable`; what CloudWatch does not say is a trouble, or makes the
 * guard blind, and AppConfig's part is seen.
 */
export class Observer {
  readonly #open: OpenStage;
  readonly #clock: Clock;
  readonly #motions: MotionReader;
  readonly #strategyNames = new Map<string, string | undefined>();
  /** `undefined` = not asked yet. */
  #judge: Judge | 'none' | undefined;
  #names: MetricNames | undefined;

  constructor(open: OpenStage, clock: Clock) {
    this.#open = open;
    this.#clock = clock;
    this.#motions = new MotionReader(versionReader(open.clients.appConfig));
  }

  /** One look, at the newest deployment of the flag document unless the number of another one is given. */
  async observe(number?: number): Promise<Observation> {
    const rollout = await this.#rollout(number);
    // Not before: an answer of the service has set the clock.
    const nowMs = this.#clock.now();
    const [monitors, guard] = await Promise.all([this.#monitors(), this.#guard(nowMs)]);
    return { nowMs, ...rollout, ...monitors, ...(guard && { guard }) };
  }

  /**
   * Requests of candidates since a moment, such as the start of a deployment, in whole minutes that are over; `undefined`
   * when nobody knows under which name they are measured. Rejects with the SDK's errors, and with `unreachable` when
   * CloudWatch gives a part only.
   */
  async candidateExposuresSince(fromMs: number): Promise<number | undefined> {
    const names = await this.#metricNames();
    if (names === undefined) return undefined;
    const stretch = { fromMs, nowMs: this.#clock.now() };
    return candidateExposures(metricReader(this.#open.clients.cloudWatch), names, stretch);
  }

  async #rollout(number: number | undefined): Promise<Pick<Observation, 'served' | 'deployment' | 'motion'>> {
    const { clients, stage, deployments } = this.#open;
    const { newest, complete, isBack = false } = await newestOf(clients.appConfig, stage.place);
    const looked = number ?? newest?.DeploymentNumber;
    if (newest === undefined || looked === undefined) return {};
    const deployment = await deployments.get(looked);
    const strategy = await this.#strategyName(deployment.DeploymentStrategyId ?? '');
    const observed = deploymentObservation(deployment, strategy);
    // It may have been completed since the list was read.
    const isNewest = looked === newest.DeploymentNumber;
    const served = isNewest && observed.state === 'COMPLETE' ? deployment : complete;
    const motion = await this.#motion(isNewest ? observed : undefined, served);
    return {
      ...(served && { served: servedBy(served, isBack && served === complete) }),
      deployment: observed,
      ...(motion && { motion }),
    };
  }

  async #motion(
    newest: DeploymentObservation | undefined,
    served: DeploymentSummary | undefined,
  ): Promise<MotionObservation | undefined> {
    const isReached = newest !== undefined && isUnderWay(newest.state);
    const version = isReached ? newest.version : served?.ConfigurationVersion;
    if (version === undefined) return undefined;
    const key = { ...this.#open.stage.place, version };
    const compared = await this.#motions.read(key, new AbortController().signal);
    if (typeof compared === 'string') return undefined;
    const { flag, candidates, share } = compared;
    return { flag, candidates, ...(share !== undefined && { share }) };
  }

  async #monitors(): Promise<Pick<Observation, 'alarms' | 'troubles'>> {
    const names = await monitorsOf(this.#open.clients.appConfig, this.#open.stage.place);
    return alarmsNamed(this.#open.clients.cloudWatch, names).then(
      (alarms) => ({ alarms, troubles: [] }),
      (error: unknown) => ({
        alarms: [] as readonly AlarmObservation[],
        troubles: [`the alarms could not be read, ${errorText(error)}`],
      }),
    );
  }

  async #guard(nowMs: number): Promise<GuardObservation | undefined> {
    const judge = await this.#readJudge();
    if (judge === undefined) return undefined;
    const { assess, settings } = judge;
    const assessment = await assess({ ...this.#open.stage.place, deadlineMs: nowMs + ASSESS_MS });
    return guardObservation(assessment, { guard: settings.guard, means: MEANS, nowMs });
  }

  async #readJudge(): Promise<Judge | undefined> {
    this.#judge ??= await this.#createJudge();
    return this.#judge === 'none' ? undefined : this.#judge;
  }

  async #createJudge(): Promise<Judge | 'none'> {
    const settings = await guardSettingsOf(this.#open.clients.appConfig, this.#open.stage);
    if (settings === undefined) return 'none';
    const { deployments, metrics } = guardReaders(this.#open.clients);
    const assess = createAssess({
      history: new AppConfigRolloutHistory(deployments),
      metrics: new CloudWatchGuardData(metrics, settings),
      guard: settings.guard,
      means: MEANS,
      clock: this.#clock,
    });
    return { settings, assess };
  }

  async #metricNames(): Promise<MetricNames | undefined> {
    const { clients, stage } = this.#open;
    this.#names ??= (await this.#readJudge())?.settings ?? (await measuredNames(clients.cloudWatch, stage));
    return this.#names;
  }

  async #strategyName(id: string): Promise<string | undefined> {
    const known = this.#strategyNames.get(id) ?? (await strategyName(this.#open.clients.appConfig, id));
    this.#strategyNames.set(id, known);
    return known;
  }
}
