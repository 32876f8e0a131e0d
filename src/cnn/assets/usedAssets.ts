import type {Asset} from "./asset.ts";

const used = new Map<string, Asset>();

/** Notes that something rests on the asset from now on. */
export function noteUse(asset: Asset): void {
  used.set(asset.name, asset);
}

/**
 * The assets that this process has asked for, in order: what its results rest on, with the hashes
 * that the files were checked against.
 *
 * @example
 * ```ts
 * await datasets.mnist();
 * assets.usedAssets().map(({name}) => name); // ["mnist"]
 * ```
 */
export function usedAssets(): Asset[] {
  return [...used.values()];
}
