import { describe, expect, it } from 'vitest';
import type { Role } from '../../../core/evaluation/decision.ts';
import { ExposureHistory } from '../../../lambda/guard/exposure-history.ts';
import { createMetricsRecord } from '../../../lambda/inference/metrics-record.ts';
import { METRIC } from '../../../lambda/metric-names.ts';
import { aDocument, aFlag } from '../../helpers/flag-documents.ts';
import { GuardedScene, NAMES } from './guarded-scene.ts';

const FLAG = 'inference_model';
const HOUR = 3_600_000;

type Sides = Readonly<Record<Role, string>>;

/** A stage whose document compares nothing; somebody else serves, and records say what. */
class ElsewhereScene extends GuardedScene {
  async open(): Promise<this> {
    const flag = aFlag({ flag: FLAG, allowed: ['old', 'older', 'new', 'newer'] });
    await this.deploy(aDocument([flag]), this.atOnce);
    await this.after(6);
    return this;
  }

  async serves(minutes: number, sides: Sides): Promise<void> {
    const record = createMetricsRecord(NAMES);
    for (let minute = 0; minute < minutes; minute += 1) {
      for (const [role, value] of Object.entries(sides)) {
        const measured = { metrics: { [METRIC.requests]: 1 }, properties: {}, timestampMs: this.clock.now() };
        this.cloudWatch.ingestLog(record({ ...measured, flag: FLAG, role, value }));
      }
      await this.after(1);
    }
  }

  current() {
    const { engine, cloudWatch, clock } = this;
    const history = new ExposureHistory({
      ...{ ...NAMES, clock, watchMs: 72 * HOUR },
      metrics: { getMetricData: async (input) => cloudWatch.getMetricData(input) },
      deployments: {
        listDeployments: async (input) => engine.listDeployments(input),
        getHostedConfigurationVersion: async (input) => engine.getHostedConfigurationVersion(input),
      },
    });
    return history.current(this.look(), new AbortController().signal);
  }
}

describe('a rollout that somebody else serves', () => {
  it('compares what exposures say of either side', async () => {
    const scene = await new ElsewhereScene().open();
    await scene.serves(20, { candidate: 'new', control: 'old' });
    expect(await scene.current()).toMatchObject({ flag: FLAG, candidates: ['new'], controls: ['old'] });
  });

  it('has no part in the values of the one before', async () => {
    const scene = await new ElsewhereScene().open();
    await scene.serves(20, { candidate: 'new', control: 'older' });
    await scene.serves(90, { candidate: 'newer', control: 'old' });
    expect(await scene.current()).toMatchObject({ flag: FLAG, candidates: ['newer'], controls: ['old'] });
  });
});
