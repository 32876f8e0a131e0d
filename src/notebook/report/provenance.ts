import type {Notebook} from "../notebook.ts";
import {escapeHtml} from "./escapeHtml.ts";
export function provenanceHtml(notebook: Notebook): string {
  return escapeHtml(String(notebook.nbformat));
}
export function runLine(notebook: Notebook): string {
  return escapeHtml(String(notebook.nbformat));
}
