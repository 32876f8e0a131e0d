import {readFile} from "node:fs/promises";
import {type Format, formatOf, parseFormat} from "../notebook/formats.ts";
import type {Notebook} from "../notebook/notebook.ts";
import {CliError} from "./error.ts";

/**
 * Reads a notebook of any format.
 *
 * @param command - the name of the command, for what it says
 * @throws CliError if the file is not there or is no notebook: one line that says where it goes wrong
 */
export async function readNotebook(
  file: string,
  {command, exitCode = 1}: {command: string; exitCode?: number}
): Promise<Notebook> {
  const fail = (message: string): CliError =>
    new CliError(`convnotes ${command}: ${message}`, {exitCode});
  let format: Format;
  try {
    format = formatOf(file);
  } catch (error) {
    throw fail((error as Error).message);
  }
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw fail(`there is no file ${file}`);
    if (code === "EISDIR") throw fail(`expected a notebook, but ${file} is a folder`);
    throw fail(`cannot read ${file} (${message})`);
  }
  try {
    return parseFormat(text, format, {name: file});
  } catch (error) {
    // The functions name themselves and some of them the file, which the reader need not be told twice.
    const message = (error as Error).message.replace(/^\w+: /, "").replace(` (${file})`, "");
    throw fail(message.includes(file) ? message : `${file}: ${message}`);
  }
}
