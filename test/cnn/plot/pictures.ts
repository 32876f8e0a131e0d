// Pictures to draw figures of: digits and a landscape, made from a seed.
import {type NDArray, ndarray} from "../../../src/cnn/ndarray.ts";
import {random} from "../../../src/cnn/random.ts";

type Point = readonly [x: number, y: number];

const ring = (x: number, y: number, rx: number, ry: number, from = 0, to = 1): Point[] =>
  Array.from({length: 25}, (_, i) => {
    const angle = 2 * Math.PI * (from + ((to - from) * i) / 24) - Math.PI / 2;
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
  });

/** The strokes of each digit, in a square of side 1, y downwards. */
const strokes: readonly (readonly Point[])[][] = [
  [ring(0.5, 0.5, 0.2, 0.3)],
  [
    [
      [0.4, 0.3],
      [0.54, 0.2],
      [0.5, 0.8]
    ]
  ],
  [[...ring(0.5, 0.36, 0.18, 0.16, -0.22, 0.36), [0.3, 0.8], [0.72, 0.78]]],
  [ring(0.48, 0.35, 0.17, 0.15, -0.15, 0.5), ring(0.48, 0.65, 0.2, 0.16, 0, 0.65)],
  [
    [
      [0.45, 0.2],
      [0.3, 0.55],
      [0.72, 0.55]
    ],
    [
      [0.62, 0.35],
      [0.58, 0.82]
    ]
  ],
  [
    [
      [0.7, 0.22],
      [0.4, 0.22],
      [0.37, 0.48]
    ],
    ring(0.48, 0.62, 0.2, 0.18, -0.1, 0.62)
  ],
  [
    [
      [0.6, 0.2],
      [0.4, 0.42],
      [0.33, 0.62]
    ],
    ring(0.5, 0.64, 0.17, 0.16)
  ],
  [
    [
      [0.3, 0.24],
      [0.7, 0.22],
      [0.45, 0.8]
    ]
  ],
  [ring(0.5, 0.34, 0.15, 0.14), ring(0.5, 0.65, 0.19, 0.17)],
  [
    ring(0.5, 0.37, 0.16, 0.16),
    [
      [0.66, 0.37],
      [0.62, 0.6],
      [0.52, 0.82]
    ]
  ]
];

/** A handwritten-looking digit, `[28, 28]`, whole values 0 to 255. */
export function digit(label: number, seed: number): NDArray {
  const source = random(seed);
  const [slant, scale, dx, dy] = [0.2, 0.1, 0.06, 0.06].map(
    (size) => size * (2 * source.uniform() - 1)
  );
  const points = strokes[label].map((stroke) =>
    stroke.map(([x, y]): Point => {
      const wobble = 0.012 * source.normal();
      const at = (0.5 - y) * slant;
      return [
        28 * (0.5 + (x - 0.5) * (1.05 + scale) + at + dx + wobble),
        28 * (0.5 + (y - 0.5) * (1.05 + scale) + dy + wobble)
      ];
    })
  );
  const pen = 1.1 + 0.4 * source.uniform();
  return ndarray(
    [28, 28],
    Array.from({length: 784}, (_, k) => {
      const [row, col] = [Math.floor(k / 28) + 0.5, (k % 28) + 0.5];
      const distance = Math.min(...points.map((stroke) => toStroke(stroke, col, row)));
      return Math.round(255 * Math.min(1, Math.max(0, pen + 0.6 - distance)));
    })
  );
}

function toStroke(stroke: readonly Point[], x: number, y: number): number {
  let least = Infinity;
  for (let k = 1; k < stroke.length; ++k) {
    const [[ax, ay], [bx, by]] = [stroke[k - 1], stroke[k]];
    const [ux, uy] = [bx - ax, by - ay];
    const t = Math.min(1, Math.max(0, ((x - ax) * ux + (y - ay) * uy) / (ux * ux + uy * uy || 1)));
    least = Math.min(least, Math.hypot(x - ax - t * ux, y - ay - t * uy));
  }
  return least;
}

/** A landscape under an evening sun, `[height, width, 3]`, values 0 to 1. */
export function landscape(height: number, width: number, seed: number): NDArray {
  const source = random(seed);
  const [phase, sun] = [source.uniform() * 6, 0.2 + 0.6 * source.uniform()];
  const values: number[] = [];
  for (let row = 0; row < height; ++row) {
    for (let col = 0; col < width; ++col) {
      const [y, x] = [row / height, col / width];
      const near = 0.75 + 0.08 * Math.sin(5 * x + phase);
      const far = 0.6 + 0.07 * Math.sin(9 * x + 2 * phase) + 0.03 * Math.sin(23 * x);
      const glow = Math.exp(-20 * ((x - sun) ** 2 + ((y - 0.3) * height) ** 2 / width ** 2));
      const noise = 0.02 * source.normal();
      const color =
        y > near
          ? [0.16, 0.36 - 0.2 * (y - near), 0.14]
          : y > far
            ? [0.3, 0.36, 0.5 - 0.6 * (y - far)]
            : [
                0.45 + 0.5 * glow + 0.4 * y,
                0.55 + 0.3 * glow + 0.1 * y,
                0.9 - 0.5 * glow - 0.3 * y
              ];
      values.push(...color.map((value) => Math.min(1, Math.max(0, value + noise))));
    }
  }
  return ndarray([height, width, 3], values);
}
