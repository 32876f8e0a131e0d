// The lab's own plugins, one file each. What they look like is in style/, one file each as well.
import type {JupyterFrontEndPlugin} from "@jupyterlab/application";
import type {IRenderMime} from "@jupyterlab/rendermime-interfaces";
import {branding} from "./branding.ts";
import {lectures} from "./lectures.ts";
import {parameters} from "./parameters.ts";
import {plotly} from "./plotly.ts";

export const plugins: JupyterFrontEndPlugin<unknown>[] = [branding, lectures, parameters];

export const mimeExtensions: IRenderMime.IExtension[] = [plotly];
