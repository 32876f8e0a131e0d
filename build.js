// Brings everything that is compiled up to date, and does nothing when it already is.
// `npm ci` runs it as `prepare`; `npm start` and `npm test` begin with it, because
// `npm ci --ignore-scripts` does not.
import {execFileSync} from "node:child_process";
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
