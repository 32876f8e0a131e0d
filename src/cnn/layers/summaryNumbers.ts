/** One layer of a model in numbers. */
export interface SummaryRow {
  /** As Keras names it: `conv2d`, `conv2d_1`. */
  readonly name: string;
  /** The class's name in Keras: `Conv2D`. */
  readonly kind: string;
  /** Shape of what it gives, the batch first as `null`; of several outputs, the first. */
  readonly shape: readonly (number | null)[];
  /** Shapes of all its outputs. */
  readonly outputShapes: readonly (readonly (number | null)[])[];
  /** Numbers it holds, trained or not. */
  readonly params: number;
  /** Floating-point operations for one example, a multiply-add being two; undefined where nobody has counted. */
  readonly flops: number | undefined;
  /** Memory that its output takes for one example, in bytes of 32-bit floats. */
  readonly activationBytes: number;
  /** What it is given: the rows' names, with the places of a layer that is used twice, as Keras writes them. */
  readonly connectedTo: readonly string[];
}

/** A model in numbers. */
export interface SummaryNumbers {
  readonly name: string;
  readonly rows: readonly SummaryRow[];
  /** Whether every layer has the one before it as its only input. */
  readonly isChain: boolean;
  readonly totalParams: number;
  readonly trainableParams: number;
  readonly nonTrainableParams: number;
  /** Of all layers that are counted, for one example. */
  readonly flops: number;
  /** Of all layers, for one example, in bytes. */
  readonly activationBytes: number;
}
