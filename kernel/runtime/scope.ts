// Every top-level name of the notebook is a box that all cells share: closures of an earlier cell
// see what a later one assigns, as in one program.

/**
 * One top-level name. `v` is its value: an own property once there is one, until then the accessor
 * below, which throws as JavaScript does.
 */
export interface Box {
  readonly n: string;
  /** The value. */
  v: unknown;
  /** Written to by the declaration of the name. */
  i: unknown;
  /** What `typeof` reads: `undefined` where reading the value throws. */
  readonly t: unknown;
}

const data = {writable: true, enumerable: true, configurable: true};

class EmptyBox implements Box {
  readonly n: string;

  constructor(name: string) {
    this.n = name;
  }

  // A function may use a name before any cell declares it; only running it needs the declaration.
  get v(): unknown {
    if (this.n in globalThis) return (globalThis as Record<string, unknown>)[this.n];
    throw new ReferenceError(`${this.n} is not defined`);
  }

  set v(value: unknown) {
    if (!(this.n in globalThis)) throw new ReferenceError(`${this.n} is not defined`);
    (globalThis as Record<string, unknown>)[this.n] = value;
  }

  set i(value: unknown) {
    Object.defineProperty(this, "v", {value, ...data});
  }

  get i(): unknown {
    return this.v;
  }

  get t(): unknown {
    return Object.hasOwn(this, "v") || this.n in globalThis ? this.v : undefined;
  }
}

/** The names of all cells so far. */
export class Scope {
  readonly #boxes = new Map<string, Box>();
  readonly #constants = new Set<string>();
  /** Names that functions of any cell use, and that they assign to. */
  readonly captured = new Set<string>();
  readonly assignedInFunctions = new Set<string>();

  has(name: string): boolean {
    return this.#boxes.has(name);
  }

  isConstant(name: string): boolean {
    return this.#constants.has(name);
  }

  /** Whether reading the name gives a plain value: it has one, and is not an import. */
  hasPlainValue(name: string): boolean {
    const box = this.#boxes.get(name);
    return box !== undefined && Object.getOwnPropertyDescriptor(box, "v")?.writable === true;
  }

  box(name: string): Box {
    let box = this.#boxes.get(name);
    if (!box) {
      // A class for each: then the engine keeps numbers in the box itself and knows the value's
      // type, which makes loops over top-level names twice as fast.
      box = new (class extends EmptyBox {})(name);
      this.#boxes.set(name, box);
    }
    return box;
  }

  /** Makes the name one that may be assigned to, or not, from the next cell on. */
  declare(name: string, isConstant: boolean): void {
    this.box(name);
    if (isConstant) this.#constants.add(name);
    else this.#constants.delete(name);
  }

  /** `var` without a value leaves the one of an earlier cell. */
  hoist(name: string): void {
    const box = this.box(name);
    if (!Object.hasOwn(box, "v")) box.i = undefined;
  }

  /** Makes the name a view of a module's export, which may change there. */
  bind(name: string, read: () => unknown): void {
    Object.defineProperty(this.box(name), "v", {get: read, enumerable: true, configurable: true});
  }

  set(name: string, value: unknown): void {
    this.box(name).i = value;
  }
}
