import {defineConfig} from "vitest/config";
import {alias} from "./vitest.config.ts";

const all = {testTimeout: 30 * 60_000, hookTimeout: 5 * 60_000};
const lectures = "test/notebooks.long.ts";

/**
 * The long proofs, `npm run test:long`: full trainings, soaks, kill loops. First the lectures, which have
 * the machine to themselves since some of them measure time; then two files at once.
 */
export default defineConfig({
  test: {
    reporters: ["default", "./test/closingLine.ts"],
    projects: [
      {
        resolve: {alias},
        test: {
          ...all,
          name: "lectures",
          include: [lectures],
          maxWorkers: 1,
          sequence: {groupOrder: 0}
        }
      },
      {
        resolve: {alias},
        test: {
          ...all,
          name: "proofs",
          include: ["test/**/*.long.ts"],
          exclude: [lectures],
          maxWorkers: 2,
          sequence: {groupOrder: 1}
        }
      }
    ]
  }
});
