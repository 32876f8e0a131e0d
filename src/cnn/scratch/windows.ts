// Where the windows of a sliding layer lie: strides, padding and dilation, one axis at a time.

/** How the border is treated: no padding, as much as gives ⌈n/s⌉ windows, or so many pixels a side. */
export type Padding = "valid" | "same" | number;

/** One number for both axes, or one each: `[vertical, horizontal]`. */
export type Pair = number | readonly [number, number];

export interface WindowOptions {
  /** Step from one window to the next, in pixels: a number or `[vertical, horizontal]`; defaults to 1. */
  strides?: Pair;
  /**
   * Zeros around the image: `"valid"` for none, `"same"` for as many as make the output
   * `⌈n / strides⌉` pixels long (an odd one goes below and to the right, as in Keras), or a number of
   * pixels on each of the four sides; defaults to `"valid"`.
   */
  padding?: Padding;
  /** Distance between neighbouring taps of the kernel, in pixels; defaults to 1. */
  dilationRate?: Pair;
}

/** The windows along one axis: tap `a` of window `i` lies on pixel `i·stride + a·dilation − before`. */
export interface Windows {
  /** How many windows there are: the length of the output. */
  count: number;
  /** How many pixels of the axis one window looks at. */
  taps: number;
  stride: number;
  dilation: number;
  /** Padding before the first pixel. */
  before: number;
  /** Padding after the last pixel. */
  after: number;
}

/** The windows along one axis of n pixels; a count below 1 when not even one fits. */
export function windowsAlong(
  n: number,
  taps: number,
  stride: number,
  padding: Padding,
  dilation: number
): Windows {
  const span = (taps - 1) * dilation + 1; // pixels from the first tap to the last
  let before = 0;
  let after = 0;
  if (padding === "same") {
    const total = Math.max(0, (Math.ceil(n / stride) - 1) * stride + span - n);
    before = Math.floor(total / 2);
    after = total - before;
  } else if (padding !== "valid") {
    before = after = padding;
  }
  const count = Math.floor((n + before + after - span) / stride) + 1;
  return {count, taps, stride, dilation, before, after};
}

/** The windows over the rows and over the columns of an image. */
export function windowsOver(
  caller: string,
  [height, width]: readonly [number, number],
  [tall, wide]: readonly [number, number],
  {strides = 1, padding = "valid", dilationRate = 1}: WindowOptions
): [rows: Windows, cols: Windows] {
  const [strideDown, strideAcross] = toPair(caller, "strides", strides);
  const [dilationDown, dilationAcross] = toPair(caller, "dilationRate", dilationRate);
  checkPadding(caller, padding);
  const rows = windowsAlong(height, tall, strideDown, padding, dilationDown);
  const cols = windowsAlong(width, wide, strideAcross, padding, dilationAcross);
  if (rows.count < 1 || cols.count < 1) {
    const dilated = dilationDown * dilationAcross > 1 ? ` of dilationRate ${dilationRate}` : "";
    throw new RangeError(
      `${caller}: a ${tall}×${wide} window${dilated} does not fit in a ${height}×${width} image ` +
        `with padding ${padding}`
    );
  }
  return [rows, cols];
}

/** A number or a pair as a pair of whole numbers from 1 up. */
export function toPair(caller: string, name: string, value: Pair): readonly [number, number] {
  const pair = typeof value === "number" ? ([value, value] as const) : value;
  if (pair.length !== 2 || !pair.every((n) => Number.isInteger(n) && n >= 1)) {
    const came = typeof value === "number" ? value : `[${value}]`;
    throw new RangeError(
      `${caller}: ${name} is a whole number from 1 up or a pair of them, but got ${came}`
    );
  }
  return pair;
}

export function checkPadding(caller: string, padding: Padding): void {
  if (padding === "valid" || padding === "same") return;
  if (typeof padding !== "number" || !Number.isInteger(padding) || padding < 0) {
    throw new RangeError(
      `${caller}: padding is "valid", "same" or a whole number from 0 up, but got ${JSON.stringify(padding)}`
    );
  }
}
