import type {FetchAssetOptions} from "../assets/fetchAsset.ts";

/** Where an application's weights come from; by default they are fetched when first asked for, and kept. */
export type WeightsOptions = FetchAssetOptions;

const loaded = new Map<string, Promise<unknown>>();

/**
 * A model of the pretrained ones, loaded when it is first asked for; it stays in memory, since pictures come
 * one after the other. One that could not be loaded is tried again; so does whoever waited for a load that
 * another began, since that may have been stopped by the other's signal.
 *
 * @param asset - name of its asset
 * @param load - loads it
 */
export async function once<T>(
  asset: string,
  {from, signal}: WeightsOptions,
  load: () => Promise<T>
): Promise<T> {
  signal?.throwIfAborted();
  const key = `${asset} ${from ?? ""}`;
  const known = loaded.get(key) as Promise<T> | undefined;
  if (known) return known.catch(() => once(asset, {from, signal}, load));
  const loading = load();
  loaded.set(key, loading);
  loading.catch(() => loaded.delete(key));
  return loading;
}
