import { expect, it } from 'vitest';
import { authorshipIn, describedBy, operatorIn } from '../../../cli/appconfig/authorship.ts';

it.each([
  ['model-rollout start by ann: m: new for 5 %', { verb: 'start', by: 'ann', summary: 'm: new for 5 %' }],
  ['model-rollout kill by ann lee: m: new', { verb: 'kill', by: 'ann lee', summary: 'm: new' }],
  ['model-rollout watch: killed new of m: errors', { verb: 'watch', summary: 'killed new of m: errors' }],
])('is read off what this tool writes: %s', (description, authorship) => {
  expect(authorshipIn(description)).toEqual(authorship);
});

it.each([
  '',
  'First version, deployed by CloudFormation',
  'model-rollout is nice',
  'by hand: model-rollout start by ann: x',
])('is not made up of what others write: %j', (description) => {
  expect(authorshipIn(description)).toBeUndefined();
});

it('is read again as it was written, in the ASCII that AppConfig takes', () => {
  const authorship = { verb: 'pin', by: 'zoë', summary: 'm: new for a customer_id' };
  expect(authorshipIn(describedBy(authorship))).toEqual({ ...authorship, by: 'zo?' });
});

it('names the operator that a pipeline gives, then the login name, then nobody', () => {
  expect(operatorIn({ MODEL_ROLLOUT_OPERATOR: 'ann', USER: 'ci' })).toBe('ann');
  expect(operatorIn({ USER: 'ci' })).toBe('ci');
  expect(operatorIn({ MODEL_ROLLOUT_OPERATOR: '' })).toBe('somebody');
});
