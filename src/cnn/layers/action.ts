// What a layer does, in words.

/** Height and width of the window that a layer slides, if it slides one. */
export function windowOf(layer: object): [number, number] | undefined {
  const {kernelSize, poolSize} = layer as Record<string, number | number[] | undefined>;
  const size = [kernelSize ?? poolSize ?? []].flat();
  return size.length === 0 ? undefined : [size[0], size[1] ?? size[0]];
}

const actions: readonly (readonly [RegExp, string])[] = [
  [/Transpose/, "transposed convolution"],
  [/Depthwise/, "depthwise convolution"],
  [/Separable/, "separable convolution"],
  [/^Conv/, "convolution"],
  [/GlobalMax/, "global max pooling"],
  [/GlobalAverage/, "global average pooling"],
  [/MaxPool/, "max pooling"],
  [/AveragePool/, "average pooling"],
  [/^BatchNorm/, "batch normalisation"],
  [/^ZeroPadding/, "zero padding"],
  [/^LocalResponse/, "local response normalisation"],
  ...["Flip", "Crop", "Zoom", "Rotation", "Translation", "Brightness", "Contrast"].map(
    (change) => [new RegExp(`^Random${change}$`), `random ${change.toLowerCase()}`] as const
  )
];

/** `"convolution 5×5"`; a layer without a word of ours is called as Keras calls it, in small letters. */
export function actionOf(kind: string, window: [number, number] | undefined): string {
  const word = actions.find(([pattern]) => pattern.test(kind))?.[1] ?? kind.toLowerCase();
  return window ? `${word} ${window.join("×")}` : word;
}
