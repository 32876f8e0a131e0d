import {rmSync} from "node:fs";
import {mkdtemp, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import type {Dataset, Group, H5} from "./h5.ts";
import {loadH5} from "./h5.ts";
import {readDataset} from "./h5Dataset.ts";
import type {WeightsFormat} from "./report.ts";
import type {OpenSource} from "./source.ts";
import type {StoredWeight, WeightsFile} from "./weightsFile.ts";

export interface KerasH5Options {
  /** The file's format, for the report; defaults to `"keras-h5"`. */
  format?: WeightsFormat;
  /** The name that a layer was given, by the name that it is kept under in Keras 3's layout. */
  nameOf?: (kept: string) => string;
}

/** Names that Keras 1 gave to weights, by those of Keras 2. What it called a deviation was a variance. */
const formerWeights: Readonly<Record<string, string>> = {
  W: "kernel",
  b: "bias",
  running_mean: "moving_mean",
  running_std: "moving_variance"
};

/**
 * Opens a file of weights that Keras wrote in HDF5: of Keras 1 and 2, weights alone or whole models, and
 * of Keras 3, whose layers are kept by their class and number.
 *
 * @throws RangeError if it is broken, or has no weights of Keras
 */
export async function openKerasH5(
  source: OpenSource,
  {format = "keras-h5", nameOf = (kept) => kept}: KerasH5Options = {}
): Promise<WeightsFile> {
  const h5 = await loadH5();
  // The library reads files, not bytes.
  const temporary = source.path === undefined ? await asFile(source) : undefined;
  const remove = (): void => {
    if (temporary) rmSync(dirname(temporary), {recursive: true, force: true});
  };
  try {
    const file = open(h5, source, temporary ?? (source.path as string));
    try {
      const root = (file.get("model_weights") as Group | null) ?? file;
      const named = "layer_names" in root.attrs || "layer_names0" in root.attrs;
      const weights = named
        ? namedLayers(h5, source.title, root)
        : keptLayers(h5, source.title, file, "").map((weight) => ({
            ...weight,
            layer: nameOf(weight.layer)
          }));
      if (weights.length === 0) {
        throw new RangeError(
          `loadWeights: an .h5 file with weights of Keras is expected, but ${source.title} has ` +
            `${file.keys().slice(0, 4).join(", ") || "nothing"}`
        );
      }
      const close = (): void => {
        file.close();
        remove();
      };
      return {format, weights, close};
    } catch (error) {
      file.close();
      throw error;
    }
  } catch (error) {
    remove();
    throw error;
  }
}

async function asFile(source: OpenSource): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "convnotes-")), "weights.h5");
  await writeFile(path, source.read(0, source.size));
  return path;
}

function open(h5: H5, source: OpenSource, path: string): InstanceType<H5["File"]> {
  try {
    return new h5.File(path, "r");
  } catch (cause) {
    // The library tells where in its own code it gave up; its last words are the reason.
    const reason = String((cause as Error).message)
      .trim()
      .split(/\s*minor: /)
      .pop();
    throw new RangeError(
      `loadWeights: a whole .h5 file is expected, but ${source.title} is not (${reason})`,
      {cause}
    );
  }
}

/** Keras 1 and 2: attributes list the layers, and the weights in each. */
function namedLayers(h5: H5, title: string, root: Group): StoredWeight[] {
  return names(root, "layer_names").flatMap((layer) => {
    const group = root.get(layer) as Group | null;
    if (!group) throw missing(title, layer);
    const paths = names(group, "weight_names");
    // A model inside the model has one group for all its layers.
    const firsts = new Set(paths.map((path) => path.split("/")[0]));
    const isModel = firsts.size > 1 && paths.every((path) => path.includes("/"));
    return paths.map((path): StoredWeight => {
      const dataset = group.get(path) as Dataset | null;
      if (!dataset) throw missing(title, `${layer}/${path}`);
      const owner = isModel ? path.split("/")[0] : layer;
      return {
        path,
        layer: owner,
        name: weightName(path, owner),
        shape: dataset.shape ?? [],
        read: () => readDataset(h5, title, dataset)
      };
    });
  });
}

/** An attribute that is a list of names; a long one is kept in several, numbered. */
function names(group: Group, attribute: string): string[] {
  const {attrs} = group;
  if (attribute in attrs) return (attrs[attribute].value ?? []) as string[];
  const found: string[] = [];
  for (let k = 0; `${attribute}${k}` in attrs; ++k) {
    found.push(...((attrs[`${attribute}${k}`].value ?? []) as string[]));
  }
  return found;
}

/** `conv1/kernel:0` and Keras 1's `conv1_W` are `kernel`. */
function weightName(path: string, layer: string): string {
  const last = (path.split("/").pop() ?? "").replace(/:\d+$/, "");
  const name = last.startsWith(`${layer}_`) ? last.slice(layer.length + 1) : last;
  return Object.hasOwn(formerWeights, name) ? formerWeights[name] : name;
}

/** Keras 3: `layers/conv2d_1/vars/0`; a model inside the model has layers of its own. */
function keptLayers(h5: H5, title: string, group: Group, owner: string): StoredWeight[] {
  const own = group.get("vars") as Group | null;
  const weights = (own?.keys() ?? [])
    .sort((a, b) => Number(a) - Number(b))
    .map((key): StoredWeight => {
      const dataset = own?.get(key) as Dataset;
      const path = `${group.path}/vars/${key}`.replace(/^\/+/, "");
      const read = (): Float32Array => readDataset(h5, title, dataset);
      return {path, layer: owner, name: "", shape: dataset.shape ?? [], read};
    });
  const inner = group.keys().flatMap((key) => {
    // What is beside the layers (optimizer, metrics) is no weight, nor is the state of a random source.
    const isLayers = key === "layers" || key === "_layer_checkpoint_dependencies";
    if (key === "vars" || key === "seed_generator" || (owner === "" && !isLayers)) return [];
    const child = group.get(key);
    if (!child || !("keys" in child)) return [];
    if (!isLayers) return keptLayers(h5, title, child, owner);
    return child.keys().flatMap((layer) => {
      const inside = child.get(layer);
      if (!inside || !("keys" in inside)) return [];
      return keptLayers(h5, title, inside, owner === "" ? layer : `${owner}/${layer}`);
    });
  });
  return [...weights, ...inner];
}

const missing = (title: string, what: string): RangeError =>
  new RangeError(`loadWeights: ${title} lists ${what}, but has it not`);
