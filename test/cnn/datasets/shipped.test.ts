import {execFileSync} from "node:child_process";
import {datasets} from "@convnotes/cnn";
import {afterAll, beforeAll, expect, test, vi} from "vitest";

// Nothing here may be downloaded.
beforeAll(() => {
  vi.stubEnv("CONVNOTES_CACHE", "/nowhere");
  vi.stubGlobal("fetch", () => Promise.reject(new Error("no download is needed")));
});

afterAll(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

function histogram({labels}: datasets.Split, classes: number): number[] {
  const counts = Array<number>(classes).fill(0);
  for (const label of labels) counts[label] += 1;
  return counts;
}

test("the subset of MNIST has 200 and 50 of each digit, in the order of the whole", async () => {
  const {name, classNames, licence, citation, train, test} = await datasets.mnist({subset: true});
  expect(name).toBe("mnist");
  expect(classNames).toHaveLength(10);
  expect(licence).toMatch(/none stated/);
  expect(citation).toMatch(/1998/);
  expect(train.images.shape).toEqual([2000, 28, 28, 1]);
  expect(test.images.shape).toEqual([500, 28, 28, 1]);
  expect(histogram(train, 10)).toEqual(Array(10).fill(200));
  expect(histogram(test, 10)).toEqual(Array(10).fill(50));
  expect([...train.labels.slice(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
  expect([...test.labels.slice(0, 5)]).toEqual([7, 2, 1, 0, 4]);
  // The well-known first 5: black at its edge, white in its middle.
  const five = datasets.example(train, 0);
  expect(five.data.slice(0, 28).every((value) => value === 0)).toBe(true);
  expect(Math.max(...five.data)).toBe(255);
  expect([...five.data].reduce((sum, value) => sum + value, 0)).toBe(27_525);
});

test("the subset of CIFAR-10 has 20 and 5 of each class, taking turns", async () => {
  const {classNames, train, test} = await datasets.cifar10({subset: true});
  expect(train.images.shape).toEqual([200, 32, 32, 3]);
  expect(test.images.shape).toEqual([50, 32, 32, 3]);
  expect([...train.labels.slice(0, 12)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  expect(histogram(test, 10)).toEqual(Array(10).fill(5));
  expect(classNames[6]).toBe("frog");
  // The first frog of the training data: its first pixel, as published.
  expect([...datasets.example(train, 6).data.slice(0, 3)]).toEqual([59, 62, 63]);
});

test("cats and dogs are the cats and dogs of CIFAR-10, numbered anew", async () => {
  const {train: all} = await datasets.cifar10({subset: true});
  const {name, classNames, train, test} = await datasets.catsVsDogs({subset: true});
  expect(name).toBe("cats-vs-dogs");
  expect(classNames).toEqual(["cat", "dog"]);
  expect(histogram(train, 2)).toEqual([20, 20]);
  expect(histogram(test, 2)).toEqual([5, 5]);
  expect(datasets.example(train, 0)).toEqual(datasets.example(all, 3));
  expect(datasets.example(train, 1)).toEqual(datasets.example(all, 5));
});

test("every photo opens, and says whose it is", async () => {
  expect(datasets.photos.length).toBeGreaterThan(4);
  for (const {name, title, licence, origin} of datasets.photos) {
    const {shape, data} = await datasets.photo(name);
    expect(shape[2]).toBe(3);
    expect(Math.min(shape[0], shape[1])).toBeGreaterThanOrEqual(300);
    expect(new Set(data).size).toBeGreaterThan(20);
    expect(licence).toMatch(/^(public domain|CC0 1\.0)$/);
    expect(origin).toMatch(/https:\/\//);
    expect(title).toMatch(/\w/);
  }
  expect((await datasets.photo("chelsea", {size: [224, 224]})).shape).toEqual([224, 224, 3]);
  await expect(datasets.photo("lena")).rejects.toThrow(
    "photo: the photos are astronaut, brick, camera, chelsea, coffee, rocket, but got lena"
  );
});

test("the compiled library finds its data too", () => {
  const library = new URL("../../../src/cnn/dist/datasets/index.js", import.meta.url).href;
  const code = `import {mnist, photo} from ${JSON.stringify(library)};
    const {train} = await mnist({subset: true});
    console.log(train.labels.length, (await photo("coffee")).shape.join());`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: "/",
    encoding: "utf8"
  });
  expect(output).toBe("2000 400,600,3\n");
});
