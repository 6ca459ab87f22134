import { describe, expect, it } from 'vitest';
import type { GuardObservation, Observation } from '../../../cli/observation/observation.ts';
import { judgeStep, type RampPolicy } from '../../../cli/ramp/step-judgement.ts';

const TERMS = { alpha: 0.05, threshold: 20 };
const FIRING = { name: 'errors', state: 'ALARM', isHeeded: true } as const;

function judged(verdict: 'roll_back' | 'promote' | 'continue'): GuardObservation {
  const exposures = { candidate: 10, control: 10 };
  return { ...TERMS, verdict, evidence: 1, sinceMs: 0, exposures, guardrails: [] };
}

function kindOf(
  policy: Partial<RampPolicy>,
  observation: Partial<Observation> = {},
  exposures: number | undefined = 10,
) {
  const look = { nowMs: 0, alarms: [], troubles: [], ...observation };
  return judgeStep({ approve: false, ...policy }, { observation: look, exposures }).kind;
}

describe('a step that is complete', () => {
  it('waits for the verdict when nothing else was agreed', () => {
    expect(kindOf({}, { guard: judged('continue') })).toBe('wait');
    expect(kindOf({}, { guard: judged('promote') })).toBe('go-on');
    expect(kindOf({})).toBe('wait');
  });

  it('is over after the planned exposures, or earlier by the verdict', () => {
    expect(kindOf({ exposures: 11 }, { guard: judged('continue') })).toBe('wait');
    expect(kindOf({ exposures: 10 }, { guard: judged('continue') })).toBe('go-on');
    expect(kindOf({ exposures: 11 }, { guard: judged('promote') })).toBe('go-on');
  });

  it('waits when its exposures are not measured', () => {
    const look = { nowMs: 0, alarms: [], troubles: [] };
    const judgement = judgeStep(
      { approve: false, exposures: 1 },
      { observation: look, exposures: undefined },
    );
    expect(judgement.kind).toBe('wait');
  });

  it('waits while the guard is blind, unless a person decides', () => {
    const guard = { ...TERMS, verdict: 'blind', reason: 'partial' } as const;
    expect(kindOf({ exposures: 1 }, { guard })).toBe('wait');
    expect(kindOf({ approve: true }, { guard })).toBe('go-on');
  });

  it.each([[{}], [{ exposures: 1 }], [{ approve: true }]])(
    'is worse by the verdict under any policy',
    (policy) => {
      expect(kindOf(policy, { guard: judged('roll_back') })).toBe('worse');
    },
  );

  it.each([[{}], [{ exposures: 1 }], [{ approve: true }]])(
    'waits while a monitor fires, under any policy',
    (policy) => {
      expect(kindOf(policy, { guard: judged('promote'), alarms: [FIRING] })).toBe('wait');
    },
  );

  it.each([[{}], [{ exposures: 1 }], [{ approve: true }]])(
    'waits while nobody knows whether a monitor fires, under any policy',
    (policy) => {
      const troubles = ['the alarms could not be read, AccessDenied: no'];
      expect(kindOf(policy, { guard: judged('promote'), troubles })).toBe('wait');
    },
  );

  it('does not heed a monitor whose actions are disabled', () => {
    expect(kindOf({}, { guard: judged('promote'), alarms: [{ ...FIRING, isHeeded: false }] })).toBe('go-on');
  });
});
