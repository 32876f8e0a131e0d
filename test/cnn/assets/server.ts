import {createHash} from "node:crypto";
import {mkdir, mkdtemp, readFile, rm, writeFile} from "node:fs/promises";
import {createServer, type IncomingMessage, type ServerResponse} from "node:http";
import type {AddressInfo} from "node:net";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {create} from "tar";
import type {Asset} from "../../../src/cnn/assets/asset.ts";
import {random} from "../../../src/cnn/random.ts";

/** How a server treats one request; nothing said, it behaves. */
export interface Fault {
  status?: number;
  /** Breaks the connection after so many bytes. */
  cutAfter?: number;
  /** Sends so many bytes, then nothing more. */
  stallAfter?: number;
  noRanges?: boolean;
  noEtag?: boolean;
  etag?: string;
  body?: Buffer;
}

export interface Server {
  url: string;
  /** The requests so far, as `path range if-range`. */
  requests: string[];
  /** Resolves when a server that stalls has sent all that it will. */
  stalled: Promise<void>;
}

interface ServerOptions {
  /** What to do to the i-th request, from 0. */
  fault?: (i: number, path: string) => Fault | undefined;
  /** Only requests with this token are answered. */
  token?: string;
}

const cleanups: (() => Promise<unknown>)[] = [];

/** Ends every server and removes every folder of a test. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "convnotes-assets-"));
  cleanups.push(() => rm(folder, {recursive: true, force: true}));
  return folder;
}

export async function startServer(
  files: Record<string, Buffer>,
  {fault = () => undefined, token}: ServerOptions = {}
): Promise<Server> {
  const requests: string[] = [];
  let onStalled = (): void => {};
  const stalled = new Promise<void>((resolve) => (onStalled = resolve));
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? "").split("?")[0] ?? "";
    const {range = "", "if-range": ifRange = ""} = request.headers;
    const i = requests.push([path, range, String(ifRange)].filter(Boolean).join(" ")) - 1;
    if (token && request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end();
      return;
    }
    const {status, body = files[path], ...how} = fault(i, path) ?? {};
    if (status ?? !body) response.writeHead(status ?? 404).end();
    else if (body) send(body, how, request, response, onStalled);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      })
  );
  return {url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, stalled};
}

function send(
  body: Buffer,
  {cutAfter, stallAfter, noRanges, noEtag, etag: forced}: Fault,
  request: IncomingMessage,
  response: ServerResponse,
  onStalled: () => void
): void {
  const etag = forced ?? `"${sha256(body).slice(0, 8)}"`;
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1];
  const isSame = (request.headers["if-range"] ?? etag) === etag;
  const start = asked && isSame && !noRanges ? Number(asked) : 0;
  if (start >= body.length) {
    response.writeHead(416).end();
    return;
  }
  const rest = body.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, {
    "content-length": rest.length,
    ...(start > 0 && {"content-range": `bytes ${start}-${body.length - 1}/${body.length}`}),
    ...(!noEtag && {etag})
  });
  const stop = cutAfter ?? stallAfter;
  if (stop === undefined) response.end(rest);
  else {
    response.write(rest.subarray(0, stop), () => {
      if (stallAfter !== undefined) onStalled();
      // On the next turn, so that what was written leaves before the connection breaks.
      else setImmediate(() => response.destroy());
    });
  }
}

/** An asset with one file of seeded bytes, served at `/data/weights.bin`. */
export function weights(source: string, size = 300_000): {asset: Asset; body: Buffer} {
  const bytes = random(size);
  const body = Buffer.from(Uint8Array.from({length: size}, () => bytes.integer(256)));
  return {asset: assetOf(source, {"weights.bin": body}), body};
}

/** The row of a table for some files. */
export function assetOf(source: string, files: Record<string, Buffer>): Asset {
  return {
    name: "weights",
    source,
    size: Object.values(files).reduce((sum, body) => sum + body.length, 0),
    files: Object.entries(files).map(([name, body]) => ({
      name,
      size: body.length,
      sha256: sha256(body)
    })),
    licence: "CC0 1.0",
    origin: "a seeded generator",
    purpose: "tests"
  };
}

/** What a registry serves for one version of a package with some files. */
export async function packageFiles(
  name: string,
  version: string,
  files: Record<string, Buffer>,
  registry: () => string
): Promise<Record<string, Buffer>> {
  const folder = await temporaryFolder();
  const all = {"package.json": Buffer.from(JSON.stringify({name, version})), ...files};
  for (const [path, body] of Object.entries(all)) {
    await mkdir(dirname(join(folder, "package", path)), {recursive: true});
    await writeFile(join(folder, "package", path), body);
  }
  const file = join(folder, "package.tgz");
  await create({file, cwd: folder, gzip: true, portable: true}, ["package"]);
  const tarball = await readFile(file);
  const short = name.split("/").at(-1);
  const path = `/${name}/-/${short}-${version}.tgz`;
  const hash = createHash("sha512").update(tarball).digest("base64");
  return {
    [path]: tarball,
    get [`/${name}`]() {
      const dist = {tarball: registry() + path, integrity: `sha512-${hash}`};
      const versions = {[version]: {name, version, dist}};
      return Buffer.from(JSON.stringify({name, "dist-tags": {latest: version}, versions}));
    }
  };
}

function sha256(body: Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}
