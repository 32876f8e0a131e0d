import {useEngine} from "@convnotes/cnn";
import {expect} from "vitest";

/** The greatest difference of values that belong together. */
export const greatest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
};

/** What something gives on the engine that works here, and on TensorFlow.js's own in JavaScript. */
export async function onBoth<T>(work: () => Promise<T>): Promise<[T, T]> {
  await useEngine();
  const here = await work();
  await useEngine("cpu");
  const reference = await work();
  await useEngine();
  return [here, reference];
}
