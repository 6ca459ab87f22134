import { expect, it } from 'vitest';
import { authorshipIn } from '../../../cli/observation/authorship.ts';

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
