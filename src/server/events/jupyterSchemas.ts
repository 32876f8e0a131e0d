/** A JSON schema of the data of an event, under the id and in the version that events name. */
export interface EventSchema {
  readonly $id: string;
  readonly version: string | number;
  readonly [keyword: string]: unknown;
}

const text = {type: "string"};

/** The events of Jupyter Server that this server tells of, with their fields as Jupyter has them. */
export const jupyterSchemas: readonly EventSchema[] = [
  {
    $id: "https://events.jupyter.org/jupyter_server/contents_service/v1",
    version: "1",
    title: "What was done with files and folders",
    type: "object",
    required: ["action", "path"],
    properties: {
      action: {enum: ["get", "create", "save", "upload", "rename", "copy", "delete"]},
      path: text,
      source_path: text
    }
  },
  {
    $id: "https://events.jupyter.org/jupyter_server/kernel_actions/v1",
    version: "1",
    title: "What was done with kernels",
    type: "object",
    required: ["action", "msg"],
    properties: {
      action: {enum: ["start", "interrupt", "shutdown", "restart"]},
      kernel_id: text,
      kernel_name: text,
      status: {enum: ["error", "success"]},
      status_code: {type: "number"},
      msg: text
    },
    // Only a kernel that did not start has no id.
    if: {not: {properties: {status: {const: "error"}, action: {const: "start"}}}},
    then: {required: ["kernel_id"]}
  }
];
