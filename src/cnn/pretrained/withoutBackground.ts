/** Classes of the models that Google trained: none of the others ("background"), then ImageNet's. */
const classes = 1001;

/**
 * Takes the class "background" out of a last layer's weights, so that class k is ImageNet's k: column 0
 * of a kernel `[..., inputs, 1001]`, or value 0 of a bias `[1001]`.
 *
 * The other probabilities are then those of a photo that is known to show something.
 *
 * @returns the weights of 1,000 classes
 */
export function withoutBackground(weights: Float32Array): Float32Array {
  return weights.filter((_, i) => i % classes > 0);
}
