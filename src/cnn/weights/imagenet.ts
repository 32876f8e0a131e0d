import type {LayersModel} from "@tensorflow/tfjs";

/** A file of Keras's own weights, by its name below `base`, and its MD5, which Keras publishes. */
interface KerasFile {
  readonly path: string;
  readonly md5: string;
}

/** Where Keras keeps the weights of its architectures; `CONVNOTES_KERAS_WEIGHTS` names another place. */
const base = "https://storage.googleapis.com/tensorflow/keras-applications";

/** The weights of each architecture, with its top and without, as `keras.applications` lists them. */
const files: Readonly<Record<string, {folder: string; top: string; noTop: string}>> = {
  vgg16: {
    folder: "vgg16/vgg16",
    top: "64373286793e3c8b2b4e3219cbf3544b",
    noTop: "6d6bbae143d832006294945121d1f1fc"
  },
  vgg19: {
    folder: "vgg19/vgg19",
    top: "cbe5617147190e668d6c5d5026f83318",
    noTop: "253f8cb515780f3b799900260a226db6"
  },
  inception_v3: {
    folder: "inception_v3/inception_v3",
    top: "9a0d58056eeedaa3f26cb7ebd46da564",
    noTop: "bcbd6486424b2319ff4ef7d526e38f63"
  },
  resnet50: {
    folder: "resnet/resnet50",
    top: "2cb95161c43110f7111970584f804107",
    noTop: "4d473c1dd8becc155b73f8504c6f6626"
  },
  resnet101: {
    folder: "resnet/resnet101",
    top: "f1aeb4b969a6efcfb50fad2f0c20cfc5",
    noTop: "88cf7a10940856eca736dc7b7e228a21"
  },
  resnet152: {
    folder: "resnet/resnet152",
    top: "100835be76be38e30d865e96f2aaae62",
    noTop: "ee4c566cf9a93f14d82f913c2dc6dd0c"
  }
};

/**
 * The address and MD5 of the file that Keras loads for `weights="imagenet"`.
 *
 * @throws RangeError if Keras has none for the architecture, or for so many classes
 * @see keras.applications: vgg16.py, vgg19.py, inception_v3.py, resnet.py
 */
export function imagenetFile(model: LayersModel): {address: string; md5: string} {
  if (!Object.hasOwn(files, model.name)) {
    throw new RangeError(
      `loadWeights: "imagenet" is for ${Object.keys(files).join(", ")}, but this is ${model.name}`
    );
  }
  const head = model.layers.find(({name}) => name === "predictions");
  const classes = head && (head.outputShape as (number | null)[]).at(-1);
  if (head && classes !== 1000) {
    throw new RangeError(
      `loadWeights: "imagenet" is for 1000 classes, or none (includeTop: false), but ${model.name} ` +
        `has ${classes}`
    );
  }
  const {path, md5} = fileOf(model.name, Boolean(head));
  const from = process.env.CONVNOTES_KERAS_WEIGHTS || base;
  return {address: `${from.replace(/\/$/, "")}/${path}`, md5};
}

function fileOf(name: string, includeTop: boolean): KerasFile {
  const {folder, top, noTop} = files[name];
  const path = `${folder}_weights_tf_dim_ordering_tf_kernels${includeTop ? "" : "_notop"}.h5`;
  return {path, md5: includeTop ? top : noTop};
}
