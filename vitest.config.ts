import {availableParallelism} from "node:os";
import {fileURLToPath} from "node:url";
import {defineConfig} from "vitest/config";

export const alias = {
  "@convnotes/cnn": fileURLToPath(new URL("src/cnn/index.ts", import.meta.url))
};

/** The fast suite, `npm test`: everything that a change should be checked against. */
export default defineConfig({
  resolve: {alias},
  test: {
    include: ["test/**/*.test.ts"],
    // Many tests wait for a process of their own: on two processors, one worker would leave one idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: ["default", "./test/closingLine.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000
  }
});
