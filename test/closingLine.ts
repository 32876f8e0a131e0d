import type {Reporter, TestModule} from "vitest/node";

/** Ends a run with one plain line, `N passed, N failed`, that people and scripts can read alike. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = {passed: 0, failed: 0, skipped: 0, pending: 0};
    for (const module of modules) {
      // A file that does not load holds no tests, and is a failure all the same.
      if (module.state() === "failed" && module.errors().length > 0) ++count.failed;
      for (const test of module.children.allTests()) ++count[test.result().state];
    }
    const skipped = count.skipped + count.pending;
    process.on("exit", () => {
      console.log(
        `Tests: ${count.passed} passed, ${count.failed} failed` +
          (skipped > 0 ? `, ${skipped} skipped` : "")
      );
    });
  }
}
