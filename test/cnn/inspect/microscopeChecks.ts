import type {LayersModel} from "@tensorflow/tfjs";
import {expect} from "vitest";
import * as inspect from "../../../src/cnn/inspect/index.ts";
import type {NDArray} from "../../../src/cnn/ndarray.ts";
import {random, type Random} from "../../../src/cnn/random.ts";

/** A random number of a random layer, but not of an input. */
function place(model: LayersModel, source: Random, layers?: readonly string[]) {
  const candidates = model.layers.filter(
    ({name}) => !/input|picture/.test(name) && (layers?.includes(name) ?? true)
  );
  const layer = candidates[source.integer(candidates.length)];
  const shape = layer.outputShape.slice(1) as number[];
  const [height, width, channels] = shape.length === 3 ? shape : [1, 1, shape[0]];
  return {
    layer: layer.name,
    row: source.integer(height),
    column: source.integer(width),
    channel: source.integer(channels)
  };
}

export interface Checks {
  count: number;
  seed: number;
  /** Layers to look at, by their own names; defaults to all. */
  layers?: readonly string[];
}

/** The microscope's number against the one in the feature map; how many kinds of layers were seen. */
export async function checkForward(
  model: LayersModel,
  image: NDArray,
  {count, seed, layers}: Checks
): Promise<number> {
  const source = random(seed);
  const kinds = new Set<string>();
  for (let n = 0; n < count; ++n) {
    const at = place(model, source, layers);
    const view = await inspect.microscope(model, image, at);
    const inMap = view.map.data[at.row * view.map.shape[1] + at.column];
    const where = `${JSON.stringify(at)}: ${view.value} for ${inMap}`;
    expect(Math.abs(view.value - inMap), where).toBeLessThanOrEqual(
      1e-5 * Math.max(1, Math.abs(inMap))
    );
    const sum = Array.from(view.products.data).reduce((a, b) => a + b, 0);
    expect(view.result).toBeCloseTo(sum + view.bias, 10);
    view.products.data.forEach((product, k) =>
      expect(product).toBe(view.window.data[k] * view.kernel.data[k])
    );
    kinds.add(view.kind);
  }
  return kinds.size;
}

/** The gradient that arrives against the sum of the shares that it is said to be made of. */
export async function checkBackward(
  model: LayersModel,
  image: NDArray,
  gradientOf: inspect.Objective,
  {count, seed, layers}: Checks
): Promise<void> {
  const source = random(seed);
  let moving = 0;
  for (let n = 0; n < count; ++n) {
    const at = place(model, source, layers);
    const {backward} = await inspect.microscope(model, image, {...at, gradientOf});
    const {arrived, sources, map} = backward!;
    const total = sources.reduce((sum, {share}) => sum + share, 0);
    const scale = Math.max(1e-3, ...map.data.map(Math.abs));
    const where = `${JSON.stringify(at)}: ${arrived} of ${sources.map(({layer, share}) => `${layer} ${share}`).join(", ")}`;
    expect(Math.abs(total - arrived), where).toBeLessThanOrEqual(1e-4 * scale);
    for (const {share, units} of sources) {
      if (units.length === 0) continue;
      expect(units.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(share, 8);
    }
    if (arrived !== 0) ++moving;
  }
  expect(moving).toBeGreaterThan(count / 5);
}
