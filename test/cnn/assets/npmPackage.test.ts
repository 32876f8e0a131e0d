import {writeFile, readFile, readdir} from "node:fs/promises";
import {createServer, request} from "node:http";
import type {AddressInfo} from "node:net";
import {join} from "node:path";
import {assets} from "@convnotes/cnn";
import {afterEach, beforeEach, expect, test, vi} from "vitest";
import {
  assetOf,
  cleanUp,
  packageFiles,
  startServer,
  temporaryFolder,
  weights,
  type Fault,
  type Server
} from "./server.ts";

const {body} = weights("");
let cache: string;

beforeEach(async () => {
  cache = await temporaryFolder();
  vi.stubEnv("CONVNOTES_CACHE", cache);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await cleanUp();
});

interface RegistryOptions {
  name?: string;
  token?: string;
  /** What to do to a request for the tarball, the i-th of all. */
  fault?: (i: number, tarball: Buffer) => Fault | undefined;
  /** The registry's address as its own answers give it. */
  address?: string;
}

/** A registry with one package, and an npm of its own that knows it. */
async function startRegistry({
  name = "weights",
  token,
  fault = () => undefined,
  address
}: RegistryOptions = {}): Promise<{server: Server; npmrc: (lines: string[]) => Promise<void>}> {
  let server: Server | undefined = undefined;
  const files = await packageFiles(
    name,
    "1.0.0",
    {"dist/weights.bin": body, "dist/weights-large.bin": Buffer.alloc(1000), "index.js": body},
    () => address ?? server?.url ?? ""
  );
  server = await startServer(files, {
    token,
    fault: (i, path) => (path.endsWith(".tgz") ? fault(i, files[path]) : undefined)
  });
  const folder = await temporaryFolder();
  const npmrc = (lines: string[]): Promise<void> =>
    writeFile(join(folder, ".npmrc"), lines.join("\n"));
  for (const key of Object.keys(process.env)) {
    if (/^npm_config_|_proxy$/i.test(key)) vi.stubEnv(key, undefined);
  }
  vi.stubEnv("npm_config_userconfig", join(folder, ".npmrc"));
  vi.stubEnv("npm_config_globalconfig", join(folder, "none"));
  vi.stubEnv("npm_config_cache", join(folder, "cache"));
  vi.stubEnv("npm_config_fetch_retries", "0");
  await npmrc([`registry=${server.url}/`]);
  return {server, npmrc};
}

const asset = assetOf("npm:weights@1.0.0/dist", {"weights.bin": body});
const large = {...asset, size: 1e7};

async function expectWhole(): Promise<void> {
  expect(await readdir(cache)).toEqual(["weights"]);
  expect((await readdir(join(cache, "weights"))).sort()).toEqual(["asset.json", "weights.bin"]);
  expect(body.equals(await readFile(join(cache, "weights", "weights.bin")))).toBe(true);
}

test("of a package only the needed files are kept", async () => {
  const {server} = await startRegistry();
  await assets.fetchAsset(large);
  await expectWhole();
  expect(server.requests).toEqual(["/weights", "/weights/-/weights-1.0.0.tgz"]);
});

test("a package that breaks off is resumed", async () => {
  const {server} = await startRegistry({fault: (i) => (i === 1 ? {cutAfter: 100_000} : {})});
  await assets.fetchAsset(large);
  await expectWhole();
  expect(server.requests).toHaveLength(3);
  expect(server.requests[2]).toMatch(/^\/weights\/-\/weights-1\.0\.0\.tgz bytes=[1-9]\d*- "/);
});

test("a package whose hash is not the published one is refused, and nothing stays", async () => {
  const flipped = (tarball: Buffer): Buffer => {
    const wrong = Buffer.from(tarball);
    wrong[5000] = wrong[5000] ^ 1;
    return wrong;
  };
  await startRegistry({fault: (_, tarball) => ({body: flipped(tarball)})});
  await expect(assets.fetchAsset(large)).rejects.toThrow(
    /\(the package is not what the registry says it is \(sha512-\S+… expected\)\)/
  );
  expect(await readdir(cache, {recursive: true})).toEqual([]);
});

test("a package with another content than the table says is refused, and nothing stays", async () => {
  await startRegistry();
  const [file] = asset.files;
  await expect(
    assets.fetchAsset({...large, files: [{...file, sha256: "0".repeat(64)}]})
  ).rejects.toThrow("weights.bin has 300000 bytes and SHA-256 000000000000…, but what came has");
  await expect(
    assets.fetchAsset({...large, files: [{...file, name: "absent.bin"}]})
  ).rejects.toThrow(`(the package has no file ${join("dist", "absent.bin")})`);
  expect(await readdir(cache, {recursive: true})).toEqual([]);
});

test("a version that the registry does not have is said to be missing", async () => {
  await startRegistry();
  await expect(assets.fetchAsset({...asset, source: "npm:weights@2.0.0/dist"})).rejects.toThrow(
    /could not be downloaded from npm:weights@2\.0\.0\/dist \(npm: No match found for version 2\.0\.0\); a copy/
  );
  await expect(assets.fetchAsset({...asset, source: "npm:absent@1.0.0"})).rejects.toThrow(
    /could not be downloaded from npm:absent@1\.0\.0 \(npm: Not Found - GET http\S+\/absent\); a copy/
  );
  expect(await readdir(cache, {recursive: true})).toEqual([]);
});

test("without a network one is told what, how large, and the ways out", async () => {
  const {server} = await startRegistry();
  vi.stubEnv("npm_config_registry", "http://127.0.0.1:9/");
  await expect(assets.fetchAsset(asset)).rejects.toThrow(
    /^fetchAsset: weights \(300\.0 kB\) could not be downloaded from npm:weights@1\.0\.0\/dist \(npm: .*ECONNREFUSED.*\); when that can be reached, run "npx convnotes data fetch weights"/
  );
  expect(server.requests).toEqual([]);
  expect(await readdir(cache, {recursive: true})).toEqual([]);
});

test("a package of a scope comes from the scope's registry", async () => {
  const {server, npmrc} = await startRegistry({name: "@models/weights"});
  await npmrc(["registry=http://127.0.0.1:9/", `@models:registry=${server.url}/`]);
  await assets.fetchAsset({...large, source: "npm:@models/weights@1.0.0/dist"});
  await expectWhole();
});

test("a mirror that hands on the addresses of another registry is asked itself", async () => {
  const {server} = await startRegistry({address: "https://registry.example"});
  await assets.fetchAsset(large);
  await expectWhole();
  expect(server.requests).toEqual(["/weights", "/weights/-/weights-1.0.0.tgz"]);
});

test("a registry that keeps its tarballs on another server is followed there", async () => {
  const path = "/weights/-/weights-1.0.0.tgz";
  let tarball = Buffer.alloc(0);
  const store = await startServer({[path]: tarball}, {fault: () => ({body: tarball})});
  const {server} = await startRegistry({
    address: store.url,
    fault: (_, body) => {
      tarball = Buffer.from(body);
      return {status: 404};
    }
  });
  await assets.fetchAsset(large);
  await expectWhole();
  expect(server.requests).toEqual(["/weights", path]);
  expect(store.requests).toEqual([path]);
});

test("a registry that wants a token gets it from npm", async () => {
  const {server, npmrc} = await startRegistry({token: "secret"});
  const {host} = new URL(server.url);
  await npmrc([`registry=${server.url}/`, `//${host}/:_authToken=secret`]);
  await assets.fetchAsset(large);
  await expectWhole();
});

test("behind a proxy npm does the download", async () => {
  const {server, npmrc} = await startRegistry({address: "http://registry.example"});
  const through: string[] = [];
  // What a proxy is for: it reaches a host that we do not.
  const proxy = createServer((incoming, outgoing) => {
    const {pathname} = new URL(incoming.url ?? "");
    through.push(incoming.url ?? "");
    request(server.url + pathname, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    }).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  try {
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`;
    await npmrc(["registry=http://registry.example/", `proxy=${address}`]);
    await assets.fetchAsset(large);
    await expectWhole();
    expect(through.at(-1)).toBe("http://registry.example/weights/-/weights-1.0.0.tgz");
  } finally {
    proxy.close();
    proxy.closeAllConnections();
  }
});
