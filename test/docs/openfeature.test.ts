import { ProviderEvents } from '@openfeature/server-sdk';
import { expect, it } from 'vitest';
import { FLAG_METADATA } from '../../lambda/openfeature/flag-metadata.ts';
import { tableBelow } from './markdown.ts';

const FILE = 'docs/openfeature.md';

function firstCells(...head: readonly string[]): readonly string[] {
  return tableBelow(FILE, ...head).map(([cell = '']) => cell.replaceAll('`', ''));
}

it('lists every name of flag metadata, in order', () => {
  expect(firstCells('name', 'type', 'says')).toEqual(Object.values(FLAG_METADATA));
});

it('lists every event that a provider may tell', () => {
  expect(firstCells('event', 'when').toSorted()).toEqual(Object.values(ProviderEvents).toSorted());
});
