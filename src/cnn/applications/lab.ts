// Colours as the eye orders them: L* is lightness, a* goes from green to red, b* from blue to yellow.

/** The white of daylight (D65), as X, Y, Z of the CIE. */
const white = [0.95047, 1, 1.08883] as const;

/** Linear red, green, blue to X, Y, Z. */
const toXyz = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041]
] as const;

const toLinear = [
  [3.2404542, -1.5371385, -0.4985314],
  [-0.969266, 1.8760108, 0.041556],
  [0.0556434, -0.2040259, 1.0572252]
] as const;

const threshold = 6 / 29;

/** The light itself of what screens take, 0 to 1. */
const light = (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);

/** Back from the light; what no screen has is brought to the nearest, 0 or 1. */
const signal = (u: number): number => {
  const v = u <= 0.0031308 ? 12.92 * u : 1.055 * u ** (1 / 2.4) - 0.055;
  return Math.min(1, Math.max(0, v));
};

const root = (t: number): number =>
  t > threshold ** 3 ? Math.cbrt(t) : t / (3 * threshold ** 2) + 4 / 29;

const unroot = (t: number): number =>
  t > threshold ? t * t * t : 3 * threshold ** 2 * (t - 4 / 29);

const dot = ([a, b, c]: readonly number[], x: number, y: number, z: number): number =>
  a * x + b * y + c * z;

/**
 * The lightness and the colour of a pixel, apart.
 *
 * First the light itself: screens take numbers that grow slower than it. Then X, Y, Z, what the three kinds
 * of cones in the eye could tell. Then cube roots, since twice the light is far from looking twice as light.
 *
 *     u = v ≤ 0.04045 ? v/12.92 : ((v + 0.055)/1.055)^2.4       for v each of red, green, blue
 *     (X, Y, Z) = M · (u_red, u_green, u_blue)
 *     f(t) = t > (6/29)³ ? ∛t : t/(3·(6/29)²) + 4/29
 *     L* = 116 f(Y/Yₙ) − 16,  a* = 500 (f(X/Xₙ) − f(Y/Yₙ)),  b* = 200 (f(Y/Yₙ) − f(Z/Zₙ))
 *
 * @param rgb - red, green and blue, 0 to 1
 * @returns L*, 0 (black) to 100 (white); a* and b*, about −110 to 110, 0 for grey
 * @see CIE 15:2004, Colorimetry; IEC 61966-2-1 (sRGB)
 *
 * @example
 * ```ts
 * labFromRgb([1, 0, 0]); // [53.24, 80.09, 67.20]: red
 * ```
 */
export function labFromRgb(
  rgb: readonly [number, number, number]
): [lightness: number, a: number, b: number] {
  const [red, green, blue] = [light(rgb[0]), light(rgb[1]), light(rgb[2])];
  const x = root(dot(toXyz[0], red, green, blue) / white[0]);
  const y = root(dot(toXyz[1], red, green, blue) / white[1]);
  const z = root(dot(toXyz[2], red, green, blue) / white[2]);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** The light of each brightness that files have: a power takes ten times as long as a look. */
const lightOfByte = Float64Array.from({length: 256}, (_, value) => light(value / 255));

const lightOf = (value: number): number => lightOfByte[value] ?? light(value / 255);

/** L* alone, 0 to 100, of brightness 0 to 255. */
export function lightness(red: number, green: number, blue: number): number {
  return 116 * root(dot(toXyz[1], lightOf(red), lightOf(green), lightOf(blue)) / white[1]) - 16;
}

/**
 * Back from lightness and colour to what a screen shows. Colours that no screen has are brought to the
 * nearest value, 0 or 1.
 *
 * @param lab - L*, 0 to 100; a* and b*
 * @returns red, green and blue, 0 to 1
 *
 * @example
 * ```ts
 * rgbFromLab([50, 0, 0]); // [0.466, 0.466, 0.466]: grey
 * ```
 */
export function rgbFromLab(
  lab: readonly [number, number, number]
): [red: number, green: number, blue: number] {
  const [lightness, a, b] = lab;
  const middle = (lightness + 16) / 116;
  const x = unroot(middle + a / 500) * white[0];
  const y = unroot(middle) * white[1];
  const z = unroot(middle - b / 200) * white[2];
  const red = dot(toLinear[0], x, y, z);
  const green = dot(toLinear[1], x, y, z);
  const blue = dot(toLinear[2], x, y, z);
  return [signal(red), signal(green), signal(blue)];
}
