import {bicubic, ndarray, random} from "@convnotes/cnn";
import {expect, test} from "vitest";

const values = (height: number, width: number, of: (i: number, j: number) => number): number[] =>
  Array.from({length: height * width}, (_, k) => of(Math.floor(k / width), k % width));

test("a single bright pixel becomes Keys' curve, a quarter and three quarters off its middle", () => {
  const {shape, data} = bicubic(ndarray([1, 7, 1], [100, 100, 100, 200, 100, 100, 100]), [1, 14]);
  expect(shape).toEqual([1, 14, 1]);
  // w(1.75), w(1.25), w(0.75), w(0.25) by hand, in percent.
  const side = [-2.34375, -7.03125, 22.65625, 86.71875];
  const curve = [...side, ...side.toReversed()].map((share) => 100 + share);
  [100, 100, 100, ...curve, 100, 100, 100].forEach((value, at) => {
    expect(data[at]).toBeCloseTo(value, 4);
  });
});

test("halved, a single bright pixel is seen through a curve twice as wide", () => {
  const row = Array.from({length: 16}, (_, at) => (at === 7 ? 200 : 100));
  const {data} = bicubic(ndarray([1, 16, 1], row), [1, 8]);
  // The middles of the new pixels 2 to 5 lie 2.5, 0.5, 1.5 and 3.5 old pixels off: half of w(x / 2).
  const curve = [-3.515625, 43.359375, 11.328125, -1.171875].map((share) => 100 + share);
  [100, 100, ...curve, 100, 100].forEach((value, at) => {
    expect(data[at]).toBeCloseTo(value, 4);
  });
});

test("a slope and a parabola stay what they are, and where they are", () => {
  const slope = bicubic(
    ndarray(
      [12, 12, 1],
      values(12, 12, (i, j) => 8 * i + 5 * j)
    ),
    [24, 24]
  );
  const bowl = bicubic(
    ndarray(
      [12, 12, 1],
      values(12, 12, (i) => (i - 5) ** 2)
    ),
    [24, 12]
  );
  for (let i = 4; i < 20; ++i) {
    const row = (i + 0.5) / 2 - 0.5;
    for (let j = 4; j < 20; ++j) {
      expect(slope.data[i * 24 + j]).toBeCloseTo(8 * row + 5 * ((j + 0.5) / 2 - 0.5), 3);
    }
    expect(bowl.data[i * 12]).toBeCloseTo(Math.max(0, (row - 5) ** 2), 1);
  }
});

test("an even picture stays even to its edges, and one of its own size stays as it is", () => {
  const even = bicubic(ndarray([3, 5, 3], new Array<number>(45).fill(77)), [7, 4]);
  even.data.forEach((value) => expect(value).toBeCloseTo(77, 4));
  const draws = random(1);
  const noise = ndarray(
    [4, 6, 3],
    values(4, 18, () => draws.uniform())
  );
  expect(bicubic(noise, [4, 6])).toEqual(noise);
});

test("a mirrored picture gives the mirrored result", () => {
  const draws = random(2);
  const picture = values(6, 10, () => 255 * draws.uniform());
  const mirrored = values(6, 10, (i, j) => picture[(5 - i) * 10 + 9 - j]);
  for (const size of [
    [12, 20],
    [3, 5],
    [4, 7]
  ] as const) {
    const [one, other] = [picture, mirrored].map((data) =>
      bicubic(ndarray([6, 10, 1], data), size)
    );
    [...other.data].reverse().forEach((value, k) => expect(value).toBeCloseTo(one.data[k], 3));
  }
});

test("what is no picture and no size is refused", () => {
  expect(() => bicubic(ndarray([2, 2], [1, 2, 3, 4]), [4, 4])).toThrow(
    "bicubic: a picture is [height, width, channels], but got [2,2]"
  );
  expect(() => bicubic(ndarray([1, 1, 1], [1]), [2, 0.5])).toThrow(
    "bicubic: size is [height, width] in whole pixels, but got [2,0.5]"
  );
});
