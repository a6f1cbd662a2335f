import { isObject, type Json } from '@/lib/json';

/**
 * Conditions of visibleWhen, read as the server reads them: a small part of the language of expr-lang/expr. The cases in
 * content/field/testdata/conditions.json hold both to the same answers.
 */
type Condition =
  | { op: 'or' | 'and' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in'; left: Condition; right: Condition }
  | { op: 'not'; inner: Condition }
  | { op: 'name'; name: string }
  | { op: 'value'; value: Json };

const TOKEN = /\s*(==|!=|<=|>=|&&|\|\||[<>!()[\],]|"(?:[^"\\]|\\[\\'"])*"|'(?:[^'\\]|\\[\\'"])*'|-?[\w.]+)/y;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const NAME = /^[A-Za-z_]\w{0,63}$/;
const WORDS = ['and', 'or', 'not', 'in'];

class Unreadable extends Error {}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < trimmed.length) {
    const found = TOKEN.exec(trimmed);
    if (!found?.[1]) throw new Unreadable();
    tokens.push(found[1]);
  }
  return tokens;
}

function literalOrName(token: string | undefined): Condition {
  if (token === undefined || WORDS.includes(token)) throw new Unreadable();
  if (token === 'nil' || token === 'null') return { op: 'value', value: null };
  if (token === 'true' || token === 'false') return { op: 'value', value: token === 'true' };
  if (/^["']/.test(token)) return { op: 'value', value: token.slice(1, -1).replace(/\\(.)/g, '$1') };
  if (NUMBER.test(token)) return { op: 'value', value: Number(token) };
  if (NAME.test(token)) return { op: 'name', name: token };
  throw new Unreadable();
}

/** Refuses values that say nothing by themselves. */
function alone(condition: Condition): Condition {
  if (condition.op === 'value' && typeof condition.value !== 'boolean') throw new Unreadable();
  return condition;
}

/** Reads tokens, the weakest operator first. */
class Parser {
  private at = 0;
  private readonly tokens: string[];

  constructor(tokens: string[]) {
    this.tokens = tokens;
  }

  whole(): Condition {
    const condition = this.or();
    if (this.at < this.tokens.length) throw new Unreadable();
    return condition;
  }

  private take(...any: string[]): string | undefined {
    const next = this.tokens[this.at];
    if (next === undefined || !any.includes(next)) return undefined;
    this.at++;
    return next;
  }

  private or(): Condition {
    let left = this.and();
    while (this.take('or', '||')) left = { op: 'or', left, right: this.and() };
    return left;
  }

  private and(): Condition {
    let left = this.not();
    while (this.take('and', '&&')) left = { op: 'and', left, right: this.not() };
    return left;
  }

  private not(): Condition {
    if (!this.take('not', '!')) return this.comparison();
    const inner = alone(this.operand());
    if (this.take('==', '!=', '<=', '>=', '<', '>', 'in')) throw new Unreadable();
    return { op: 'not', inner };
  }

  private comparison(): Condition {
    const left = this.operand();
    const negated = this.take('not') !== undefined;
    const op = negated ? this.take('in') : this.take('==', '!=', '<=', '>=', '<', '>', 'in');
    if (negated && !op) throw new Unreadable();
    if (!op) return alone(left);
    const compared = { op, left, right: this.operand() } as Condition;
    return negated ? { op: 'not', inner: compared } : compared;
  }

  private operand(): Condition {
    if (this.take('(')) {
      const inner = this.or();
      if (!this.take(')')) throw new Unreadable();
      return inner;
    }
    if (this.take('[')) return this.list();
    return literalOrName(this.tokens[this.at++]);
  }

  private list(): Condition {
    const value: Json[] = [];
    while (!this.take(']')) {
      if (value.length > 0 && !this.take(',')) throw new Unreadable();
      const item = literalOrName(this.tokens[this.at++]);
      if (item.op !== 'value') throw new Unreadable();
      value.push(item.value);
    }
    return { op: 'value', value };
  }
}

const parsed = new Map<string, Condition | null>();

/** A condition, or null for what is none. */
function parse(text: string): Condition | null {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  let condition: Condition | null = null;
  try {
    condition = new Parser(tokensOf(text)).whole();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  parsed.set(text, condition);
  return condition;
}

/** The value of the field beside that has an apiId. */
export type Beside = (apiId: string) => Json;

function isNothing(value: Json): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

/** References are their ids, as they are stored. */
function plain(value: Json): Json {
  const id = isObject(value) && Object.keys(value).length === 1 ? value.id : undefined;
  return typeof id === 'string' ? id : value;
}

function equal(one: Json, other: Json): boolean {
  const [a, b] = [plain(one), plain(other)];
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  return typeof a !== 'object' && a === b;
}

function ordered(op: '<' | '<=' | '>' | '>=', a: Json, b: Json): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return false;
  if (op === '<') return a < b;
  if (op === '<=') return a <= b;
  return op === '>' ? a > b : a >= b;
}

function valueOf(condition: Condition, beside: Beside): Json {
  if (condition.op === 'name') return beside(condition.name);
  return condition.op === 'value' ? condition.value : holds(condition, beside);
}

function holds(condition: Condition, beside: Beside): boolean {
  switch (condition.op) {
    case 'or':
      return holds(condition.left, beside) || holds(condition.right, beside);
    case 'and':
      return holds(condition.left, beside) && holds(condition.right, beside);
    case 'not':
      return !holds(condition.inner, beside);
    case 'name':
    case 'value':
      return valueOf(condition, beside) === true;
  }
  const left = valueOf(condition.left, beside);
  const right = valueOf(condition.right, beside);
  switch (condition.op) {
    case '==':
      return equal(left, right);
    case '!=':
      return !equal(left, right);
    case 'in':
      return Array.isArray(right) && right.some((item) => equal(left, item));
    default:
      return ordered(condition.op, left, right);
  }
}

/** Whether a field is shown, given the values beside it. A condition that cannot be read hides nothing. */
export function isShown(visibleWhen: string | null | undefined, beside: Beside): boolean {
  const condition = visibleWhen ? parse(visibleWhen) : null;
  return condition === null || holds(condition, beside);
}

/** Whether a text is a condition; whether it fits the fields is for the server. */
export function isCondition(text: string): boolean {
  return parse(text) !== null;
}
