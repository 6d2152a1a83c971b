/** A value in a query: a field of the document or a parameter. */
export type Operand = { readonly field: string } | { readonly parameter: string };

/** A condition as the adapter writes them. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Expression[] }
  | { readonly kind: 'not'; readonly term: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Operand[] }
  | {
      readonly kind: 'compare';
      readonly sign: string;
      readonly left: Operand;
      readonly right: readonly Operand[];
    };

/** What a query returns per document, or of all of them. */
export type Projection =
  | { readonly kind: 'document' | 'count' }
  | {
      readonly kind: 'fields';
      /** Alias to field; undefined stands for `COUNT(1)`. */
      readonly fields: ReadonlyMap<string, string | undefined>;
    };

/** A query of the few shapes that the adapter emits. */
export interface ParsedSql {
  readonly top: number | undefined;
  readonly projection: Projection;
  readonly where: Expression;
  readonly groupBy: string | undefined;
  readonly orderBy: readonly { readonly field: string; readonly descending: boolean }[];
}

/** The query is outside of what this peer knows; the service would answer 400 or something unforeseen. */
export class SyntaxRefusal extends Error {
  override name = 'SyntaxRefusal';
}

const TOKEN = /\s*(c\["[A-Za-z_]\w*"\]|@p\d+|[A-Za-z_]\w*|\d+|<=|>=|[<>=(),*])/y;

/** Reads a query; throws {@link SyntaxRefusal} for anything but the adapter's own shapes. */
export function parseSql(text: string): ParsedSql {
  const parser = new Parser(tokensOf(text));
  return parser.query();
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new SyntaxRefusal(`Unexpected ${text.slice(at, at + 20)}.`);
    tokens.push(token);
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  query(): ParsedSql {
    this.#expect('SELECT');
    const top = this.#take('TOP') ? Number(this.#next()) : undefined;
    const projection = this.#projection();
    this.#expect('FROM', 'c', 'WHERE');
    const where = this.#any();
    const groupBy = this.#take('GROUP') ? (this.#expect('BY'), this.#field()) : undefined;
    const orderBy: { field: string; descending: boolean }[] = [];
    if (this.#take('ORDER')) {
      this.#expect('BY');
      do {
        const field = this.#field();
        const descending = this.#take('DESC');
        if (!descending) this.#expect('ASC');
        orderBy.push({ field, descending });
      } while (this.#take(','));
    }
    if (this.#at < this.#tokens.length) throw this.#refusal();
    return { top, projection, where, groupBy, orderBy };
  }

  #projection(): Projection {
    if (this.#take('*')) return { kind: 'document' };
    if (this.#take('VALUE')) {
      this.#expect('COUNT', '(', '1', ')');
      return { kind: 'count' };
    }
    const fields = new Map<string, string | undefined>();
    do {
      const counts = this.#take('COUNT');
      if (counts) this.#expect('(', '1', ')');
      const field = counts ? undefined : this.#field();
      this.#expect('AS');
      fields.set(this.#next(), field);
    } while (this.#take(','));
    return { kind: 'fields', fields };
  }

  #any(): Expression {
    const terms = [this.#all()];
    while (this.#take('OR')) terms.push(this.#all());
    return { kind: 'or', terms };
  }

  #all(): Expression {
    const terms = [this.#term()];
    while (this.#take('AND')) terms.push(this.#term());
    return { kind: 'and', terms };
  }

  #term(): Expression {
    if (this.#take('NOT')) return { kind: 'not', term: this.#term() };
    if (this.#take('(')) {
      const inner = this.#any();
      this.#expect(')');
      return inner;
    }
    const name = this.#tokens[this.#at] ?? '';
    if (['IS_BOOL', 'IS_NUMBER', 'IS_STRING', 'CONTAINS'].includes(name)) {
      this.#at += 1;
      return { kind: 'call', name, operands: this.#list() };
    }
    const left = this.#operand();
    const sign = this.#next();
    if (sign === 'IN') return { kind: 'compare', sign: '=', left, right: this.#list() };
    if (!['=', '<', '<=', '>', '>='].includes(sign)) throw this.#refusal();
    return { kind: 'compare', sign, left, right: [this.#operand()] };
  }

  #list(): Operand[] {
    this.#expect('(');
    const operands = [this.#operand()];
    while (this.#take(',')) operands.push(this.#operand());
    this.#expect(')');
    return operands;
  }

  #operand(): Operand {
    const token = this.#tokens[this.#at] ?? '';
    if (token.startsWith('@')) return { parameter: this.#next() };
    return { field: this.#field() };
  }

  #field(): string {
    const name = /^c\["(\w+)"\]$/.exec(this.#next())?.[1];
    if (name === undefined) throw this.#refusal();
    return name;
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw this.#refusal();
    this.#at += 1;
    return token;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #expect(...tokens: readonly string[]): void {
    for (const token of tokens) if (!this.#take(token)) throw this.#refusal();
  }

  #refusal(): SyntaxRefusal {
    return new SyntaxRefusal(`Unexpected ${this.#tokens[this.#at] ?? 'end'} in the query.`);
  }
}
