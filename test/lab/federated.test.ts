import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import path from "node:path";
import {expect, onTestFinished, test, vi} from "vitest";
import {needs} from "../tools.ts";
import {openLab, openPalette} from "./openLab.ts";
import {installPrebuiltExtension} from "./prebuiltExtension.ts";

test("an extension that was built elsewhere runs on the lab's own modules, and a broken one is told", async (context) => {
  needs(context, "chromium");
  const dataPath = mkdtempSync(path.join(tmpdir(), "convnotes-labextensions-"));
  onTestFinished(() => rmSync(dataPath, {recursive: true, force: true}));
  await installPrebuiltExtension(dataPath);
  installBrokenExtension(dataPath);
  vi.stubEnv("JUPYTER_PATH", dataPath);
  onTestFinished(() => void vi.unstubAllEnvs());
  const lab = await openLab();
  onTestFinished(() => lab.close());

  const page = await lab.open();
  await page.locator(".jp-LauncherCard").first().waitFor();
  await (await openPalette(page)).fill("somebody's panel");
  await page.locator(".lm-CommandPalette-item").first().waitFor();
  await page.keyboard.press("Enter");
  // Its panel is a widget of the lab's own class, or the shell would refuse it.
  await page.locator("#somebodys-panel").getByText("It is open.").waitFor();
  const told = lab.errors.filter((error) => error.startsWith("lab: "));
  expect(told).toEqual([
    expect.stringContaining("lab: the extension broken-extension does not load"),
    expect.stringContaining("lab: the extension broken-extension does not start")
  ]);
});

/** One whose script is not there. */
function installBrokenExtension(dataPath: string): void {
  const folder = path.join(dataPath, "labextensions", "broken-extension");
  mkdirSync(folder);
  const jupyterlab = {_build: {load: "static/missing.js", extension: "./extension"}};
  writeFileSync(
    path.join(folder, "package.json"),
    JSON.stringify({name: "broken-extension", version: "1.0.0", jupyterlab})
  );
}
