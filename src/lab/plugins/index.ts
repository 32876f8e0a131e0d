// The lab's own plugins, one file each. What they look like is in style/, one file each as well.
import type {JupyterFrontEndPlugin} from "@jupyterlab/application";
import type {IRenderMime} from "@jupyterlab/rendermime-interfaces";
import {branding} from "./branding.ts";
import {kernelDetails} from "./kernelDetails.ts";
import {lectures} from "./lectures.ts";
import {narrow} from "./narrow.ts";
import {parameters} from "./parameters.ts";
import {plotly} from "./plotly.ts";
import {report} from "./report.ts";
import {resume} from "./resume.ts";

export const plugins: JupyterFrontEndPlugin<unknown>[] = [
  branding,
  kernelDetails,
  lectures,
  narrow,
  parameters,
  report,
  resume
];

export const mimeExtensions: IRenderMime.IExtension[] = [plotly];
