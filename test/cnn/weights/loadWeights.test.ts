import {createHash} from "node:crypto";
import {readFileSync, writeFileSync} from "node:fs";
import {mkdtemp, readdir, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {loadWeights, tf, type LoadWeightsOptions, type WeightsReport} from "@convnotes/cnn";
import type {LayersModel} from "@tensorflow/tfjs";
import {afterAll, afterEach, beforeAll, expect, test, vi} from "vitest";
import {has, needs} from "../../tools.ts";
import {assetOf, cleanUp, startServer, temporaryFolder} from "../assets/server.ts";
import {expectLoaded, smallModel, valuesOf, weightsOf, writeKerasFiles} from "./kerasFiles.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convnotes-weights-"));
  if (has("h5py")) writeKerasFiles("small", folder);
});

afterAll(() => rm(folder, {recursive: true, force: true}));

afterEach(async () => {
  vi.unstubAllEnvs();
  await cleanUp();
});

const path = (name: string): string => join(folder, name);

/** Expects the error, and a model that is as it was; resolves to the error's text. */
async function expectRefused(
  model: LayersModel,
  source: Parameters<typeof loadWeights>[1],
  message: string | RegExp,
  options: LoadWeightsOptions = {}
): Promise<void> {
  const before = weightsOf(model);
  const tensors = tf.memory().numTensors;
  await expect(loadWeights(model, source, options)).rejects.toThrow(message);
  expect(weightsOf(model)).toEqual(before);
  expect(tf.memory().numTensors).toBe(tensors);
}

const all = [
  "conv/kernel",
  "conv/bias",
  "norm/gamma",
  "norm/beta",
  "norm/moving_mean",
  "norm/moving_variance",
  "head/kernel",
  "head/bias"
];

test("Keras's files of every version put every value where it belongs", async (context) => {
  needs(context, "h5py");
  const cases: [string, WeightsReport["format"], WeightsReport["by"], number?][] = [
    ["keras1.h5", "keras-h5", "name"],
    ["keras2.h5", "keras-h5", "name"],
    ["whole.h5", "keras-h5", "name"],
    ["longNames.h5", "keras-h5", "name"],
    ["gzip.h5", "keras-h5", "name"],
    ["double.h5", "keras-h5", "name"],
    ["half.h5", "keras-h5", "name", 2.5e-4],
    ["otherNames.h5", "keras-h5", "order"],
    ["keras3.weights.h5", "keras-h5", "class"],
    ["model.keras", "keras", "name"],
    ["deflated.keras", "keras", "name"]
  ];
  for (const [name, format, by, tolerance] of cases) {
    const model = smallModel();
    const tensors = tf.memory().numTensors;
    const report = await loadWeights(model, path(name));
    expect(report, name).toEqual({
      source: path(name),
      format,
      by,
      loaded: all,
      values: 20 + 8 + 27,
      missing: [],
      extra: [],
      misshapen: []
    });
    expectLoaded(model, {tolerance});
    expect(tf.memory().numTensors).toBe(tensors);
  }
});

test("the bytes of a file, its address and an asset do as well as its path", async (context) => {
  needs(context, "h5py");
  vi.stubEnv("CONVNOTES_CACHE", await temporaryFolder());
  const body = readFileSync(path("keras2.h5"));
  const server = await startServer({"/keras2.h5": body});
  const asset = assetOf(server.url, {"keras2.h5": body});
  vi.stubEnv("TMPDIR", await temporaryFolder()); // of this test alone
  for (const source of [
    body,
    `${server.url}/keras2.h5`,
    new URL(`${server.url}/keras2.h5`),
    asset
  ]) {
    const model = smallModel();
    await loadWeights(model, source);
    expectLoaded(model);
  }
  // The second time, the address is known; the asset is another matter.
  expect(server.requests).toHaveLength(2);
  expect(await readdir(tmpdir())).toEqual([]);
});

test("a file that does not fit is one error, and no weight changes", async (context) => {
  needs(context, "h5py");
  const model = smallModel();
  const refused = (
    name: string,
    message: string | RegExp,
    options?: LoadWeightsOptions
  ): Promise<void> => expectRefused(model, path(name), message, options);
  await refused(
    "noNorm.h5",
    /^loadWeights: every weight of sequential_\d+ is expected in .*noNorm.h5, but the file lacks norm\/gamma, norm\/beta, norm\/moving_mean, norm\/moving_variance$/
  );
  await refused(
    "fiveClasses.h5",
    "but another layer is there: head/kernel [8,3] is [8,5], head/bias [3] is [5]"
  );
  await refused("otherNames.h5", "no layer is the same; the file has a/kernel:0", {
    byName: true
  });
  await refused("noBiasAsked.h5", "the file's layers have further weights: head/scale:0");
  await refused("lies.h5", "lies.h5 lists head/head/kernel:0, but has it not");
  await refused("nothing.h5", "an .h5 file with weights of Keras is expected, but");
  await refused("bigEndian.h5", "numbers in little-endian order are expected in");
  await refused("nowhere.h5", "loadWeights: a file is expected, but");
});

test("truncated and foreign files are one error, and no weight changes", async (context) => {
  needs(context, "h5py");
  const model = smallModel();
  const whole = readFileSync(path("keras2.h5"));
  await expectRefused(
    model,
    whole.subarray(0, whole.length - 200),
    /a whole .h5 file is expected, but .* is not \(File has been truncated\)/
  );
  await expectRefused(model, whole.subarray(0, 40), "a whole .h5 file is expected");
  const zip = readFileSync(path("deflated.keras"));
  await expectRefused(model, zip.subarray(0, 900), "a whole .keras file is expected");
  await expectRefused(model, Buffer.from("no weights at all"), 'begins with "no weights at al"');
  await expectRefused(model, new Uint8Array(), 'begins with ""');
  await expectRefused(
    model,
    7 as never,
    "a path, an address, an asset or the bytes of a file is expected, but got 7"
  );
  await expectRefused(model, folder, /a file is expected, but .* is a folder/);
});

test("a hash is held to, MD5 or SHA-256, and a wrong download is not kept", async (context) => {
  needs(context, "h5py");
  vi.stubEnv("CONVNOTES_CACHE", await temporaryFolder());
  const body = readFileSync(path("keras2.h5"));
  const [md5, sha256] = ["md5", "sha256"].map((name) =>
    createHash(name).update(body).digest("hex")
  );
  const model = smallModel();
  const wrong = "0".repeat(32);
  await expectRefused(model, body, `is expected to have the MD5 ${wrong}, but has ${md5}`, {
    hash: wrong
  });
  await expectRefused(model, path("keras2.h5"), `but has ${sha256}`, {hash: "1".repeat(64)});
  await expectRefused(model, body, "64 or 32 digits, but got abc", {hash: "abc"});
  const server = await startServer(
    {"/w.h5": body},
    {fault: (i) => (i === 0 ? {body: body.subarray(8)} : undefined)}
  );
  await expectRefused(model, `${server.url}/w.h5`, "is expected to have the MD5", {hash: md5});
  await loadWeights(model, `${server.url}/w.h5`, {hash: md5});
  expectLoaded(model);
  for (const hash of [md5, sha256.toUpperCase()]) await loadWeights(smallModel(), body, {hash});
});

test("an address that does not answer is an error that says what to do", async () => {
  vi.stubEnv("CONVNOTES_CACHE", await temporaryFolder());
  const server = await startServer({});
  await expectRefused(
    smallModel(),
    `${server.url}/none.h5`,
    /none.h5 could not be downloaded \(127.0.0.1:\d+ answered 404\); a copy of your own is loaded by its path/
  );
});

test("a new head stays as it was when that is allowed", async (context) => {
  needs(context, "h5py");
  const other = smallModel({head: 5, headName: "mine"});
  const before = weightsOf(other);
  await expectRefused(other, path("keras2.h5"), "the file lacks mine/kernel, mine/bias");
  const report = await loadWeights(other, path("keras2.h5"), {allowMissing: true});
  expectLoaded(other, {except: ["mine"]});
  expect(weightsOf(other)["mine/kernel"]).toEqual(before["mine/kernel"]);
  expect(report).toMatchObject({
    loaded: all.slice(0, 6),
    missing: ["mine/kernel", "mine/bias"],
    extra: ["head/kernel:0", "head/bias:0"]
  });

  const wider = smallModel({head: 5});
  const skipped = await loadWeights(wider, path("keras2.h5"), {skipMismatch: true});
  expectLoaded(wider, {except: ["head"]});
  expect(skipped.misshapen).toEqual([
    {weight: "head/kernel", expected: [8, 5], found: [8, 3]},
    {weight: "head/bias", expected: [5], found: [3]}
  ]);
  // Layers that only the file has do no harm.
  const further = await loadWeights(smallModel(), path("further.h5"));
  expect(further.extra).toEqual(["softmax/kernel:0"]);
});

test("nothing in common is an error, whatever is allowed", async (context) => {
  needs(context, "h5py");
  const model = tf.sequential({
    layers: [tf.layers.dense({units: 7, inputShape: [2], name: "far"})]
  });
  await expectRefused(
    model,
    path("keras2.h5"),
    "the file lacks far/kernel, far/bias; no layer is the same",
    {
      allowMissing: true,
      skipMismatch: true
    }
  );
});

test("names alone, or the order alone, decide when that is asked for", async (context) => {
  needs(context, "h5py");
  const model = smallModel();
  const report = await loadWeights(model, path("keras2.h5"), {byName: false});
  expect(report.by).toBe("order");
  expectLoaded(model);
  const {dense} = tf.layers;
  const unnamed = tf.sequential({layers: [dense({units: 4, inputShape: [4]}), dense({units: 4})]});
  await expectRefused(unnamed, path("numbered.h5"), "the file lacks dense/kernel", {byName: true});
  // The file's layer has no norm to go second.
  await expectRefused(
    smallModel(),
    path("noNorm.h5"),
    "another layer is there: norm/gamma [2] is [8,3]",
    {
      byName: false
    }
  );
});

test("a layer that has only some of the file's weights is another layer", async (context) => {
  needs(context, "h5py");
  const {conv2d, batchNormalization} = tf.layers;
  const model = tf.sequential({
    layers: [
      conv2d({name: "conv", filters: 2, kernelSize: 3, inputShape: [4, 4, 1]}),
      batchNormalization({name: "norm", scale: false})
    ]
  });
  await expectRefused(
    model,
    path("keras2.h5"),
    "the file's layers have further weights: norm/gamma:0"
  );
  const report = await loadWeights(model, path("keras2.h5"), {skipMismatch: true});
  expect(report.loaded).toEqual(["conv/kernel", "conv/bias"]);
  expect(report.extra).toContain("norm/gamma:0");
});

test("layers without a name of their own are found by their number", async (context) => {
  needs(context, "h5py");
  const {dense} = tf.layers;
  const model = tf.sequential({layers: [dense({units: 4, inputShape: [4]}), dense({units: 4})]});
  const report = await loadWeights(model, path("numbered.h5"));
  expect(report.by).toBe("number");
  model.weights.forEach((weight, k) => {
    const name = ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"][k];
    expect(weight.read().dataSync()).toEqual(
      valuesOf(name, weight.shape[0]! * (weight.shape[1] ?? 1))
    );
  });
});

/** A safetensors file of some tensors, of one type. */
function safetensors(
  tensors: Record<string, {shape: number[]; bytes: Buffer}>,
  dtype: string
): Buffer {
  let end = 0;
  const header = Object.fromEntries(
    Object.entries(tensors).map(([name, {shape, bytes}]) => {
      const start = end;
      end += bytes.length;
      return [name, {dtype, shape, data_offsets: [start, end]}];
    })
  );
  const text = Buffer.from(JSON.stringify({__metadata__: {format: "tf"}, ...header}));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, ...Object.values(tensors).map(({bytes}) => bytes)]);
}

test("safetensors are read, also of fewer bits, and refused when cut short", async () => {
  const model = (): LayersModel =>
    tf.sequential({layers: [tf.layers.dense({name: "head", units: 2, inputShape: [2]})]});
  const kernel = [1.5, -2, 0.0078125, -65504];
  const bias = [0.5, 2 ** -24];
  const float32 = (values: number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);
  // By hand: sign, 5 bits of exponent, 10 of fraction.
  const half = {kernel: [0x3e00, 0xc000, 0x2000, 0xfbff], bias: [0x3800, 0x0001]};
  const float16 = (values: number[]): Buffer => Buffer.from(Uint16Array.from(values).buffer);
  const files = [
    safetensors(
      {
        "head/kernel": {shape: [2, 2], bytes: float32(kernel)},
        "head/bias": {shape: [2], bytes: float32(bias)}
      },
      "F32"
    ),
    safetensors(
      {
        "head.bias": {shape: [2], bytes: float16(half.bias)},
        "head.kernel": {shape: [2, 2], bytes: float16(half.kernel)}
      },
      "F16"
    )
  ];
  for (const file of files) {
    const loaded = model();
    await loadWeights(loaded, file);
    expect(weightsOf(loaded)).toEqual({
      "head/kernel": Float32Array.from(kernel),
      "head/bias": Float32Array.from(bias)
    });
    await expectRefused(model(), file.subarray(0, -1), /ends before .* does/);
    await expectRefused(model(), file.subarray(0, 60), "ends in its header (60 bytes)");
  }
  const strange = safetensors(
    {
      "head/kernel": {shape: [2, 2], bytes: Buffer.alloc(4)},
      "head/bias": {shape: [2], bytes: Buffer.alloc(2)}
    },
    "F8_E4M3"
  );
  await expectRefused(model(), strange, "F8_E4M3, and F64, F32, F16, BF16, I32, I8, U8 are read");
});

test("weights that are loaded are the model's own, not the bytes that were given", async () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({name: "head", units: 1, inputShape: [1], useBias: false})]
  });
  const file = safetensors(
    {"head/kernel": {shape: [1, 1], bytes: Buffer.from(Float32Array.of(3).buffer)}},
    "F32"
  );
  await loadWeights(model, file);
  file.fill(0);
  expect(weightsOf(model)["head/kernel"]).toEqual(Float32Array.of(3));
});

test("TensorFlow.js's own model.json is read, with shards beside it or served", async () => {
  vi.stubEnv("CONVNOTES_CACHE", await temporaryFolder());
  const saved = smallModel();
  saved.setWeights(saved.getWeights().map((weight, k) => tf.fill(weight.shape, k + 0.5)));
  const own = await temporaryFolder();
  await saved.save(
    tf.io.withSaveHandler((artifacts) => {
      const bytes = Buffer.from(artifacts.weightData as ArrayBuffer);
      writeFileSync(join(own, "group1-shard1of2.bin"), bytes.subarray(0, 100));
      writeFileSync(join(own, "group1-shard2of2.bin"), bytes.subarray(100));
      const paths = ["group1-shard1of2.bin", "group1-shard2of2.bin"];
      const json = {
        format: "layers-model",
        modelTopology: artifacts.modelTopology,
        weightsManifest: [{paths, weights: artifacts.weightSpecs}]
      };
      writeFileSync(join(own, "model.json"), JSON.stringify(json));
      return Promise.resolve({
        modelArtifactsInfo: {dateSaved: new Date(0), modelTopologyType: "JSON"}
      });
    })
  );
  const names = await readdir(own);
  const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(own, name))]));
  const server = await startServer(
    Object.fromEntries(Object.entries(files).map(([name, body]) => [`/${name}`, body]))
  );
  for (const source of [join(own, "model.json"), `${server.url}/model.json`, assetOf(own, files)]) {
    const model = smallModel();
    const report = await loadWeights(model, source);
    expect(report).toMatchObject({format: "tfjs-layers", by: "name", loaded: all});
    expect(weightsOf(model)).toEqual(weightsOf(saved));
  }
  await expectRefused(
    smallModel(),
    files["model.json"],
    "is read from its path, but got its bytes"
  );
  writeFileSync(join(own, "group1-shard2of2.bin"), "");
  await expectRefused(smallModel(), join(own, "model.json"), "bytes, but 100 are there");
});

test('"imagenet" is Keras\'s own file of the architecture, whose MD5 is held to', async () => {
  vi.stubEnv("CONVNOTES_CACHE", await temporaryFolder());
  const body = Buffer.from("not the weights");
  const file = "/resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5";
  const server = await startServer({[file]: body});
  vi.stubEnv("CONVNOTES_KERAS_WEIGHTS", `${server.url}/`);
  // A model of that name, without top; its own weights do not matter here.
  const {dense} = tf.layers;
  const input = tf.input({shape: [2]});
  const named = (name: string, layer: string, units: number): LayersModel =>
    tf.model({
      name,
      inputs: input,
      outputs: dense({name: layer, units}).apply(input) as typeof input
    });
  await expectRefused(
    named("resnet50", "body", 2),
    "imagenet",
    "is expected to have the MD5 4d473c1dd8becc155b73f8504c6f6626, but has"
  );
  expect(server.requests).toEqual([file]);
  await expectRefused(
    named("resnet50", "predictions", 5),
    "imagenet",
    "1000 classes, or none (includeTop: false), but resnet50 has 5"
  );
  await expectRefused(
    named("mine", "predictions", 5),
    "imagenet",
    '"imagenet" is for vgg16, vgg19, inception_v3, resnet50, resnet101, resnet152, but this is mine'
  );
});
