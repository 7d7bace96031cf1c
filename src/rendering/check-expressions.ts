import Handlebars from 'handlebars';
import type { Locale } from '../lib/locale.ts';
import { nearestName } from '../lib/nearest.ts';
import { HELPER_RULES } from './helpers.ts';
import { resolvePath, type Scope } from './resolve-path.ts';
import type { Shape } from './shape.ts';
import type { SourceFile } from './template-files.ts';
import { placeAt, type TemplateProblem } from './template-problem.ts';
import { knownTokens, TOKEN, type Words } from './words.ts';

/** What a template may refer to. */
export interface Known {
  shape: Shape;
  words: Words;
  locale: Locale;
  /** The partial of that name for this kind of file; undefined when there is none. */
  partial(name: string): SourceFile | undefined;
  partialNames: readonly string[];
}

/** Deepest nesting of partials within partials. */
export const MAX_PARTIAL_DEPTH = 5;

const BLOCKS = ['if', 'unless', 'each', 'with'];
/** Deepest nesting of blocks; a template that goes beyond is not meant for people. */
const MAX_BLOCK_DEPTH = 20;

/**
 * Finds every variable, helper, partial and token in a template that nothing declares, each at its place. Templates are
 * read, never run. Partials and words are checked in the scope they are used in.
 */
export function checkExpressions(file: SourceFile, known: Known): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  new Check(known, problems).file(file, {
    contexts: [known.shape],
    blockParams: new Map(),
    inEach: false,
    partialDepth: 0,
    blockDepth: 0,
  });
  return problems;
}

type Node = hbs.AST.Node;

/**
 * Trees are read and never changed. Layout, partials and words stand in every mail in every language: parsing them each
 * time took half of a start's loading.
 */
const MAX_PARSED = 1000;
const parsed = new Map<string, hbs.AST.Program>();

/** Walks one syntax tree; a class only because the walk carries five things through a dozen small steps. */
class Check {
  private readonly known: Known;
  private readonly problems: TemplateProblem[];
  private current: SourceFile = { path: '', text: '' };
  /** Where the text being walked begins in its file; words begin in the middle of words.yaml. */
  private origin = { line: 1, column: 1 };

  constructor(known: Known, problems: TemplateProblem[]) {
    this.known = known;
    this.problems = problems;
  }

  file(file: SourceFile, scope: Scope, origin = { line: 1, column: 1 }): void {
    const before = { file: this.current, origin: this.origin };
    this.current = file;
    this.origin = origin;
    const program = this.parse(file.text);
    if (program) this.program(program, scope);
    this.current = before.file;
    this.origin = before.origin;
  }

  private parse(text: string): hbs.AST.Program | undefined {
    const known = parsed.get(text);
    if (known) return known;
    try {
      const program = Handlebars.parseWithoutProcessing(text);
      if (parsed.size >= MAX_PARSED) parsed.clear();
      parsed.set(text, program);
      return program;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const line = Number(/line (\d+)/.exec(error.message)?.[1] ?? 1);
      const reason = error.message.split('\n').at(-1) ?? error.message;
      this.report({ line, column: 0 }, `not valid Handlebars: ${reason}`);
      return undefined;
    }
  }

  private program(program: hbs.AST.Program, scope: Scope): void {
    for (const statement of program.body) this.statement(statement, scope);
  }

  private statement(node: hbs.AST.Statement, scope: Scope): void {
    switch (node.type) {
      case 'ContentStatement':
        this.tokens((node as hbs.AST.ContentStatement).value, node, scope);
        break;
      case 'MustacheStatement':
        this.mustache(node as hbs.AST.MustacheStatement, scope);
        break;
      case 'BlockStatement':
        this.block(node as hbs.AST.BlockStatement, scope);
        break;
      case 'PartialStatement':
        this.partial(node as hbs.AST.PartialStatement, scope);
        break;
      case 'CommentStatement':
        break;
      default:
        this.report(node.loc.start, `${node.type} is not allowed in a template`);
    }
  }

  private mustache(node: hbs.AST.MustacheStatement, scope: Scope): void {
    const path = node.path as hbs.AST.PathExpression;
    if (path.type !== 'PathExpression') return this.report(node.loc.start, 'a value in braces does nothing');
    if (node.params.length > 0 || node.hash || Object.hasOwn(HELPER_RULES, path.original)) {
      this.call(node, scope);
    } else {
      const shape = this.path(path, scope);
      if (shape && shape.kind !== 'leaf') {
        this.report(path.loc.start, `${path.original} is a ${shape.kind}, not a value`);
      }
      this.escaping(node, shape);
    }
    if (!node.escaped && node.params.length > 0) {
      this.report(node.loc.start, 'a helper is called with two braces, not three');
    }
  }

  /** Three braces put text into the page as HTML; only values that are cleaned as HTML may do so. */
  private escaping(node: hbs.AST.MustacheStatement, shape: Shape | undefined): void {
    const isHtml = shape?.kind === 'leaf' && shape.type === 'html';
    const { original } = node.path as hbs.AST.PathExpression;
    if (shape && !node.escaped && !isHtml) {
      this.report(
        node.loc.start,
        `${original} is not HTML: three braces would not escape it`,
        `{{${original}}}`,
      );
    }
    if (node.escaped && isHtml) {
      this.report(node.loc.start, `${original} is HTML and needs three braces`, `{{{${original}}}}`);
    }
  }

  private call(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression, scope: Scope): void {
    const { original: name, loc } = node.path as hbs.AST.PathExpression;
    const rule = Object.hasOwn(HELPER_RULES, name) ? HELPER_RULES[name] : undefined;
    if (!rule) {
      this.report(loc.start, `unknown helper ${name}`, nearestName(name, Object.keys(HELPER_RULES)));
    } else {
      const [least, most] = rule.arguments;
      if (node.params.length < least || node.params.length > most) {
        this.report(loc.start, `${name} takes ${least === most ? least : `${least} to ${most}`} values`);
      }
    }
    for (const param of node.params) this.expression(param, scope);
    for (const pair of node.hash?.pairs ?? []) {
      if (rule && !rule.named.includes(pair.key)) {
        this.report(pair.loc.start, `${name} has no option ${pair.key}`, nearestName(pair.key, rule.named));
      }
      this.expression(pair.value, scope);
    }
  }

  private expression(node: hbs.AST.Expression, scope: Scope): Shape | undefined {
    if (node.type === 'SubExpression') {
      this.call(node as hbs.AST.SubExpression, scope);
      return undefined;
    }
    if (node.type === 'StringLiteral') this.tokens((node as hbs.AST.StringLiteral).value, node, scope);
    return node.type === 'PathExpression' ? this.path(node as hbs.AST.PathExpression, scope) : undefined;
  }

  private block(node: hbs.AST.BlockStatement, scope: Scope): void {
    const name = node.path.original;
    if (!BLOCKS.includes(name)) {
      this.report(node.path.loc.start, `unknown block #${name}`, nearestName(name, BLOCKS));
      return;
    }
    if (scope.blockDepth >= MAX_BLOCK_DEPTH) {
      this.report(node.loc.start, `blocks are nested deeper than ${MAX_BLOCK_DEPTH}`);
      return;
    }
    const [subject] = node.params;
    const given = subject ? this.expression(subject, scope) : undefined;
    if (!subject || node.params.length > 1) this.report(node.loc.start, `#${name} takes one value`);
    const outer = { ...scope, blockDepth: scope.blockDepth + 1 };
    this.program(node.program, this.inside(node, name, given, outer));
    if (node.inverse) this.program(node.inverse, outer);
  }

  private inside(node: hbs.AST.BlockStatement, name: string, given: Shape | undefined, scope: Scope): Scope {
    if (name === 'if' || name === 'unless') return scope;
    if (name === 'each' && given && given.kind !== 'list') {
      this.report(
        node.loc.start,
        `#each needs a list, and ${node.params[0] && textOf(node.params[0])} is none`,
      );
    }
    if (name === 'with' && given && given.kind !== 'group') {
      this.report(
        node.loc.start,
        `#with needs a group, and ${node.params[0] && textOf(node.params[0])} is none`,
      );
    }
    const context = given?.kind === 'list' ? given.of : given?.kind === 'group' ? given : undefined;
    const blockParams = new Map(scope.blockParams);
    const [first] = node.program.blockParams ?? [];
    if (first !== undefined) blockParams.set(first, context);
    return {
      ...scope,
      contexts: [...scope.contexts, context],
      blockParams,
      inEach: name === 'each' || scope.inEach,
    };
  }

  private path(node: hbs.AST.PathExpression, scope: Scope): Shape | undefined {
    const found = resolvePath(node, scope, this.known.shape);
    if (found?.fault) this.report(node.loc.start, found.fault, found.suggestion);
    return found?.shape;
  }

  private partial(node: hbs.AST.PartialStatement, scope: Scope): void {
    if (node.name.type !== 'PathExpression') {
      return this.report(node.loc.start, 'the name of a partial must be written out, not computed');
    }
    if (node.params.length > 0 || node.hash) {
      return this.report(node.loc.start, 'a partial takes no values; it sees what the template sees');
    }
    const name = node.name.original;
    const file = this.known.partial(name);
    if (!file) {
      return this.report(
        node.loc.start,
        `unknown partial ${name}`,
        nearestName(name, this.known.partialNames),
      );
    }
    if (scope.partialDepth >= MAX_PARTIAL_DEPTH) {
      return this.report(node.loc.start, `partials are nested deeper than ${MAX_PARTIAL_DEPTH}`);
    }
    this.file(file, { ...scope, partialDepth: scope.partialDepth + 1 });
  }

  private tokens(text: string, node: Node, scope: Scope): void {
    for (const match of text.matchAll(TOKEN)) {
      const name = match[1] ?? '';
      const word = this.known.words.get(name)?.[this.known.locale];
      if (word) {
        this.file({ path: word.file, text: word.text }, scope, word);
      } else if (!knownTokens(this.known.words).includes(name)) {
        const place = placeAt(text, match.index);
        const column = place.line === 1 ? node.loc.start.column + place.column : place.column;
        const near = nearestName(name, knownTokens(this.known.words));
        this.report(
          { line: node.loc.start.line + place.line - 1, column: column - 1 },
          `unknown word [[${name}]]`,
          near === undefined ? near : `[[${near}]]`,
        );
      }
    }
  }

  /** `at` as Handlebars counts: lines from 1, columns from 0. */
  private report(at: { line: number; column: number }, message: string, suggestion?: string): void {
    this.problems.push({
      severity: 'error',
      file: this.current.path,
      line: at.line + this.origin.line - 1,
      column: at.line === 1 ? at.column + this.origin.column : at.column + 1,
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
}

function textOf(node: hbs.AST.Expression): string {
  return node.type === 'PathExpression' ? (node as hbs.AST.PathExpression).original : 'it';
}
