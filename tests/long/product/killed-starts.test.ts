import { describe, it } from 'vitest';
import { alive } from '../../scenarios/product/processes.ts';
import { newPlace, start } from '../../scenarios/product/started-product.ts';

const PATIENCE = { timeout: 150_000, interval: 5 };

describe('npm start, killed as soon as it has so many children', () => {
  it.for([1, 2, 3, 4])('%i: leaves none of them behind', async (count, test) => {
    const { expect } = test;
    const started = start(test, await newPlace(test));
    const many = async () => (await started.children()).length >= count;
    await expect.poll(many, PATIENCE).toBe(true);
    const children = await started.children();
    started.signal('SIGKILL');
    await expect.poll(() => alive(children), PATIENCE).toEqual([]);
  });
});
