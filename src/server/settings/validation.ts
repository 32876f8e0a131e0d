import {Ajv} from "ajv";
import type {Schema} from "./schemas.ts";

// Schemas of extensions have keywords for the settings editor, which are no faults.
const ajv = new Ajv({strict: false, validateFormats: false, logger: false});
const validators = new WeakMap<Schema, (settings: object) => string | undefined>();

/** A function that tells what is wrong with settings, if anything is. */
export function validatorOf(schema: Schema): (settings: object) => string | undefined {
  let validator = validators.get(schema);
  if (!validator) validators.set(schema, (validator = makeValidator(schema)));
  return validator;
}

function makeValidator(schema: Schema): (settings: object) => string | undefined {
  // Ids are of files that are not here, and names two schemas alike.
  const rules = {...schema, $id: undefined, $schema: undefined};
  let validate: ReturnType<typeof ajv.compile>;
  try {
    validate = ajv.compile(rules);
  } catch (error) {
    return () => `the schema is faulty: ${(error as Error).message}`;
  }
  return (settings) => {
    if (validate(settings)) return undefined;
    const [{instancePath = "", message = ""} = {}] = validate.errors ?? [];
    return `${instancePath} ${message}`.trim();
  };
}
