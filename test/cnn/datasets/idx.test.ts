import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, test} from "vitest";
import {readIdx, readIdxSplit, writeIdx} from "../../../src/cnn/datasets/idx.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convnotes-idx-"));
});

afterAll(() => rm(folder, {recursive: true, force: true}));

async function fileOf(name: string, content: Uint8Array | number[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, Uint8Array.from(content));
  return path;
}

test("an IDX file gives its shape and bytes, packed or not", async () => {
  const path = await fileOf("plain", [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]);
  const expected = {shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6)};
  expect(await readIdx(path)).toEqual(expected);
  await writeIdx(join(folder, "packed.gz"), expected);
  expect(await readIdx(join(folder, "packed.gz"))).toEqual(expected);
});

test("a file that is cut off, too long or of another kind is named", async () => {
  const cut = await fileOf("cut", [0, 0, 8, 1, 0, 0, 0, 3, 1, 2]);
  await expect(readIdx(cut)).rejects.toThrow(`readIdx: shape [3] holds 3 bytes, but ${cut} has 2`);
  const long = await fileOf("long", [0, 0, 8, 1, 0, 0, 0, 1, 1, 2]);
  await expect(readIdx(long)).rejects.toThrow(`shape [1] holds 1 bytes, but ${long} has 2`);
  for (const [name, content] of Object.entries({
    empty: [],
    header: [0, 0, 8, 3, 0, 0],
    floats: [0, 0, 13, 1, 0, 0, 0, 0],
    text: [...Buffer.from("<html>")]
  })) {
    const path = await fileOf(name, content);
    await expect(readIdx(path)).rejects.toThrow(
      `readIdx: an IDX file of bytes is expected, but ${path} begins`
    );
  }
  const unpacked = await fileOf("unpacked.gz", [0, 0, 8, 1]);
  await expect(readIdx(unpacked)).rejects.toThrow(`readIdx: ${unpacked} cannot be unpacked (`);
});

test("pictures and labels of different numbers are no split", async () => {
  const images = join(folder, "images.gz");
  const labels = join(folder, "labels.gz");
  await writeIdx(images, {shape: [2, 1, 1], data: Uint8Array.of(8, 9)});
  await writeIdx(labels, {shape: [3], data: Uint8Array.of(0, 1, 2)});
  await expect(readIdxSplit(images, labels)).rejects.toThrow(
    "readIdx: n pictures [n,height,width] and n labels [n] are expected, but got [2,1,1] and [3]"
  );
});
