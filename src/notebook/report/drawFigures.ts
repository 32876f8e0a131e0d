import type {Notebook} from "../notebook.ts";
import {htmlReport} from "./htmlReport.ts";
import {withReport} from "./pdfReport.ts";

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Letters and lines stay sharp on a fine screen. */
const scale = 2;

/**
 * Draws the plotly figures of a notebook as PNG files, in a browser of this machine.
 *
 * @returns one picture a figure that a report draws, in order
 * @throws Error if no browser is found
 */
export async function drawFigures(notebook: Notebook): Promise<(Uint8Array | undefined)[]> {
  const html = await htmlReport(notebook, {code: "hide"});
  if (!html.includes('id="plotly"')) return [];
  return withReport(html, async (page) => {
    const boxes = await page.evaluate<Box[]>(
      `[...document.querySelectorAll("figure.plotly .plot")].map((plot) => {
        const {x, y, width, height} = plot.getBoundingClientRect();
        return {x: x + scrollX, y: y + scrollY, width, height};
      })`
    );
    const pictures: Uint8Array[] = [];
    for (const box of boxes) {
      const {data} = await page.send<{data: string}>("Page.captureScreenshot", {
        format: "png",
        captureBeyondViewport: true,
        clip: {...box, scale}
      });
      pictures.push(Buffer.from(data, "base64"));
    }
    return pictures;
  });
}
