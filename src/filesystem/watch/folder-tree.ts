import { sep } from "node:path";

interface Node<T> {
  value: T | undefined;
  children: Map<string, Node<T>> | undefined;
}

/** Values by folder, from which a folder goes together with all below it at the cost of what goes, not of all that stays. */
export class FolderTree<T> {
  readonly #top: Node<T> = { value: undefined, children: undefined };
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(folder: string): T | undefined {
    let node: Node<T> | undefined = this.#top;
    for (const name of folder.split(sep)) {
      node = node.children?.get(name);
      if (node === undefined) return undefined;
    }
    return node.value;
  }

  set(folder: string, value: T): void {
    let node = this.#top;
    for (const name of folder.split(sep)) {
      node.children ??= new Map();
      let child = node.children.get(name);
      if (child === undefined) {
        child = { value: undefined, children: undefined };
        node.children.set(name, child);
      }
      node = child;
    }
    if (node.value === undefined) this.#size += 1;
    node.value = value;
  }

  /** Removes the folder and all below it, and gives back their values, the folder's own first. */
  take(folder: string): T[] {
    const names = folder.split(sep);
    const last = names.pop() ?? "";
    let parent: Node<T> | undefined = this.#top;
    for (const name of names) parent = parent?.children?.get(name);
    const node = parent?.children?.get(last);
    if (node === undefined) return [];
    parent?.children?.delete(last);
    const values = valuesOf(node);
    this.#size -= values.length;
    return values;
  }

  takeAll(): T[] {
    const values = valuesOf(this.#top);
    this.#top.children = undefined;
    this.#size = 0;
    return values;
  }
}

function valuesOf<T>(top: Node<T>): T[] {
  const values: T[] = [];
  const waiting = [top];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.value !== undefined) values.push(node.value);
    if (node.children !== undefined) waiting.push(...node.children.values());
  }
  return values;
}
