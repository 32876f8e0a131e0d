import {defineConfig} from "vitest/config";
import {alias} from "./vitest.config.ts";

/** The long proofs, `npm run test:long`: full trainings, soaks, kill loops; one file at a time. */
export default defineConfig({
  resolve: {alias},
  test: {
    include: ["test/**/*.long.ts"],
    reporters: ["default", "./test/closingLine.ts"],
    fileParallelism: false,
    testTimeout: 30 * 60_000,
    hookTimeout: 5 * 60_000
  }
});
