import {afterAll, describe, expect, test} from "vitest";
import {tf, useEngine} from "@convnotes/cnn";
import {affineCase, interpolations, modes, type Mode} from "./affineCases.ts";

const quiet = {threads: 1, log: (): void => {}};
afterAll(() => useEngine("cpu", quiet));

/** What lies beyond an axis, pixel by pixel: mirrored, repeated, or nothing. */
function pixelAt(mode: Mode, i: number, length: number): number | undefined {
  if (i >= 0 && i < length) return i;
  if (mode === "constant") return undefined;
  if (mode === "nearest") return i < 0 ? 0 : length - 1;
  const along = ((i % (2 * length)) + 2 * length) % (2 * length);
  return along < length ? along : 2 * length - 1 - along;
}

/** With "wrap" TensorFlow moves the place itself, by its own rule; that of its C++ kernel, word for word. */
function placeAt(mode: Mode, place: number, length: number): number {
  if (mode !== "wrap" || (place >= 0 && place <= length - 1)) return place;
  const last = length - 1;
  if (last < 1) return 0;
  const moved =
    place < 0
      ? place + length * (Math.trunc(-place / last) + 1)
      : place - length * Math.trunc(place / last);
  return Math.min(last, Math.max(0, moved));
}

/** Each output pixel by the definition, in double precision. */
function byDefinition(
  {shape, pixels, maps}: ReturnType<typeof affineCase>,
  mode: Mode,
  interpolation: "bilinear" | "nearest",
  fill: number
): {value: number; isSeam: boolean}[] {
  const [n, height, width, channels] = shape;
  const result: {value: number; isSeam: boolean}[] = [];
  for (let k = 0; k < n; ++k) {
    const [a, b, c, d, e, f] = maps.subarray(k * 8);
    for (let p = 0; p < height * width * channels; ++p) {
      const channel = p % channels;
      const j = Math.floor(p / channels) % width;
      const i = Math.floor(p / channels / width);
      const [x, y] = [
        placeAt(mode, a * j + b * i + c, width),
        placeAt(mode, d * j + e * i + f, height)
      ];
      const at = (row: number, column: number): number => {
        const r = pixelAt(mode, row, height);
        const s = pixelAt(mode, column, width);
        if (r === undefined || s === undefined) return fill;
        return pixels[((k * height + r) * width + s) * channels + channel];
      };
      const [top, left] = [Math.floor(y), Math.floor(x)];
      const [down, right] = [y - top, x - left];
      const value =
        interpolation === "nearest"
          ? at(Math.round(y), Math.round(x))
          : (1 - down) * ((1 - right) * at(top, left) + right * at(top, left + 1)) +
            down * ((1 - right) * at(top + 1, left) + right * at(top + 1, left + 1));
      // Rounding may go either way on a half; and there is nothing between two repeated pictures.
      const near = (place: number, length: number): boolean => {
        if (interpolation === "nearest" && Math.abs(place - Math.floor(place) - 0.5) < 1e-4) {
          return true;
        }
        const turns = place / (length - 1);
        return mode === "wrap" && Math.abs(turns - Math.round(turns)) < 1e-3;
      };
      result.push({
        value,
        isSeam: near(a * j + b * i + c, width) || near(d * j + e * i + f, height)
      });
    }
  }
  return result;
}

describe.for(["cpu", "native", "wasm"] as const)("on %s", (engine) => {
  test("every picture of a batch is moved by its own map, as the definition says", async () => {
    await useEngine(engine, quiet);
    const before = tf.memory().numTensors;
    for (const mode of modes) {
      for (const interpolation of interpolations) {
        let compared = 0;
        for (let seed = 1; seed <= 12; ++seed) {
          const one = affineCase(seed);
          const moved = tf.tidy(() =>
            tf.image
              .transform(
                tf.tensor4d(one.pixels, one.shape),
                tf.tensor2d(one.maps, [3, 8]),
                interpolation,
                mode,
                0.25
              )
              .dataSync()
          );
          byDefinition(one, mode, interpolation, 0.25).forEach(({value, isSeam}, p) => {
            if (isSeam) return;
            expect(
              Math.abs(moved[p] - value),
              `${mode} ${interpolation} ${seed} ${p}`
            ).toBeLessThan(2e-5);
            ++compared;
          });
        }
        expect(compared, `${mode} ${interpolation}`).toBeGreaterThan(100);
      }
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  test("beyond the border lies what the mode says", async () => {
    await useEngine(engine, quiet);
    const along = (mode: Mode): number[] =>
      tf.tidy(() => [
        ...tf.image
          .transform(
            tf.tensor4d([1, 2, 3], [1, 1, 3, 1]),
            tf.tensor2d([[1, 0, -3, 0, 1, 0, 0, 0]]),
            "bilinear",
            mode,
            9,
            [1, 9]
          )
          .dataSync()
      ]);
    expect(along("constant")).toEqual([9, 9, 9, 1, 2, 3, 9, 9, 9]);
    expect(along("nearest")).toEqual([1, 1, 1, 1, 2, 3, 3, 3, 3]);
    expect(along("reflect")).toEqual([3, 2, 1, 1, 2, 3, 3, 2, 1]);
    expect(along("wrap")).toEqual([3, 3, 3, 1, 2, 3, 1, 1, 1]); // TensorFlow's own rule
  });

  test("a place infinitely far away is filled, and one map does for all pictures", async () => {
    await useEngine(engine, quiet);
    const values = tf.tidy(() =>
      tf.image
        .transform(
          tf.tensor4d([1, 2, 3, 4], [2, 1, 2, 1]),
          tf.tensor2d([[1, 0, 0, 0, 1, 0, -1, 0]]), // the second column lies at x / 0
          "nearest",
          "constant",
          7
        )
        .dataSync()
    );
    expect([...values]).toEqual([1, 7, 3, 7]);
  });
});
