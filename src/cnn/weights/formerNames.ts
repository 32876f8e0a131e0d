// Names that layers had in Keras before 2.2.5, by those that they have now.

const letters = "abcdefghijklmnopqrstuvwxyz";

/**
 * The name that a layer of an earlier `keras.applications` has today: ResNet-50's `res2a_branch2b` is
 * `conv2_block1_2_conv`. Other names stay as they are.
 *
 * @see keras-applications 1.0.7, resnet50.py, and 1.0.8, resnet_common.py
 */
export function formerName(layer: string): string {
  const fixed: Record<string, string> = {
    conv1: "conv1_conv",
    bn_conv1: "conv1_bn",
    fc1000: "predictions"
  };
  if (Object.hasOwn(fixed, layer)) return fixed[layer];
  const branch = /^(res|bn)(\d)([a-z])_branch(1|2[abc])$/.exec(layer);
  if (!branch) return layer;
  const [, kind, stage, block, place] = branch;
  const number = place === "1" ? 0 : 1 + letters.indexOf(place[1]);
  const role = kind === "res" ? "conv" : "bn";
  return `conv${stage}_block${1 + letters.indexOf(block)}_${number}_${role}`;
}
