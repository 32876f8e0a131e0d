import {mkdir, mkdtemp, open, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {assets, datasets} from "@convnotes/cnn";
import {afterEach, beforeEach, expect, test, vi} from "vitest";

let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), "convnotes-fashion-"));
  vi.stubEnv("CONVNOTES_CACHE", cache);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, {recursive: true, force: true});
});

/** A file of its real size with an IDX header, two bytes, and a hole for the rest. */
async function writeBytes(name: string, shape: number[], size: number): Promise<void> {
  const file = await open(join(cache, "fashion-mnist", name), "w");
  const header = Uint8Array.of(
    0,
    0,
    8,
    shape.length,
    ...shape.flatMap((n) => [0, 0, n >> 8, n & 255])
  );
  await file.write(header);
  await file.write(Uint8Array.of(9, 2));
  await file.truncate(size);
  await file.close();
}

// Its makers' server is not asked by a test, so the files are stand-ins of their shape.
test("Fashion-MNIST is read from its four files in the cache", async () => {
  const asset = assets.assetNamed("fashion-mnist");
  await mkdir(join(cache, "fashion-mnist"));
  await writeFile(join(cache, "fashion-mnist", "asset.json"), JSON.stringify(asset));
  for (const {name, size} of asset.files) {
    const n = name.startsWith("train") ? 60_000 : 10_000;
    await writeBytes(name, name.includes("images") ? [n, 28, 28] : [n], size);
  }
  const {name, classNames, licence, train, test} = await datasets.fashionMnist();
  expect(name).toBe("fashion-mnist");
  expect(licence).toBe("MIT");
  expect(train.images.shape).toEqual([60_000, 28, 28, 1]);
  expect(test.images.shape).toEqual([10_000, 28, 28, 1]);
  expect([...datasets.example(train, 0).data.slice(0, 3)]).toEqual([9, 2, 0]);
  expect(classNames[train.labels[0]]).toBe("ankle boot");
  expect(classNames[train.labels[1]]).toBe("pullover");
});
