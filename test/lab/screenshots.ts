// Pictures of the lab to look at, in light and dark, on a wide and a narrow page:
//
//     node build.js && node --import ./bench/typescript.js test/lab/screenshots.ts [FOLDER] [LECTURES]
//
// LECTURES is the folder of the lectures; by default the test's one lecture is shown.
import {mkdirSync} from "node:fs";
import path from "node:path";
import type {Page} from "playwright-core";
import {cellWith, idle, menu, openLab, openLecture} from "./openLab.ts";

const [folder = "dist/screenshots", lectures] = process.argv.slice(2);
mkdirSync(folder, {recursive: true});
const lab = await openLab({lectures});

/** Takes a picture in both themes. */
async function both(page: Page, name: string): Promise<void> {
  for (const theme of ["Light", "Dark"]) {
    await menu(page, "Settings", "Theme", `JupyterLab ${theme}`);
    await page
      .locator(`body[data-jp-theme-name="JupyterLab ${theme}"]`)
      .waitFor({state: "attached"});
    await page.waitForLoadState("networkidle");
    await page.screenshot({path: path.join(folder, `${name}-${theme.toLowerCase()}.png`)});
  }
}

try {
  for (const width of [1280, 400]) {
    const page = await lab.open();
    await page.setViewportSize({width, height: 800});
    await page.locator(".jp-LauncherCard").first().waitFor();
    await both(page, `launcher-${width}`);
    await page.close();
  }
  const page = await lab.open();
  await openLecture(page);
  await menu(page, "Run", "Run All Cells");
  await page.locator(".cn-Plotly svg.main-svg").first().waitFor();
  if (!lectures) await cellWith(page, "setTimeout").getByText("step 3", {exact: false}).waitFor();
  await menu(page, "Kernel", "Interrupt Kernel");
  await idle(page);
  await page.locator(".cn-Plotly").first().scrollIntoViewIfNeeded();
  await both(page, "lecture-1280");
  for (const panel of ["lectures", "parameters"]) {
    await page.locator(`.lm-TabBar-tab[data-id="convnotes-${panel}"]`).click();
    await both(page, `${panel}-1280`);
  }
  await page.setViewportSize({width: 400, height: 800});
  await page.reload();
  await page.locator(".jp-NotebookPanel .jp-CodeCell").first().waitFor();
  await both(page, "lecture-400");
} finally {
  await lab.close();
}
