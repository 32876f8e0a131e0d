// Trees of HTML elements, as hast has them.
import type {Element, Nodes, Root} from "hast";

/** Calls `visit` for every element below a node, parents first. */
export function eachElement(
  node: Nodes,
  visit: (element: Element, parent: Element | Root) => void
): void {
  if (!("children" in node)) return;
  // A copy: `visit` may replace what it is given.
  for (const child of [...node.children]) {
    if (child.type !== "element") continue;
    visit(child, node);
    eachElement(child, visit);
  }
}

/** The letters below a node. */
export function textOf(node: Nodes): string {
  if (node.type === "text") return node.value;
  return "children" in node ? node.children.map(textOf).join("") : "";
}

/** Puts other nodes in the place of one. */
export function replace(
  parent: Element | Root,
  child: Element,
  ...nodes: Element["children"]
): void {
  parent.children.splice(parent.children.indexOf(child), 1, ...(nodes as never[]));
}

/** Makes an element. */
export function element(
  tagName: string,
  properties: Element["properties"],
  ...children: (Element["children"][number] | string)[]
): Element {
  return {
    type: "element",
    tagName,
    properties,
    children: children.map((child) =>
      typeof child === "string" ? {type: "text", value: child} : child
    )
  };
}
