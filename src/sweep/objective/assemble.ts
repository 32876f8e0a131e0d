import {createRequire} from "node:module";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import type {Carried, Portable, PortableFunctions} from "./portable.ts";

type Anything = (...args: unknown[]) => unknown;

/**
 * Puts together what `toPortable` took apart.
 *
 * @param base - the folder that `import("./…")` of a notebook's function starts from
 */
export async function assemble(functions: PortableFunctions, base: string): Promise<Anything> {
  const usesLibrary = functions.some(({names}) =>
    Object.values(names).some(({kind}) => kind === "library")
  );
  const library = usesLibrary
    ? ((await import("@convnotes/cnn")) as unknown as Record<string, unknown>)
    : {};
  const made: (Anything | undefined)[] = [];
  const get = (place: number): Anything => (made[place] ??= compile(functions[place]!, box, base));
  const box = (carried: Carried): {v: unknown; t: unknown} => ({
    get v() {
      return valueOf(carried);
    },
    get t() {
      return valueOf(carried);
    }
  });
  const valueOf = (carried: Carried): unknown => {
    switch (carried.kind) {
      case "data":
        return carried.value;
      case "function":
        return get(carried.place);
      case "library":
        return carried.path.reduce<unknown>(
          (value, name) => (value as Record<string, unknown>)[name],
          library
        );
    }
  };
  return get(0);
}

function compile(
  {source, names}: Portable,
  box: (carried: Carried) => unknown,
  base: string
): Anything {
  const given: Record<string, unknown> = {};
  for (const [whole, name] of source.matchAll(/ɵ+([\p{ID_Continue}$]+)/gu)) {
    if (name === undefined) continue;
    given[whole] = Object.hasOwn(names, name) ? box(names[name]!) : kernelPart(name, base);
  }
  // As an expression; a method of an object literal is one only inside such a literal.
  const forms = [`(${source})`, `Object.values({${source}})[0]`];
  for (const form of forms) {
    try {
      // eslint-disable-next-line @typescript-eslint/no-implied-eval
      const make = new Function(...Object.keys(given), `"use strict"; return ${form}`) as Anything;
      return make(...Object.values(given)) as Anything;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  throw new SyntaxError(`sweep: the objective's source is not a function (${source.slice(0, 60)})`);
}

/**
 * What code that the kernel has compiled reaches the kernel through. There is none here: nobody
 * interrupts, and imports start from the notebook's folder.
 */
function kernelPart(name: string, base: string): unknown {
  const require = createRequire(join(base, "notebook.js"));
  switch (name) {
    case "0":
      return {
        check: (value: unknown) => value,
        import: (specifier: unknown) => importFrom(String(specifier), require),
        meta: {url: pathToFileURL(join(base, "notebook.js")).href, dirname: base},
        lend: (boxes?: {v: unknown}[]) => boxes?.map(({v}) => v),
        takeBack: () => undefined
      };
    case "1":
      return new Int32Array(8);
    case "2":
      return () => undefined;
    case "3":
      return () => 1024;
    case "require":
      return {v: require, t: require};
    default:
      return undefined;
  }
}

function importFrom(specifier: string, require: NodeJS.Require): Promise<unknown> {
  if (/^(node|file|data):/.test(specifier)) return import(specifier);
  const isRelative = /^[./]/.test(specifier);
  try {
    return import(pathToFileURL(require.resolve(specifier)).href);
  } catch (error) {
    if (isRelative) throw error;
    return import(specifier);
  }
}
