import type {ImageNetOptions} from "../zoo/imageNet.ts";

export interface PretrainedOptions extends Pick<
  ImageNetOptions,
  "includeTop" | "inputShape" | "pooling"
> {
  /** The reader's own copy of the asset: a folder with its files, or the package's tarball. */
  from?: string;
  /** Stops the download; in a notebook, stopping the cell does too. */
  signal?: AbortSignal;
}
