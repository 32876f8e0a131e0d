import {spawn} from "node:child_process";
import {once} from "node:events";
import {readFile, readdir} from "node:fs/promises";
import {join} from "node:path";
import {assets, random} from "@convnotes/cnn";
import {afterEach, expect, test, vi} from "vitest";
import {cleanUp, startServer, temporaryFolder, weights} from "./server.ts";

const library = new URL("../../../src/cnn/dist/assets/index.js", import.meta.url).href;

afterEach(async () => {
  vi.unstubAllEnvs();
  await cleanUp();
});

test("after each of thirty kills at any moment the next download goes on, and no wrong file is ever there", async () => {
  const cache = await temporaryFolder();
  vi.stubEnv("CONVNOTES_CACHE", cache);
  const kills = 30;
  const {body} = weights("", 6_000_000);
  // Each process gets a piece, then waits for its death; the last one gets the rest.
  const piece = 150_000;
  const server = await startServer(
    {"/data/weights.bin": body},
    {fault: (i) => (i < kills ? {stallAfter: piece} : {})}
  );
  const {asset} = weights(`${server.url}/data`, 6_000_000);
  const source = random(1);
  for (let kill = 0; kill < kills; ++kill) {
    const code = `import {fetchAsset} from ${JSON.stringify(library)};
      await fetchAsset(JSON.parse(process.argv[1]));`;
    const child = spawn(
      process.execPath,
      ["--input-type=module", "-e", code, JSON.stringify(asset)],
      {
        stdio: "ignore"
      }
    );
    const seen = server.requests.length;
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(seen), {timeout: 20_000});
    // Between the first byte and the last of the piece: wherever the process is by then.
    for (let turn = source.integer(40); turn > 0; --turn) await new Promise(setImmediate);
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await assets.isCached(asset)).toBe(false);
    expect(await readdir(cache)).toEqual([".partial"]);
    const part = await readFile(join(cache, ".partial", "weights", "weights.bin.part")).catch(() =>
      Buffer.alloc(0)
    );
    expect(body.subarray(0, part.length).equals(part)).toBe(true);
  }
  await assets.fetchAsset(asset);
  expect(body.equals(await readFile(join(cache, "weights", "weights.bin")))).toBe(true);
  expect(await readdir(cache)).toEqual(["weights"]);
  const starts = server.requests.map((line) => Number(/bytes=(\d+)-/.exec(line)?.[1] ?? 0));
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(starts.at(-1)).toBeGreaterThan(0);
});
