import {execFileSync} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {expect, onTestFinished, test} from "vitest";
import {commitOf} from "../../../src/notebook/run/commit.ts";
import {needs} from "../../tools.ts";

test("a run knows the commit that its notebook is of, and whether the file is as it was committed", async (context) => {
  needs(context, "git");
  const folder = mkdtempSync(path.join(tmpdir(), "commit-"));
  onTestFinished(() => rmSync(folder, {recursive: true}));
  const file = path.join(folder, "a.md");
  writeFileSync(file, "1\n");
  expect(await commitOf(file)).toBeNull();
  const git = (...args: string[]): string =>
    execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
      encoding: "utf8"
    }).trim();
  git("init", "-q");
  git("add", ".");
  git("commit", "-q", "-m", "first");
  const id = git("rev-parse", "HEAD");
  expect(await commitOf(file)).toEqual({id, changed: false});
  writeFileSync(path.join(folder, "other.md"), "");
  expect(await commitOf(file)).toEqual({id, changed: false});
  writeFileSync(file, "2\n");
  expect(await commitOf(file)).toEqual({id, changed: true});
});
