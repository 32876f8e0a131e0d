import {parseArgs} from "node:util";
import {assets} from "@convnotes/cnn";
import {CliError} from "./error.ts";

const help = `convnotes data: what lectures download, once, into a folder of this machine

  convnotes data list                          what there is, its size, and whether it is here
  convnotes data fetch NAME... [--from PATH]   download it now; --from takes a copy of your own instead:
                                               a folder with the files, or the package's tarball
  convnotes data path NAME                     print the folder with its files
  convnotes data clear [NAME...]               remove it; without a name, everything

A name is of one download, or of a group of them, such as applications. The folder is CONVNOTES_CACHE, else the one that the platform keeps for such things.
`;

/** `convnotes data`: the downloads that lectures need. */
export async function data(args: string[]): Promise<void> {
  const {values, positionals} = parse(args);
  const [command, ...names] = positionals;
  if (values.help || command === undefined || command === "help") {
    process.stdout.write(help);
    return;
  }
  if (values.from !== undefined && (command !== "fetch" || names.length !== 1)) {
    throw usage("--from goes with fetch and one name");
  }
  switch (command) {
    case "list":
      if (names.length > 0) throw usage(`list takes no name, but got ${names.join(" ")}`);
      return list();
    case "fetch":
      if (names.length === 0) throw usage("fetch takes the names of what to download");
      return fetchAll(names.flatMap(named), values.from);
    case "path":
      if (names.length !== 1) throw usage(`path takes one name, but got ${names.length}`);
      return paths(named(names[0] ?? ""));
    case "clear":
      return clear(names.length > 0 ? names.flatMap(named) : assets.table);
    default:
      throw usage(`no command is called "${command}"`);
  }
}

function parse(args: string[]): {
  values: {from?: string; help?: boolean};
  positionals: string[];
} {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {from: {type: "string"}, help: {type: "boolean", short: "h"}}
    });
  } catch (error) {
    throw usage((error as Error).message.split(". ")[0] ?? "");
  }
}

function usage(message: string): CliError {
  return new CliError(`convnotes data: ${message} (see convnotes data help)`, {exitCode: 2});
}

function named(name: string): readonly assets.Asset[] {
  try {
    return assets.assetsNamed(name);
  } catch {
    const groups = assets.table.flatMap(({group}) => group ?? []);
    const names = [...assets.table.map((asset) => asset.name), ...new Set(groups)].join(", ");
    throw new CliError(`convnotes data: the names are ${names}, but got ${name}`, {exitCode: 2});
  }
}

async function list(): Promise<void> {
  const lines = [`kept in ${assets.cacheFolder()}`];
  for (const asset of assets.table) {
    const state = (await assets.isCached(asset)) ? "here" : "not here";
    const start = `${asset.name.padEnd(20)}${assets.formatSize(asset.size).padStart(8)}  ${state.padEnd(10)}`;
    const indent = " ".repeat(start.length);
    lines.push(
      "",
      start + asset.purpose,
      `${indent}by ${asset.origin}`,
      `${indent}licence: ${asset.licence}`
    );
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

async function fetchAll(wanted: readonly assets.Asset[], from: string | undefined): Promise<void> {
  if (from !== undefined && wanted.length !== 1) {
    throw usage("--from goes with fetch and one name, not that of a group");
  }
  const stop = new AbortController();
  const onInterrupt = (): void => stop.abort();
  process.once("SIGINT", onInterrupt);
  try {
    for (const asset of wanted) {
      const folder = await assets.fetchAsset(asset, {from, signal: stop.signal});
      process.stdout.write(`${asset.name} is in ${folder}\n`);
    }
  } catch (error) {
    if (stop.signal.aborted) {
      throw new CliError("convnotes data: stopped; the same command goes on where it stopped", {
        exitCode: 130
      });
    }
    throw new CliError((error as Error).message);
  } finally {
    process.off("SIGINT", onInterrupt);
  }
}

async function paths(wanted: readonly assets.Asset[]): Promise<void> {
  for (const asset of wanted) await path(asset);
}

async function path(asset: assets.Asset): Promise<void> {
  if (!(await assets.isCached(asset))) {
    throw new CliError(
      `convnotes data: ${asset.name} is not here; "npx convnotes data fetch ${asset.name}" downloads it ` +
        `(${assets.formatSize(asset.size)})`
    );
  }
  process.stdout.write(`${assets.assetFolder(asset)}\n`);
}

async function clear(unwanted: readonly assets.Asset[]): Promise<void> {
  for (const asset of unwanted) {
    if (await assets.clearAsset(asset)) process.stdout.write(`${asset.name} is removed\n`);
  }
}
