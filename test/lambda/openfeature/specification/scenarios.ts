import { generateMessages } from '@cucumber/gherkin';
import { sharedText } from '../../../helpers/shared-files.ts';

/** One step of a scenario, as written. */
export interface Step {
  readonly text: string;
  /** Rows of its table without the heading; empty when it has none. */
  readonly rows: readonly (readonly string[])[];
}

/** One scenario, or one example of an outline, with the steps of its background. */
export interface Scenario {
  readonly feature: string;
  readonly name: string;
  readonly steps: readonly Step[];
}

type MediaType = Parameters<typeof generateMessages>[2];

/** Reads the scenarios of a feature file of the OpenFeature specification. */
export function scenariosOf(feature: string): readonly Scenario[] {
  const text = sharedText(`data/openfeature/${feature}.feature`).read();
  let ids = 0;
  const newId = () => {
    ids += 1;
    return String(ids);
  };
  const options = { newId, includeSource: false, includeGherkinDocument: false, includePickles: true };
  const envelopes = generateMessages(text, feature, 'text/x.cucumber.gherkin+plain' as MediaType, options);
  return envelopes.flatMap(({ pickle, parseError }) => {
    if (parseError) throw new Error(parseError.message);
    if (!pickle) return [];
    const steps = pickle.steps.map((step) => {
      const [, ...rows] = step.argument?.dataTable?.rows ?? [];
      return { text: step.text, rows: rows.map(({ cells }) => cells.map(({ value }) => value)) };
    });
    return [{ feature, name: pickle.name, steps }];
  });
}
