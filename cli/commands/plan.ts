import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { type PlanOptions, planData } from '../plan/plan-data.ts';
import { showPlan } from '../plan/show-plan.ts';

/** Minutes and users that it takes to notice an effect, at one percentage and along a ramp. */
export const plan: Command<PlanOptions> = async (options) => {
  const data = planData(options);
  return { exitCode: EXIT.ok, data, show: (screen) => showPlan(data, screen) };
};
