import {rspack, type Configuration, type Stats} from "@rspack/core";
import type {PageAssets} from "./page.ts";

/**
 * Runs rspack.
 *
 * @returns the files that the page names: those of the entry, and those of the chunk `start`, for which
 *   the entry asks at once
 * @throws Error with rspack's own messages if a module is missing or does not parse
 */
export async function bundle(configuration: Configuration): Promise<PageAssets> {
  const compiler = rspack(configuration);
  const stats = await new Promise<Stats>((resolve, reject) => {
    compiler.run((error, result) => {
      if (error) reject(error);
      else if (!result) reject(new Error("bundle: rspack gives no result"));
      else resolve(result);
    });
  });
  await new Promise<void>((resolve, reject) => {
    compiler.close((error) => (error ? reject(error) : resolve()));
  });
  const {errors = [], namedChunkGroups = {}} = stats.toJson({
    all: false,
    errors: true,
    chunkGroups: true
  });
  if (errors.length > 0)
    throw new Error(`bundle: ${errors.map(({message}) => message).join("\n\n")}`);
  const assets = (chunk: string): string[] =>
    (namedChunkGroups[chunk]?.assets ?? []).map(({name}) => name);
  return {scripts: assets("lab"), preloads: assets("start")};
}
