import {readFile} from "node:fs/promises";
import {parse} from "yaml";

/**
 * The values of `-p name=value`, as text: the parameter knows what it is.
 *
 * @throws RangeError if one is not `name=value`, or a name is there twice
 */
export function readAssignments(assignments: readonly string[]): Record<string, string> {
  const values = new Map<string, string>();
  for (const assignment of assignments) {
    const [, name, value] = /^([A-Za-z_$][\w$]*)=(.*)$/s.exec(assignment) ?? [];
    if (name === undefined || value === undefined) {
      throw new RangeError(`-p takes name=value, but got ${assignment}`);
    }
    if (values.has(name)) throw new RangeError(`-p gives ${name} twice`);
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

/**
 * The values of a file of parameters, JSON or YAML: a mapping of names to values.
 *
 * @throws Error if the file cannot be read or is no such mapping
 */
export async function readParameterFile(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw new Error(`there is no file ${file}`);
    throw new Error(`cannot read ${file} (${error.message})`);
  });
  let values: unknown;
  try {
    values = parse(text);
  } catch (error) {
    const [message = ""] = (error as Error).message.split("\n");
    throw new SyntaxError(`${file} is neither JSON nor YAML (${message.replace(/:$/, "")})`);
  }
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new TypeError(`${file} holds names and values, but got ${JSON.stringify(values)}`);
  }
  return values as Record<string, unknown>;
}
