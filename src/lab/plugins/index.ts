// The lab's own plugins, one file each. What they look like is in style/, one file each as well.
import type {JupyterFrontEndPlugin} from "@jupyterlab/application";
import type {IRenderMime} from "@jupyterlab/rendermime-interfaces";
import {anywidget} from "./anywidget.ts";
import {branding} from "./branding.ts";
import {kernelDetails} from "./kernelDetails.ts";
import {launchPage} from "./launchPage.ts";
import {lectures} from "./lectures.ts";
import {narrow} from "./narrow.ts";
import {parameters} from "./parameters.ts";
import {plotly} from "./plotly.ts";
import {report} from "./report.ts";
import {resume} from "./resume.ts";
import {guardedDrive, largeNotebooks, saveConflicts} from "./saving.ts";
import {sweeps} from "./sweeps.ts";

export const plugins: JupyterFrontEndPlugin<unknown>[] = [
  anywidget,
  branding,
  kernelDetails,
  launchPage,
  largeNotebooks,
  lectures,
  narrow,
  parameters,
  report,
  resume,
  saveConflicts,
  sweeps,
  // This one knows no application, but is registered with the others.
  guardedDrive as unknown as JupyterFrontEndPlugin<unknown>
];

export const mimeExtensions: IRenderMime.IExtension[] = [plotly];
