/** A module as `import * as` shows it. */
export type Namespace = Record<string, unknown>;

const namespaces = new WeakMap<object, Namespace>();

/**
 * What a CommonJS module looks like to `import`: its exports by name and as `default`, by the rules
 * that TypeScript and bundlers share.
 */
export function commonJsNamespace(exports: unknown): Namespace {
  if (exports === null || (typeof exports !== "object" && typeof exports !== "function")) {
    return {default: exports};
  }
  if ((exports as Namespace).__esModule) return exports as Namespace;
  let namespace = namespaces.get(exports);
  if (!namespace) {
    namespace = emptyNamespace();
    for (const name of Object.keys(exports)) {
      exportName(namespace, name, () => (exports as Namespace)[name]);
    }
    exportName(namespace, "default", () => exports);
    namespaces.set(exports, namespace);
  }
  return namespace;
}

export function emptyNamespace(): Namespace {
  const namespace = Object.create(null) as Namespace;
  Object.defineProperty(namespace, Symbol.toStringTag, {value: "Module"});
  return namespace;
}

/** Adds an export, which is read anew each time. */
export function exportName(namespace: Namespace, name: string, get: () => unknown): void {
  Object.defineProperty(namespace, name, {get, enumerable: true, configurable: true});
}
