import {createRequire} from "node:module";
import {tf} from "../tensorflow.ts";

const require = createRequire(import.meta.url);

interface Dawn {
  create(options: string[]): {requestAdapter(): Promise<Adapter | null>};
  globals: object;
}

interface Adapter {
  info?: {description?: string; device?: string; vendor?: string};
}

/**
 * Gives Node the interface to graphics cards that browsers have, and registers TensorFlow.js's backend
 * for it, `webgpu`.
 *
 * @returns the graphics card
 * @throws Error if a package is missing, or no graphics card is found
 */
export async function loadWebgpu(): Promise<string> {
  const dawn = await load<Dawn>("webgpu");
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new Error("no graphics card was found");
  // The backend registers itself only where it finds this.
  Object.defineProperty(globalThis, "navigator", {
    value: {gpu, userAgent: "node"},
    configurable: true,
    writable: true
  });
  await load("@tensorflow/tfjs-backend-webgpu");
  if (!tf.findBackendFactory("webgpu")) throw new Error("the backend did not register");
  const {description, device, vendor} = adapter.info ?? {};
  return description || device || vendor || "an unnamed graphics card";
}

async function load<Module>(name: string): Promise<Module> {
  let path: string;
  try {
    path = require.resolve(name);
  } catch (cause) {
    throw new Error(`${name} is not installed`, {cause});
  }
  try {
    // The one is an ES module, the other is not, and must share its TensorFlow.js with ours.
    return name === "webgpu" ? ((await import(path)) as Module) : (require(path) as Module);
  } catch (cause) {
    throw new Error(`${name} does not load: ${(cause as Error).message.split("\n")[0]}`, {cause});
  }
}
