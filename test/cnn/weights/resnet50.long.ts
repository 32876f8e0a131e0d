import {mkdtemp, open, readFile, rm, stat} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {loadWeights, zoo} from "@convnotes/cnn";
import {afterAll, beforeAll, expect, test} from "vitest";
import {has, needs} from "../../tools.ts";
import {expectLoaded, writeKerasFiles} from "./kerasFiles.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convnotes-weights-"));
  if (has("h5py")) writeKerasFiles("resnet50", folder);
});

afterAll(() => rm(folder, {recursive: true, force: true}));

/** A hash of every weight is too dear; whether any changed is told by a number that none had before. */
function isUntouched(model: ReturnType<typeof zoo.resnet50>): boolean {
  return model.weights.every((weight) =>
    weight
      .read()
      .dataSync()
      .every((value) => value === 0)
  );
}

test("a file in the layout of resnet50_weights_tf_dim_ordering_tf_kernels.h5 loads, each of its 25,636,712 values in its place, under today's names and those of before 2019", async (context) => {
  needs(context, "h5py");
  for (const [name, by] of [
    ["today.h5", "name"],
    ["former.h5", "former name"]
  ]) {
    const model = zoo.resnet50({blank: true});
    const report = await loadWeights(model, join(folder, name));
    expect(report).toMatchObject({by, values: 25_636_712, missing: [], extra: [], misshapen: []});
    expect(report.loaded).toHaveLength(320);
    expectLoaded(model);
    model.dispose();
  }
});

test("the same file without its end, with another hash, or for another depth changes nothing", async (context) => {
  needs(context, "h5py");
  const path = join(folder, "today.h5");
  const model = zoo.resnet50({blank: true});
  await expect(
    loadWeights(model, path, {hash: "2cb95161c43110f7111970584f804107"})
  ).rejects.toThrow("is expected to have the MD5 2cb95161c43110f7111970584f804107, but has");
  const other = zoo.resnet101({blank: true});
  await expect(loadWeights(other, path)).rejects.toThrow(
    /every weight of resnet101 is expected in .*, but the file lacks conv4_block7_1_conv\/kernel/
  );
  const {size} = await stat(path);
  const file = await open(path, "r+");
  await file.truncate(size - 4_000_000);
  await file.close();
  await expect(loadWeights(model, path)).rejects.toThrow("a whole .h5 file is expected");
  await expect(loadWeights(model, await readFile(path))).rejects.toThrow("File has been truncated");
  expect(isUntouched(model)).toBe(true);
  expect(isUntouched(other)).toBe(true);
});
