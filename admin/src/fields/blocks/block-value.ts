import { isObject, type Json, type JsonObject } from '@/lib/json';

/** A block as the API has it, {"hero": {…}, "key": "…"}, taken apart. */
export type Block = { component: string; key: string; values: JsonObject };

export function blockOf(item: Json, at: number): Block {
  if (!isObject(item)) return { component: '', key: String(at), values: {} };
  const component = Object.keys(item).find((name) => name !== 'key') ?? '';
  const values = item[component];
  return {
    component,
    key: typeof item.key === 'string' ? item.key : String(at),
    values: isObject(values) ? values : {},
  };
}

export function toItem({ component, key, values }: Block): Json {
  return { [component]: values, key };
}

export function newBlock(component: string): Block {
  return { component, key: crypto.randomUUID().replaceAll('-', '').slice(0, 12), values: {} };
}

/** The first text of a block, by which it is told from others while it is closed. */
export function summaryOf(values: JsonObject): string {
  const text = Object.values(values).find((value) => typeof value === 'string' && value !== '');
  return typeof text === 'string' ? text : '';
}
