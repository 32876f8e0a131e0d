import type {Node} from "oxc-parser";

/** Methods that answer at once, whatever they are called on. */
const quickMethods = new Set(
  "push pop at get set has add charCodeAt codePointAt fromCharCode toFixed now".split(" ")
);
const quickObjects = new Set(["Math", "Number"]);

/** Whether a call of this takes no time worth speaking of, whatever it is called with. */
export function isQuickCallee(callee: Node): boolean {
  if (callee.type !== "MemberExpression" || callee.computed) return false;
  const {object, property} = callee;
  if (property.type !== "Identifier") return false;
  return (
    quickMethods.has(property.name) ||
    (object.type === "Identifier" && quickObjects.has(object.name))
  );
}
