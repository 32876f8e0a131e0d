import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import {rspack, type Configuration} from "@rspack/core";
import svgToDataUri from "mini-svg-data-uri";

/**
 * How the lab's scripts and styles are made: rspack with module federation, as JupyterLab itself is
 * built, so that extensions which others built for JupyterLab find its modules here.
 *
 * @param lab - the folder of the lab's sources
 * @param output - where the assets go
 * @param shared - packages of which the lab and all extensions use one copy
 */
export function rspackConfig({
  lab,
  output,
  shared
}: {
  lab: string;
  output: string;
  shared: Record<string, SharedModule>;
}): Configuration {
  const require = createRequire(join(lab, "package.json"));
  return {
    mode: "production",
    context: lab,
    target: ["web", "es2022"],
    entry: {lab: "./boot.ts"},
    devtool: false,
    output: {
      path: output,
      filename: "[name].[contenthash:8].js",
      chunkFilename: "[name].[contenthash:8].js",
      cssFilename: "[name].[contenthash:8].css",
      cssChunkFilename: "[name].[contenthash:8].css",
      assetModuleFilename: "[name].[contenthash:8][ext]",
      publicPath: "auto",
      uniqueName: "convnotes",
      clean: true
    },
    resolve: {
      extensions: [".ts", ".js", ".json"],
      // What some packages ask of Node and do without in a browser.
      fallback: {
        path: require.resolve("path-browserify"),
        url: false,
        buffer: false,
        process: false
      }
    },
    module: {
      rules: [
        {
          test: /\.ts$/,
          loader: "builtin:swc-loader",
          options: {jsc: {parser: {syntax: "typescript"}, target: "es2022"}}
        },
        // Bundled already; the minifier takes what it calls `sharedConfig` for null.
        {test: /[\\/]node_modules[\\/]anywidget[\\/]/, type: "asset/resource"},
        {test: /\.m?js$/, resolve: {fullySpecified: false}},
        {test: /\.raw\.css$/, type: "asset/source"},
        {test: /(?<!\.raw)\.css$/, type: "css"},
        // An icon in a script is drawn by JupyterLab from its text; in a style it is a picture.
        {test: /\.svg(\?.*)?$/, issuer: /\.[jt]s$/, type: "asset/source"},
        // Fonts in SVG are for browsers of 2012.
        {test: /@fortawesome.*\.svg(\?.*)?$/, type: "asset/resource"},
        {
          test: /\.svg(\?.*)?$/,
          exclude: /@fortawesome/,
          issuer: /\.css$/,
          type: "asset/inline",
          generator: {
            dataUrl: (content: Buffer) => svgToDataUri(content.toString())
          }
        },
        {test: /\.(png|jpg|gif|eot|woff2?|ttf)(\?.*)?$/, type: "asset/resource"},
        {test: /\.md$/, type: "asset/source"}
      ]
    },
    plugins: [
      new rspack.DefinePlugin({"process.env": "{}", "process.cwd": '(() => "/")'}),
      new rspack.container.ModuleFederationPluginV1({
        name: "CORE_FEDERATION",
        library: {type: "var", name: ["_JUPYTERLAB", "CORE_LIBRARY_FEDERATION"]},
        shared
      })
    ],
    optimization: {
      splitChunks: {
        chunks: "all",
        cacheGroups: {
          jupyterlab: {
            test: /[\\/]node_modules[\\/]@(jupyterlab|lumino(?!\/datagrid))[\\/]/,
            name: "jupyterlab"
          }
        }
      }
    },
    performance: {hints: false}
  };
}

/** How module federation shares a package. */
export interface SharedModule {
  version: string;
  requiredVersion: string;
  singleton: boolean;
}

/** JupyterLab's own rule of what is shared: its packages, Lumino, and what may exist only once in a page. */
export function sharedModules(
  nodeModules: string,
  names: readonly string[]
): Record<string, SharedModule> {
  const shared: Record<string, SharedModule> = {};
  for (const name of names) {
    const {version, main, module, exports} = JSON.parse(
      readFileSync(join(nodeModules, name, "package.json"), "utf8")
    ) as {version: string; main?: string; module?: string; exports?: unknown};
    if (!main && !module && !exports) continue;
    shared[name] = {
      version,
      requiredVersion: `~${version}`,
      singleton: !name.endsWith("-extension")
    };
  }
  return shared;
}
