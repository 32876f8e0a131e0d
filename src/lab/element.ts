/** An element with its properties and what is in it. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> & {readonly data?: Record<string, string>} = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const {data, ...own} = properties as Record<string, unknown> & {data?: Record<string, string>};
  const node = Object.assign(document.createElement(tag), own);
  Object.assign(node.dataset, data);
  node.append(...children);
  return node;
}
