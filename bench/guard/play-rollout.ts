import { elementAt } from '../../core/element-at.ts';
import { SAMPLE_RATIO_ALPHA } from '../../core/guard/sample-ratio.ts';
import type { Random } from '../../local/random.ts';
import type { Experiment, Judge } from './experiment.ts';
import { growthBook, type Method, type MinuteCounts, naiveZ, ratioAlarm, wald } from './methods.ts';
import { sampleRatioPValue } from './peers.ts';
import { Scene } from './scene.ts';

/** The number of minutes after which each judge took the rollout back; `null` = it did not. */
export type Outcome = Readonly<Partial<Record<Judge, number | null>>>;

/** First minute of a stretch, both ends included and counted from 1, after which a judge speaks. */
type Watch = (from: number, to: number) => number | undefined;

/** Execution environments among which requests are spread, where each remembers for itself. */
const ENVIRONMENTS = 20;

/** Plays one rollout before all judges at once. */
export function playRollout(experiment: Experiment, judges: readonly Judge[], random: Random): Outcome {
  const scene = new Scene(experiment, random);
  const watches = new Map(judges.map((judge) => [judge, watchOf(judge, scene, experiment)]));
  const outcome: Partial<Record<Judge, number | null>> = {};
  let from = 1;
  for (const to of experiment.blocks) {
    if (watches.size === 0) break;
    scene.extend(to);
    for (const [judge, watch] of watches) {
      const minutes = watch(from, to);
      outcome[judge] = minutes ?? null;
      if (minutes !== undefined) watches.delete(judge);
    }
    from = to + 1;
  }
  return outcome;
}

function watchOf(judge: Judge, scene: Scene, { traffic }: Experiment): Watch {
  const { ratio } = elementAt(traffic.metrics, 0);
  switch (judge) {
    case 'users':
      return (from, to) => scene.guard().firstRollback('both', from, to);
    case 'control only':
      return (from, to) => scene.guard().firstRollback('control', from, to);
    case 'requests':
      return (from, to) => scene.guard().firstRollback('none', from, to);
    case 'once':
      return (from, to) => scene.guardOfOnce(1).firstRollback('none', from, to);
    case 'once by environment':
      return (from, to) => scene.guardOfOnce(ENVIRONMENTS).firstRollback('none', from, to);
    case 'sample ratio':
      return (_, to) => scene.sampleRatio().firstMismatch(to);
    case 'chi-square':
      return chiSquareEachMinute(scene);
    case 'wald':
      return watchBy(wald(ratio, traffic.faultMinute ?? 0), scene);
    case 'growthbook':
      return watchBy(growthBook(), scene);
    case 'naive z':
      return watchBy(naiveZ(), scene);
    case 'alarm':
      return watchBy(ratioAlarm(), scene);
  }
}

/** A method over the minutes of the first metric. */
function watchBy(method: Method, scene: Scene): Watch {
  return (from, to) => {
    for (let minutes = from; minutes <= to; minutes += 1) {
      if (method.look(minuteOf(scene, minutes - 1))) return minutes;
    }
    return undefined;
  };
}

function minuteOf({ traffic }: Scene, minute: number): MinuteCounts {
  const { candidate, control } = elementAt(traffic.metrics, 0);
  return {
    candidateExposures: elementAt(candidate.exposures, minute),
    candidateEvents: elementAt(candidate.sums, minute),
    controlExposures: elementAt(control.exposures, minute),
    controlEvents: elementAt(control.sums, minute),
  };
}

/** Of all requests so far against the shares they should have had, at the level of the guard's own test. */
function chiSquareEachMinute(scene: Scene): Watch {
  return (_, to) => {
    const { candidate, control } = scene.traffic.requests;
    let [seen, all, expected] = [0, 0, 0];
    for (const [minute, share] of scene.shares().slice(0, to).entries()) {
      const both = elementAt(candidate.exposures, minute) + elementAt(control.exposures, minute);
      seen += elementAt(candidate.exposures, minute);
      all += both;
      expected += both * share;
      if (sampleRatioPValue([seen, all - seen], [expected, all - expected]) < SAMPLE_RATIO_ALPHA) {
        return minute + 1;
      }
    }
    return undefined;
  };
}
