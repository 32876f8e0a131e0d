import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import path from "node:path";
import {pathToFileURL} from "node:url";
import type {Notebook} from "../notebook.ts";
import {type DevtoolsPage, withPage} from "./devtools.ts";
import {escapeHtml} from "./escapeHtml.ts";
import {htmlReport, type HtmlReportOptions} from "./htmlReport.ts";

/** A4, in inches, as the protocol wants it. */
const paper = {paperWidth: 8.27, paperHeight: 11.69};
const margin = {marginTop: 0.7, marginBottom: 0.8, marginLeft: 0.63, marginRight: 0.63};
/** The width of the text on paper, in CSS pixels. */
const textWidth = Math.floor((paper.paperWidth - margin.marginLeft - margin.marginRight) * 96);

/**
 * The report as PDF, printed by a browser of this machine: figures stand still, pages have numbers, headings
 * are the document's outline. Its dates are those of the run.
 *
 * @throws Error if no browser is found
 */
export async function pdfReport(
  notebook: Notebook,
  options: HtmlReportOptions = {}
): Promise<Uint8Array> {
  const html = await htmlReport(notebook, options);
  return withReport(html, async (page) => {
    const title = await page.evaluate<string>("document.title");
    const {data} = await page.send<{data: string}>("Page.printToPDF", {
      ...paper,
      ...margin,
      printBackground: true,
      generateTaggedPDF: true,
      generateDocumentOutline: true,
      displayHeaderFooter: true,
      headerTemplate: "<span></span>",
      footerTemplate: footer(title)
    });
    return withDate(Buffer.from(data, "base64"), startOf(notebook));
  });
}

/** Opens a report as it is on paper, all figures drawn. */
export async function withReport<T>(
  html: string,
  use: (page: DevtoolsPage) => Promise<T>
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "convnotes-report-"));
  const file = path.join(folder, "report.html");
  try {
    await writeFile(file, html);
    return await withPage(async (page) => {
      await page.send("Emulation.setEmulatedMedia", {media: "print"});
      const size = {width: textWidth, height: 1000, deviceScaleFactor: 1, mobile: false};
      await page.send("Emulation.setDeviceMetricsOverride", size);
      await page.open(`${pathToFileURL(file).href}#print`);
      await page.evaluate(
        "document.fonts.ready.then(() => convnotesReport.drawAll({isStill: true}))"
      );
      return use(page);
    });
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

function footer(title: string): string {
  const style =
    "width:100%;margin:0 16mm;display:flex;justify-content:space-between;gap:8mm;" +
    "font:8pt system-ui,sans-serif;color:#57606a";
  return (
    `<div style="${style}"><span style="white-space:nowrap;overflow:hidden;text-overflow:ellipsis">` +
    `${escapeHtml(title)}</span><span style="white-space:nowrap"><span class="pageNumber"></span> / ` +
    `<span class="totalPages"></span></span></div>`
  );
}

function startOf({metadata}: Notebook): string {
  const {start_time} = (metadata.papermill ?? {}) as {start_time?: string};
  const date = new Date(start_time ?? 0);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString();
}

/** Puts the time of the run where the browser has put its own clock's: same length, so nothing moves. */
function withDate(pdf: Buffer, iso: string): Uint8Array {
  const date = `D:${iso.replace(/\D/g, "").slice(0, 14)}+00'00'`;
  const text = pdf.toString("latin1");
  const dated = text.replace(
    /(?<=\/(?:CreationDate|ModDate) \()D:\d{14}[+-]\d\d'\d\d'?(?=\))/g,
    (old) => date.slice(0, old.length)
  );
  return Buffer.from(dated, "latin1");
}
