// Brings everything that is compiled up to date, and does nothing when it already is.
// `npm ci` runs it as `prepare`; `npm start` and `npm test` begin with it, because
// `npm ci --ignore-scripts` does not.
import {execFileSync} from "node:child_process";
import {mkdirSync, readFileSync, readdirSync, statSync} from "node:fs";
import {dirname, relative} from "node:path";
import {fileURLToPath} from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));

// Not `npx tsc`: tslab brings a compiler of the same name, of an older version.
const tsc = fileURLToPath(new URL("node_modules/typescript/bin/tsc", import.meta.url));

try {
  execFileSync(process.execPath, [tsc, "--build", "tsconfig.build.json"], {
    cwd: root,
    stdio: "inherit"
  });
} catch {
  console.error("build: the TypeScript sources do not compile (see above)");
  process.exitCode = 1;
}

// The engine's kernels, from AssemblyScript to WebAssembly: once for memory that one thread uses, once
// for memory that several share.
const kernels = fileURLToPath(new URL("src/cnn/engine/assembly/", import.meta.url));
const compiled = fileURLToPath(new URL("src/cnn/dist/engine/", import.meta.url));
const modified = (file) => statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? 0;
const newest = Math.max(...readdirSync(kernels).map((name) => modified(kernels + name)));

const variants = {
  "kernels.wasm": [],
  "kernels.shared.wasm": ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"]
};
for (const [name, options] of Object.entries(variants)) {
  if (modified(compiled + name) >= newest) continue;
  mkdirSync(compiled, {recursive: true});
  const {default: asc} = await import("assemblyscript/asc");
  const {error, stderr} = await asc.main([
    kernels + "index.ts",
    ...["--outFile", compiled + name, "-O3", "--noAssert", "--runtime", "stub", "--importMemory"],
    ...["--enable", "simd"],
    ...options
  ]);
  if (!error) continue;
  console.error(`build: the kernels do not compile\n${stderr}`);
  process.exitCode = 1;
}

// The script that every report holds: one file of the modules in `page`.
const page = fileURLToPath(new URL("src/notebook/report/page/", import.meta.url));
const pageScript = fileURLToPath(new URL("dist/src/notebook/report/page.js", import.meta.url));
if (modified(pageScript) < Math.max(...readdirSync(page).map((name) => modified(page + name)))) {
  const {build} = await import("rolldown");
  try {
    await build({
      input: `${page}main.ts`,
      output: {file: pageScript, format: "iife", minify: true, comments: false},
      logLevel: "silent"
    });
  } catch (error) {
    console.error(`build: the report's page does not compile\n${error.message}`);
    process.exitCode = 1;
  }
}

// The server, with what it imports, in one file, since the reader waits while it loads; what it asks for
// later is beside it.
const server = fileURLToPath(new URL("dist/src/", import.meta.url));
const bundled = `${server}server/bundled.js`;
const parts = readdirSync(server, {recursive: true}).filter((name) =>
  /^(?!.*bundled\.).*\.js$/.test(name)
);
const isBundled = !readFileSync(bundled, "utf8").includes("./app.js");
if (!isBundled || parts.some((name) => modified(server + name) > modified(bundled))) {
  const {build} = await import("rolldown");
  try {
    await build({
      input: `${server}server/app.js`,
      platform: "node",
      // These load a compiled library, or start processes, from their own folders.
      external: ["zeromq", "@lydell/node-pty", "@convnotes/cnn", "@convnotes/sweep"],
      plugins: [
        {
          name: "modules keep their places",
          transform: (code, id) =>
            id.startsWith(root)
              ? code.replaceAll(
                  "import.meta.url",
                  `new URL(${JSON.stringify(relative(dirname(bundled), id))}, import.meta.url).href`
                )
              : undefined
        }
      ],
      output: {
        dir: dirname(bundled),
        entryFileNames: "bundled.js",
        chunkFileNames: "bundled.[name].js",
        format: "esm",
        comments: false
      },
      logLevel: "silent"
    });
  } catch (error) {
    console.error(`build: the server cannot be put into one file\n${error.message}`);
    process.exitCode = 1;
  }
}

// The lab: JupyterLab and our plugins as one application for the browser.
if (!process.exitCode) {
  const {buildLab} = await import("./dist/src/lab/build/buildLab.js");
  try {
    await buildLab(root, () => console.log("build: the lab, once (half a minute)"));
  } catch (error) {
    console.error(`build: the lab does not build\n${error.message}`);
    process.exitCode = 1;
  }
}
