import {readdir, readFile} from "node:fs/promises";
import path from "node:path";
import {HttpError} from "../httpError.ts";
import {validatorOf} from "../settings/validation.ts";
import {type EventSchema, jupyterSchemas} from "./jupyterSchemas.ts";

/** The events that may be posted. */
export class EventSchemas {
  readonly #schemas = new Map<string, EventSchema>();

  constructor(schemas: readonly EventSchema[] = jupyterSchemas) {
    for (const schema of schemas) this.register(schema);
  }

  /** @throws TypeError if it is no schema, Error if its id is taken */
  register(schema: EventSchema): void {
    const {$id, version} = schema;
    if (typeof $id !== "string" || (typeof version !== "string" && typeof version !== "number")) {
      const came = JSON.stringify({$id, version});
      throw new TypeError(`register: an event's schema has $id and version, but got ${came}`);
    }
    if (this.#schemas.has($id)) throw new Error(`register: ${$id} is registered already`);
    this.#schemas.set($id, schema);
  }

  /**
   * That an event may be posted, with what Jupyter Server says if not.
   *
   * @throws HttpError 400 if its schema is not registered, in another version, or does not fit the data
   */
  check(schemaId: string, version: string, data: object): void {
    const schema = this.#schemas.get(schemaId);
    if (!schema) {
      throw new HttpError(
        400,
        `The requested schema, ${schemaId}, was not found in the schema registry. ` +
          "Are you sure it was previously registered?"
      );
    }
    if (String(schema.version) !== version) {
      const versions = `'${version}'≠'${schema.version}'`;
      throw new HttpError(400, `Unregistered version: ${versions} for \`${schemaId}\``);
    }
    const fault = validatorOf(schema)(data);
    if (fault !== undefined) throw new HttpError(400, `data of ${schemaId}: ${fault}`);
  }
}

/**
 * The schemas of Jupyter's own events, and those that are in a folder as JSON or YAML files. In Jupyter it is
 * Python extensions that register more; here it is whoever puts a file there.
 */
export async function loadEventSchemas(
  folder: string,
  {warn}: {warn: (error: unknown, text: string) => void}
): Promise<EventSchemas> {
  const schemas = new EventSchemas();
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((name) => /\.(json|ya?ml)$/.test(name)).sort()) {
    const file = path.join(folder, name);
    try {
      // YAML is more than JSON, so one parser reads both.
      const {parse} = await import("yaml");
      schemas.register(parse(await readFile(file, "utf8")) as EventSchema);
    } catch (error) {
      warn(error, `${file} is no schema of an event`);
    }
  }
  return schemas;
}
