/** What may be downloaded. */
export {assetNamed, assetsNamed, table} from "./table.ts";
export {formatSize} from "./asset.ts";
export type {Asset, AssetFile} from "./asset.ts";
/** Getting it, and where it is kept. */
export {fetchAsset} from "./fetchAsset.ts";
export type {FetchAssetOptions} from "./fetchAsset.ts";
export {assetFolder, cacheFolder, clearAsset, isCached} from "./cache.ts";
export {usedAssets} from "./usedAssets.ts";
