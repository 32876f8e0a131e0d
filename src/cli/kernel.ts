import path from "node:path";
import {parseArgs} from "node:util";
import {installKernel, listKernels, type Place, uninstallKernel} from "../../kernel/install.ts";
import {CliError} from "./error.ts";

const help = `convnotes kernel: the TypeScript kernel, for any Jupyter on this machine

  convnotes kernel install      puts it where Jupyter finds it
  convnotes kernel uninstall    takes it away again
  convnotes kernel list         where it is installed

  --name NAME      what Jupyter calls it; convnotes by default; under the name tslab it
                   runs notebooks written for tslab, whose types are not strict
  --user           for this user (the default)
  --prefix DIR     below DIR, in share/jupyter
  --sys-prefix     in the Python environment that is active
`;

/** `convnotes kernel install | uninstall | list` */
export function kernel(args: string[]): void {
  const {name, place, action, wantsHelp} = readArguments(args);
  if (wantsHelp || action === undefined) return void process.stdout.write(help);
  switch (action) {
    case "install":
      console.log(`installed ${name} in ${attempt(() => installKernel({name, place}))}`);
      return;
    case "uninstall":
      console.log(`removed ${attempt(() => uninstallKernel({name, place}))}`);
      return;
    case "list":
      return list();
    default:
      throw new CliError(
        `convnotes kernel: expected install, uninstall or list, but got "${action}"`,
        {exitCode: 2}
      );
  }
}

function list(): void {
  const kernels = listKernels();
  if (kernels.length === 0) return console.log("no kernel of convnotes is installed");
  const width = Math.max(...kernels.map(({name}) => name.length));
  for (const {name, folder} of kernels) console.log(`${name.padEnd(width)}  ${folder}`);
}

function readArguments(args: string[]): {
  action: string | undefined;
  name: string;
  place: Place;
  wantsHelp: boolean;
} {
  const {values, positionals} = usage(() =>
    parseArgs({
      args,
      allowPositionals: true,
      options: {
        name: {type: "string", default: "convnotes"},
        user: {type: "boolean"},
        prefix: {type: "string"},
        "sys-prefix": {type: "boolean"},
        help: {type: "boolean", short: "h", default: false}
      }
    })
  );
  const places: Place[] = [];
  if (values.user) places.push({user: true});
  if (values.prefix !== undefined) places.push({prefix: path.resolve(values.prefix)});
  if (values["sys-prefix"]) places.push({sysPrefix: true});
  if (places.length > 1 || positionals.length > 1) {
    const message = "convnotes kernel: expected one action and one place";
    throw new CliError(`${message}, but got ${args.join(" ")}`, {exitCode: 2});
  }
  const [place = {user: true}] = places;
  return {action: positionals[0], name: values.name, place, wantsHelp: values.help};
}

/** Makes a wrong option a line for the reader. */
function usage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CliError(`convnotes kernel: ${(error as Error).message}`, {exitCode: 2});
  }
}

/** Makes what cannot be done a line for the reader. */
function attempt<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new CliError(`convnotes kernel: ${(error as Error).message}`);
  }
}
