import type * as Sdk from '@aws-sdk/client-appconfig';
import { parseRule } from '../../../cli/convert/appconfig-flags/parse-rule.ts';
import type { Clock } from '../../clock.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import type { IdGenerator } from '../id-generator.ts';
import { given, inRange, named, required } from '../input.ts';
import type { RunningExperiment } from './running-experiment.ts';
import { armOf, keyedTreatment } from './treatment-value.ts';

/** What experiments ask of the rest of AppConfig; what throws, throws as AppConfig answers. */
export interface ExperimentPorts {
  readonly clock: Clock;
  readonly ids: IdGenerator;
  /** Ids of what a definition names. Throws `ResourceNotFoundException`. */
  readonly located: (input: Sdk.CreateExperimentDefinitionRequest) => ExperimentPlace;
  /** Throws `ConflictException` while a deployment is in progress in the environment. */
  readonly assertFree: (place: ExperimentPlace) => void;
  /** Throws `BadRequestException` unless the flag is deployed there. */
  readonly assertDeployed: (place: ExperimentPlace, flag: string) => void;
}

export interface ExperimentPlace {
  readonly applicationId: string;
  readonly environmentId: string;
  readonly profileId: string;
}

interface Definition {
  readonly place: ExperimentPlace;
  readonly view: Sdk.ExperimentDefinition;
  readonly runs: Sdk.ExperimentRun[];
}

const MOST_TREATMENTS = 5;

/**
 * Experiments: definitions, and runs of them. A run takes effect with the next poll of an agent, for which AWS makes a
 * deployment; here only the environment has to be free of one.
 */
export class Experiments {
  readonly #ports: ExperimentPorts;
  readonly #definitions = new Map<string, Definition>();

  constructor(ports: ExperimentPorts) {
    this.#ports = ports;
  }

  createExperimentDefinition(input: Sdk.CreateExperimentDefinitionRequest): Sdk.ExperimentDefinition {
    const place = this.#ports.located(input);
    const treatments = required(input.Treatments, 'Treatments');
    inRange(treatments.length, { member: 'number of Treatments', min: 1, max: MOST_TREATMENTS });
    const rule = required(input.AudienceRule, 'AudienceRule');
    const audience = parseRule(rule);
    if (!audience.ok) throw badRequest(`AudienceRule: ${audience.problems.join('; ')}`);
    const { Hypothesis, AudienceDescription, LaunchCriteria } = input;
    const view: Sdk.ExperimentDefinition = {
      ApplicationId: place.applicationId,
      Id: this.#ports.ids.next(),
      Name: named(input.Name, 'Name'),
      Status: 'IDLE',
      ConfigurationProfileId: place.profileId,
      EnvironmentId: place.environmentId,
      FlagKey: required(input.FlagKey, 'FlagKey'),
      AudienceRule: rule,
      Control: keyedTreatment(required(input.Control, 'Control'), 'c'),
      Treatments: treatments.map((treatment, at) => keyedTreatment(treatment, `t${at + 1}`)),
      ...given({ Hypothesis, AudienceDescription, LaunchCriteria }),
      CreatedAt: new Date(this.#ports.clock.now()),
    };
    this.#definitions.set(view.Id ?? '', { place, view, runs: [] });
    return view;
  }

  getExperimentDefinition(input: Sdk.GetExperimentDefinitionRequest): Sdk.ExperimentDefinition {
    const { view, runs } = this.#find(input.ExperimentDefinitionIdentifier);
    return { ...view, Status: runs.some(isRunning) ? 'ACTIVE' : 'IDLE' };
  }

  /** Throws `ConflictException` while a deployment is in progress, or another run on the flag. */
  startExperimentRun(input: Sdk.StartExperimentRunRequest): Sdk.ExperimentRun {
    const definition = this.#find(input.ExperimentDefinitionIdentifier);
    const { place, view, runs } = definition;
    const flag = view.FlagKey ?? '';
    this.#ports.assertDeployed(place, flag);
    this.#ports.assertFree(place);
    if (this.running(place).some((one) => one.flag === flag)) {
      throw conflict(`an experiment on ${flag} is running; stop it first`);
    }
    const { Description, TreatmentOverrides } = input;
    const run: Sdk.ExperimentRun = {
      ApplicationId: place.applicationId,
      ...(view.Id !== undefined && { ExperimentDefinitionId: view.Id }),
      Run: runs.length + 1,
      Status: 'RUNNING',
      ExposurePercentage: exposure(input.ExposurePercentage ?? 0, 0),
      ...given({ Description, TreatmentOverrides }),
      StartedAt: new Date(this.#ports.clock.now()),
      ExperimentDefinitionSnapshot: view,
    };
    runs.push(run);
    return run;
  }

  getExperimentRun(input: Sdk.GetExperimentRunRequest): Sdk.ExperimentRun {
    return runOf(this.#find(input.ExperimentDefinitionIdentifier), input.Run);
  }

  /** The exposure can only grow. */
  updateExperimentRun(input: Sdk.UpdateExperimentRunRequest): Sdk.ExperimentRun {
    const definition = this.#find(input.ExperimentDefinitionIdentifier);
    const run = runningOf(definition, input.Run);
    this.#ports.assertFree(definition.place);
    const { Description, TreatmentOverrides, ExposurePercentage } = input;
    const before = run.ExposurePercentage ?? 0;
    return this.#replace(definition, {
      ...run,
      ...given({ Description, TreatmentOverrides }),
      ExposurePercentage: exposure(ExposurePercentage ?? before, before),
      UpdatedAt: new Date(this.#ports.clock.now()),
    });
  }

  stopExperimentRun(input: Sdk.StopExperimentRunRequest): Sdk.ExperimentRun {
    const definition = this.#find(input.ExperimentDefinitionIdentifier);
    const run = runningOf(definition, input.Run);
    this.#ports.assertFree(definition.place);
    return this.#replace(definition, {
      ...run,
      Status: 'DONE',
      ...given({ Result: input.Result }),
      EndedAt: new Date(this.#ports.clock.now()),
    });
  }

  /** What runs on the flags of a profile in an environment, as agents know it. */
  running({
    environmentId,
    profileId,
  }: Omit<ExperimentPlace, 'applicationId'>): readonly RunningExperiment[] {
    return [...this.#definitions.values()]
      .filter(({ place }) => place.environmentId === environmentId && place.profileId === profileId)
      .flatMap(({ view, runs }) => runs.filter(isRunning).map((run) => runningExperiment(view, run)));
  }

  #replace({ runs }: Definition, run: Sdk.ExperimentRun): Sdk.ExperimentRun {
    runs[(run.Run ?? 1) - 1] = run;
    return run;
  }

  /** By id or name. */
  #find(identifier: string | undefined): Definition {
    const wanted = required(identifier, 'ExperimentDefinitionIdentifier');
    const found =
      this.#definitions.get(wanted) ??
      [...this.#definitions.values()].find(({ view }) => view.Name === wanted);
    if (found === undefined) throw notFound('ExperimentDefinition', wanted);
    return found;
  }
}

function runOf({ runs }: Definition, number: number | undefined): Sdk.ExperimentRun {
  const run = runs[required(number, 'Run') - 1];
  if (run === undefined) throw notFound('ExperimentRun', String(number));
  return run;
}

function runningOf(definition: Definition, number: number | undefined): Sdk.ExperimentRun {
  const run = runOf(definition, number);
  if (!isRunning(run)) throw badRequest(`run ${run.Run} is DONE; start another one`);
  return run;
}

function isRunning({ Status }: Sdk.ExperimentRun): boolean {
  return Status === 'RUNNING';
}

function exposure(percentage: number, least: number): number {
  return inRange(percentage, { member: 'ExposurePercentage', min: least, max: 100, fractions: true });
}

function runningExperiment(view: Sdk.ExperimentDefinition, run: Sdk.ExperimentRun): RunningExperiment {
  const audience = parseRule(view.AudienceRule ?? '');
  if (!audience.ok) throw badRequest(`AudienceRule: ${audience.problems.join('; ')}`);
  const arms = [required(view.Control, 'Control'), ...(view.Treatments ?? [])];
  return {
    applicationId: view.ApplicationId ?? '',
    definitionId: view.Id ?? '',
    run: run.Run ?? 0,
    flag: view.FlagKey ?? '',
    audience: audience.value,
    exposure: run.ExposurePercentage ?? 0,
    arms: arms.map(armOf),
    overrides: new Map(Object.entries(run.TreatmentOverrides?.Inline ?? {})),
  };
}
