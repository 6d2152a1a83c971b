import Handlebars from 'handlebars';
import type { Facts, FieldCatalogue } from '../kernel/condition.ts';
import type { FieldProblem } from '../kernel/problem.ts';

/** The helpers of the language, none of which runs code of the template. */
export const HELPERS = {
  /** `{{or owner.first_name "there"}}`: the first that is known. */
  or: true,
  /** `{{plural pets.names "is" "are"}}`: by how many there are. */
  plural: true,
  if: true,
  unless: true,
} as const;

/** A value as templates see it: its text, and what it is for `if` and `plural`. */
export class Shown {
  readonly value: Facts[string];
  readonly #text: string;
  constructor(value: Facts[string], text: string) {
    this.value = value;
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

/** What a template speaks of. */
export interface TemplateUse {
  /** Variables it says, or asks about. */
  readonly variables: ReadonlySet<string>;
  /** Variables it says as they are: one that is missing leaves a hole. */
  readonly said: ReadonlySet<string>;
}

/**
 * Reads a template: Handlebars with variables, `if`, `unless`, `or` and `plural`, and nothing else. The
 * findings name what is not allowed and where (line and column), below `path`; none: it can be
 * rendered.
 */
export function checkTemplate(
  body: string,
  variables: FieldCatalogue,
  path: string,
): { readonly use: TemplateUse; readonly problems: readonly FieldProblem[] } {
  const reader = new Reader(variables, path);
  try {
    reader.accept(Handlebars.parse(body));
  } catch (error) {
    reader.problems.push({ field: path, detail: syntaxWords(error) });
  }
  const { all, said, problems } = reader;
  return { use: { variables: all, said }, problems };
}

function syntaxWords(error: unknown): string {
  const [first = '', , marker = ''] = (error instanceof Error ? error.message : '').split('\n');
  const line = /line (\d+)/.exec(first)?.[1];
  const column = marker.includes('^') ? String(marker.indexOf('^') + 1) : undefined;
  const where = line === undefined ? '' : ` on line ${line}${column ? `, column ${column}` : ''}`;
  return `The template cannot be read${where}: check that every {{ has its }} and every {{#if}} its {{/if}}.`;
}

class Reader extends Handlebars.Visitor {
  readonly all = new Set<string>();
  readonly said = new Set<string>();
  readonly problems: FieldProblem[] = [];
  readonly #variables: FieldCatalogue;
  readonly #path: string;

  constructor(variables: FieldCatalogue, path: string) {
    super();
    this.#variables = variables;
    this.#path = path;
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    const { path, params, hash } = mustache;
    const name = nameOf(path);
    if (params.length === 0 && !hasHash(hash)) {
      if (this.#variable(path, mustache)) this.said.add(name);
      return;
    }
    if (name === 'or') {
      this.#params(mustache, params.length >= 2, '{{or owner.first_name "there"}}');
      // Without a constant an `or` can come to nothing.
      const variables = params.filter(({ type }) => type === 'PathExpression');
      if (variables.length === params.length) for (const it of variables) this.said.add(nameOf(it));
    } else if (name === 'plural') {
      const fits = params.length === 3 && params[0]?.type === 'PathExpression';
      this.#params(mustache, fits, '{{plural pets.names "is" "are"}}');
    } else this.#refuse(mustache, `{{${name} …}} is not known`, 'or, plural, #if, #unless');
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    const name = nameOf(block.path);
    const fits = block.params.length === 1 && block.params[0]?.type === 'PathExpression';
    if (name === 'if' || name === 'unless') this.#params(block, fits, `{{#${name} owner.city}}`);
    else this.#refuse(block, `{{#${name}}} is not known`, '#if, #unless');
    this.accept(block.program);
    // The grammar gives none where there is no {{else}}.
    const inverse = block.inverse as hbs.AST.Program | undefined;
    if (inverse !== undefined) this.accept(inverse);
  }

  override PartialStatement(node: hbs.AST.PartialStatement): void {
    this.#refuse(node, 'Partials are not allowed');
  }
  override PartialBlockStatement(node: hbs.AST.PartialBlockStatement): void {
    this.#refuse(node, 'Partials are not allowed');
  }
  override Decorator(node: hbs.AST.Decorator): void {
    this.#refuse(node, 'Decorators are not allowed');
  }
  override DecoratorBlock(node: hbs.AST.DecoratorBlock): void {
    this.#refuse(node, 'Decorators are not allowed');
  }

  #params(
    node: hbs.AST.MustacheStatement | hbs.AST.BlockStatement,
    fits: boolean,
    example: string,
  ): void {
    if (!fits || hasHash(node.hash)) {
      this.#refuse(node, `${nameOf(node.path)} is not used so`, example);
      return;
    }
    for (const param of node.params) {
      if (param.type === 'PathExpression') this.#variable(param, node);
      else if (param.type !== 'StringLiteral' && param.type !== 'NumberLiteral') {
        this.#refuse(node, `${nameOf(node.path)} takes variables and texts only`, example);
      }
    }
  }

  #variable(path: hbs.AST.Expression, node: hbs.AST.Node): boolean {
    const name = nameOf(path);
    if (path.type === 'PathExpression' && this.#variables.has(name)) {
      this.all.add(name);
      return true;
    }
    const known = [...this.#variables.keys()].join(', ');
    this.#refuse(node, `There is no variable ${JSON.stringify(name)} here`, known, name);
    return false;
  }

  #refuse(node: hbs.AST.Node, what: string, allowed?: string, value?: string): void {
    const { line, column } = node.loc.start;
    this.problems.push({
      field: this.#path,
      ...(value !== undefined && { value }),
      detail: `${what} (line ${String(line)}, column ${String(column + 1)}).`,
      ...(allowed !== undefined && { allowed }),
    });
  }
}

function nameOf(expression: hbs.AST.Expression | undefined): string {
  if (expression === undefined) return '';
  return 'original' in expression ? String(expression.original) : expression.type;
}

function hasHash(hash: hbs.AST.Hash | undefined): boolean {
  return (hash?.pairs.length ?? 0) > 0;
}
