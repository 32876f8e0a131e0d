import {expect, test} from "vitest";
import {findBrowser} from "../../../src/notebook/report/findBrowser.ts";
import {pdfReport} from "../../../src/notebook/report/pdfReport.ts";
import {withPage} from "../../../src/notebook/report/devtools.ts";
import {needs} from "../../tools.ts";
import {everything} from "./fixture.ts";

test("a report is printed on pages with an outline, its date the run's", async (context) => {
  needs(context, "chromium");
  const notebook = everything();
  notebook.metadata.papermill = {start_time: "2026-11-22T19:43:02.000Z", duration: 3};
  const pdf = Buffer.from(await pdfReport(notebook)).toString("latin1");
  expect(pdf.startsWith("%PDF-")).toBe(true);
  const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThanOrEqual(4);
  expect(pages).toBeLessThanOrEqual(8);
  expect(pdf).toContain("/CreationDate (D:20261122194302+00'00')");
  // The outline's entries; pages are drawn in compressed streams.
  expect(pdf).toContain("/Title (What went wrong)");
  expect(pdf).toContain("/StructTreeRoot");
});

test("a browser that is not there, or none at all, is told with what to do", () => {
  expect(() => findBrowser({env: {CONVNOTES_BROWSER: "/nowhere/chrome"}})).toThrow(
    "findBrowser: CONVNOTES_BROWSER is a program, but got /nowhere/chrome"
  );
  expect(() => findBrowser({env: {PATH: "/nowhere"}, platform: "linux"})).toThrow(
    /found none \(install one, or name its program in CONVNOTES_BROWSER\)$/
  );
});

test("a program that is no browser fails at once", async () => {
  await expect(withPage(() => Promise.resolve(1), {browser: "/bin/true"})).rejects.toThrow(
    /^withPage: \/bin\/true ended too early/
  );
});
