// What compiled code calls for syntax that this version of Node lacks: the names and arguments are
// those of Babel's helpers, which oxc generates calls of.

type Decorator = (target: unknown, key?: PropertyKey, descriptor?: unknown) => unknown;
type Disposer = () => unknown;

// Symbols of Node 24, which Node 20 has as well under the same description.
const {dispose = Symbol.for("Symbol.dispose"), asyncDispose = Symbol.for("Symbol.asyncDispose")} =
  Symbol as {dispose?: symbol; asyncDispose?: symbol};

/** Applies TypeScript's experimental decorators, the last first. */
function decorate(
  decorators: Decorator[],
  target: object,
  key?: PropertyKey,
  description?: null
): unknown {
  if (key === undefined) {
    return decorators.reduceRight<unknown>((value, decorator) => decorator(value) ?? value, target);
  }
  // `null` asks for the property as it is, `undefined` says that there is none yet.
  const before = description === null ? Object.getOwnPropertyDescriptor(target, key) : description;
  const after = decorators.reduceRight<unknown>(
    (descriptor, decorator) => decorator(target, key, descriptor) ?? descriptor,
    before
  );
  if (after) Object.defineProperty(target, key, after as PropertyDescriptor);
  return after;
}

function decorateParam(index: number, decorator: Decorator): Decorator {
  return (target, key) => decorator(target, key, index);
}

/** Keeps what `emitDecoratorMetadata` says, where a package like reflect-metadata is there for it. */
function decorateMetadata(key: string, value: unknown): Decorator | undefined {
  const {metadata} = Reflect as {metadata?: (key: string, value: unknown) => Decorator};
  return metadata?.(key, value);
}

/** The resources of one block with `using`. */
function usingCtx() {
  const disposers: {isAsync: boolean; call: Disposer}[] = [];
  const none = {};
  const add = (isAsync: boolean, value: unknown): unknown => {
    if (value === null || value === undefined) {
      if (isAsync) disposers.push({isAsync, call: () => undefined});
      return value;
    }
    const methods = value as Record<symbol, Disposer | undefined>;
    const method = (isAsync ? methods[asyncDispose] : undefined) ?? methods[dispose];
    if (typeof method !== "function")
      throw new TypeError("Property [Symbol.dispose] is not a function.");
    disposers.push({isAsync, call: () => method.call(value)});
    return value;
  };
  /** Disposes of everything, the last first, and throws what there is to throw. */
  const disposeAll = (): unknown => {
    const note = (error: unknown): void => {
      context.e = context.e === none ? error : suppressed(error, context.e);
    };
    for (let disposer = disposers.pop(); disposer; disposer = disposers.pop()) {
      try {
        const result = disposer.call();
        if (disposer.isAsync) return Promise.resolve(result).catch(note).then(disposeAll);
      } catch (error) {
        note(error);
      }
    }
    if (context.e !== none) throw context.e;
    return undefined;
  };
  const context = {
    /** What the block threw. */
    e: none as unknown,
    u: (value: unknown) => add(false, value),
    a: (value: unknown) => add(true, value),
    d: disposeAll
  };
  return context;
}

function suppressed(error: unknown, earlier: unknown): Error {
  const message = "An error was suppressed during disposal.";
  return Object.assign(new Error(message), {name: "SuppressedError", error, suppressed: earlier});
}

export const languageHelpers = {decorate, decorateParam, decorateMetadata, usingCtx};
