import {mkdir, readFile, stat} from "node:fs/promises";
import path from "node:path";
import {parseArgs} from "node:util";
import {type Format, formatOf, isFormat, serializeFormat} from "../notebook/formats.ts";
import {writeAtomic} from "../notebook/writeAtomic.ts";
import {CliError, usageError} from "./error.ts";
import {fileReason} from "./fileReason.ts";
import {readNotebook} from "./readNotebook.ts";

const help = `convnotes convert: a notebook as Jupyter file, as Markdown or as TypeScript

  convnotes convert FILE... [--to ipynb|md|ts] [--out FILE|FOLDER] [--check] [--force]

An .ipynb becomes .md, anything else .ipynb, beside the file it comes from. Markdown and
TypeScript hold all of a notebook but its outputs: there and back it is the same.

  --to FORMAT    ipynb, md (Markdown with fenced cells) or ts (TypeScript with // %% markers)
  --out PLACE    the file to write, or the folder for several
  --check        write nothing; say which files are not what would be written, and fail if any
  --force        also write over a notebook that has outputs, which are lost

It ends with 0 if all is well, 1 if a file could not be converted or is not up to date, 2 if it was
called the wrong way.
`;

interface Options {
  to?: Format;
  out?: string;
  check: boolean;
  force: boolean;
}

/** `convnotes convert`: between the forms of a notebook. */
export async function convert(args: string[]): Promise<void> {
  const {files, wantsHelp, ...options} = readArguments(args);
  if (wantsHelp) return void process.stdout.write(help);
  const targets = await Promise.all(files.map((file) => targetOf(file, options)));
  const twice = targets.find((target, index) => targets.indexOf(target) !== index);
  if (twice !== undefined) throw usage(`several files would become ${twice}`);
  const stale: string[] = [];
  for (const [index, file] of files.entries()) {
    const target = targets[index]!;
    const isCurrent = await convertFile(file, target, options);
    if (options.check && !isCurrent) stale.push(target);
    if (!options.check) console.log(isCurrent ? `${target} is up to date` : `wrote ${target}`);
  }
  if (stale.length > 0) {
    const files = stale.join(", ");
    throw new CliError(`convnotes convert: not what the source gives: ${files}`);
  }
}

/** Writes the target unless it is so already; says whether it was. */
async function convertFile(
  file: string,
  target: string,
  {check, force}: Options
): Promise<boolean> {
  const notebook = await readNotebook(file, {command: "convert"});
  const format = formatOf(target);
  let text: string;
  try {
    text = serializeFormat(notebook, format);
  } catch (error) {
    const message = (error as Error).message.replace(/^\w+: /, "");
    throw new CliError(`convnotes convert: ${file}: ${message}`);
  }
  const old = await readFile(target, "utf8").catch(() => undefined);
  if (old === text) return true;
  if (check) return false;
  if (old !== undefined && !force && hasOutputs(old, format)) {
    throw new CliError(
      `convnotes convert: ${target} has outputs, which would be lost (--force writes over it)`
    );
  }
  try {
    await mkdir(path.dirname(target), {recursive: true});
    await writeAtomic(target, text);
  } catch (error) {
    throw new CliError(`convnotes convert: cannot write ${target} (${fileReason(error as Error)})`);
  }
  return false;
}

/** Whether a file holds what running it gave; one that is no notebook holds nothing that we know. */
function hasOutputs(text: string, format: Format): boolean {
  if (format !== "ipynb") return false;
  try {
    const {cells} = JSON.parse(text) as {cells: {outputs?: unknown[]}[]};
    return cells.some(({outputs = []}) => outputs.length > 0);
  } catch {
    return false;
  }
}

async function targetOf(file: string, {to, out}: Options): Promise<string> {
  const isOutFolder =
    out !== undefined &&
    (/[\\/]$/.test(out) || ((await stat(out).catch(() => undefined))?.isDirectory() ?? false));
  if (out !== undefined && !isOutFolder) {
    const format = attempt(() => formatOf(out));
    if (to !== undefined && to !== format) throw usage(`--to is ${to}, but --out is ${out}`);
    return out;
  }
  const format = to ?? (attempt(() => formatOf(file)) === "ipynb" ? "md" : "ipynb");
  const name = `${path.parse(file).name}.${format}`;
  return path.join(out ?? path.dirname(file), name);
}

function readArguments(args: string[]): Options & {files: string[]; wantsHelp: boolean} {
  const {values, positionals} = attempt(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        to: {type: "string"},
        out: {type: "string", short: "o"},
        check: {type: "boolean", default: false},
        force: {type: "boolean", default: false},
        help: {type: "boolean", short: "h", default: false}
      }
    })
  );
  const {to, out, check, force, help} = values;
  const wantsHelp = help || args.length === 0 || args[0] === "help";
  if (to !== undefined && !isFormat(to)) throw usage(`--to is ipynb, md or ts, but got ${to}`);
  if (!wantsHelp && positionals.length === 0) throw usage("expected a file");
  return {files: positionals, wantsHelp, out, check, force, ...(to !== undefined && {to})};
}

function attempt<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    // Node adds advice on file names that start with a dash.
    throw usage((error as Error).message.split(". To specify")[0]!);
  }
}

function usage(message: string): CliError {
  return usageError("convert", message);
}
