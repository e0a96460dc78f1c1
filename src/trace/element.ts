// Makes DOM elements.

/**
 * An element with attributes and children. Texts among the children become text nodes, so that names that a program gave
 * to its objects are never taken for markup.
 */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Record<string, string> = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}
