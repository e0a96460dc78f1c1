/**
 * The syntax tree. Nodes bear the names of Python's own `ast` module; each holds the offsets in the source
 * where it starts and ends. Load, store and delete are not told apart in the tree: the place where a node
 * stands says which it is.
 */

export interface INode {
  start: number;
  end: number;
}

/** A complex number; only the imaginary part of a literal is ever written, folding may give it a real one. */
export class Complex {
  constructor(
    readonly real: number,
    readonly imag: number
  ) {}
}

export class TupleConstant {
  constructor(readonly items: readonly ConstantValue[]) {}
}

export class FrozenSetConstant {
  constructor(readonly items: readonly ConstantValue[]) {}
}

export const ELLIPSIS = Symbol('Ellipsis');

/** None is null, an int is a bigint, a float is a number, bytes are a Uint8Array. */
export type ConstantValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Complex
  | TupleConstant
  | FrozenSetConstant
  | typeof ELLIPSIS;

// ---- expressions

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '<<' | '>>' | '&' | '|' | '^' | '@';
export type CompareOperator = '<' | '<=' | '==' | '!=' | '>' | '>=' | 'is' | 'is not' | 'in' | 'not in';
export type UnaryOperator = '-' | '+' | '~' | 'not';

export interface IConstant extends INode { kind: 'Constant'; value: ConstantValue }
export interface IName extends INode { kind: 'Name'; id: string }
export interface IBoolOp extends INode { kind: 'BoolOp'; op: 'and' | 'or'; values: Expr[] }
export interface INamedExpr extends INode { kind: 'NamedExpr'; target: IName; value: Expr }
export interface IBinOp extends INode { kind: 'BinOp'; left: Expr; op: BinaryOperator; right: Expr }
export interface IUnaryOp extends INode { kind: 'UnaryOp'; op: UnaryOperator; operand: Expr }
export interface ILambda extends INode { kind: 'Lambda'; args: IArguments; body: Expr }
export interface IIfExp extends INode { kind: 'IfExp'; test: Expr; body: Expr; orelse: Expr }
export interface IDict extends INode { kind: 'Dict'; keys: (Expr | null)[]; values: Expr[] }
export interface ISet extends INode { kind: 'Set'; elts: Expr[] }
export interface IListComp extends INode { kind: 'ListComp'; elt: Expr; generators: IComprehension[] }
export interface ISetComp extends INode { kind: 'SetComp'; elt: Expr; generators: IComprehension[] }
export interface IDictComp extends INode { kind: 'DictComp'; key: Expr; value: Expr; generators: IComprehension[] }
export interface IGeneratorExp extends INode { kind: 'GeneratorExp'; elt: Expr; generators: IComprehension[] }
export interface IAwait extends INode { kind: 'Await'; value: Expr }
export interface IYield extends INode { kind: 'Yield'; value: Expr | null }
export interface IYieldFrom extends INode { kind: 'YieldFrom'; value: Expr }
export interface ICompare extends INode { kind: 'Compare'; left: Expr; ops: CompareOperator[]; comparators: Expr[] }
export interface ICall extends INode { kind: 'Call'; func: Expr; args: Expr[]; keywords: IKeyword[] }
export interface IFormattedValue extends INode { kind: 'FormattedValue'; value: Expr; conversion: '' | 's' | 'r' | 'a'; spec: IJoinedStr | null }
export interface IJoinedStr extends INode { kind: 'JoinedStr'; values: Expr[] }
export interface IAttribute extends INode { kind: 'Attribute'; value: Expr; attr: string }
export interface ISubscript extends INode { kind: 'Subscript'; value: Expr; slice: Expr }
export interface IStarred extends INode { kind: 'Starred'; value: Expr }
export interface IList extends INode { kind: 'List'; elts: Expr[] }
export interface ITuple extends INode { kind: 'Tuple'; elts: Expr[] }
export interface ISlice extends INode { kind: 'Slice'; lower: Expr | null; upper: Expr | null; step: Expr | null }

export type Comprehension = IListComp | ISetComp | IDictComp | IGeneratorExp;

export type Expr =
  | IConstant | IName | IBoolOp | INamedExpr | IBinOp | IUnaryOp | ILambda | IIfExp | IDict | ISet | Comprehension | IAwait
  | IYield | IYieldFrom | ICompare | ICall | IFormattedValue | IJoinedStr | IAttribute | ISubscript | IStarred | IList | ITuple
  | ISlice;

export interface IComprehension { target: Expr; iter: Expr; ifs: Expr[]; isAsync: boolean }
/** `name=value` in a call or class statement; a name of null is `**value`. */
export interface IKeyword extends INode { arg: string | null; value: Expr }
export interface IArg extends INode { arg: string; annotation: Expr | null }

export interface IArguments {
  posonly: IArg[];
  args: IArg[];
  vararg: IArg | null;
  kwonly: IArg[];
  /** A default for each of `kwonly`, or null. */
  kwDefaults: (Expr | null)[];
  kwarg: IArg | null;
  /** Defaults of the last positional parameters. */
  defaults: Expr[];
}

// ---- statements

export interface IFunctionDef extends INode {
  kind: 'FunctionDef';
  name: string;
  args: IArguments;
  body: Stmt[];
  decorators: Expr[];
  returns: Expr | null;
  isAsync: boolean;
  typeParams: TypeParam[];
}
export interface IClassDef extends INode {
  kind: 'ClassDef';
  name: string;
  bases: Expr[];
  keywords: IKeyword[];
  body: Stmt[];
  decorators: Expr[];
  typeParams: TypeParam[];
}
export interface IReturn extends INode { kind: 'Return'; value: Expr | null }
export interface IDelete extends INode { kind: 'Delete'; targets: Expr[] }
export interface IAssign extends INode { kind: 'Assign'; targets: Expr[]; value: Expr }
export interface IAugAssign extends INode { kind: 'AugAssign'; target: Expr; op: BinaryOperator; value: Expr }
export interface IAnnAssign extends INode { kind: 'AnnAssign'; target: Expr; annotation: Expr; value: Expr | null; simple: boolean }
export interface IFor extends INode { kind: 'For'; target: Expr; iter: Expr; body: Stmt[]; orelse: Stmt[]; isAsync: boolean }
export interface IWhile extends INode { kind: 'While'; test: Expr; body: Stmt[]; orelse: Stmt[] }
export interface IIf extends INode { kind: 'If'; test: Expr; body: Stmt[]; orelse: Stmt[] }
export interface IWithItem { context: Expr; vars: Expr | null }
export interface IWith extends INode { kind: 'With'; items: IWithItem[]; body: Stmt[]; isAsync: boolean }
export interface IMatch extends INode { kind: 'Match'; subject: Expr; cases: IMatchCase[] }
export interface IMatchCase { pattern: Pattern; guard: Expr | null; body: Stmt[] }
export interface IRaise extends INode { kind: 'Raise'; exc: Expr | null; cause: Expr | null }
export interface IExceptHandler extends INode { type: Expr | null; name: string | null; body: Stmt[] }
export interface ITry extends INode { kind: 'Try'; body: Stmt[]; handlers: IExceptHandler[]; orelse: Stmt[]; finalbody: Stmt[]; star: boolean }
export interface IAssert extends INode { kind: 'Assert'; test: Expr; msg: Expr | null }
export interface IAlias extends INode { name: string; asname: string | null }
export interface IImport extends INode { kind: 'Import'; names: IAlias[] }
export interface IImportFrom extends INode { kind: 'ImportFrom'; module: string | null; names: IAlias[]; level: number }
export interface IGlobal extends INode { kind: 'Global'; names: string[] }
export interface INonlocal extends INode { kind: 'Nonlocal'; names: string[] }
export interface IExprStmt extends INode { kind: 'Expr'; value: Expr }
export interface ITypeAlias extends INode { kind: 'TypeAlias'; name: IName; typeParams: TypeParam[]; value: Expr }
export interface IPass extends INode { kind: 'Pass' }
export interface IBreak extends INode { kind: 'Break' }
export interface IContinue extends INode { kind: 'Continue' }

export type Stmt =
  | IFunctionDef | IClassDef | IReturn | IDelete | IAssign | IAugAssign | IAnnAssign | IFor | IWhile | IIf | IWith | IMatch | IRaise
  | ITry | IAssert | IImport | IImportFrom | IGlobal | INonlocal | IExprStmt | ITypeAlias | IPass | IBreak | IContinue;

// ---- patterns of the match statement

export interface IMatchValue extends INode { kind: 'MatchValue'; value: Expr }
export interface IMatchSingleton extends INode { kind: 'MatchSingleton'; value: null | boolean }
export interface IMatchSequence extends INode { kind: 'MatchSequence'; patterns: Pattern[] }
export interface IMatchMapping extends INode { kind: 'MatchMapping'; keys: Expr[]; patterns: Pattern[]; rest: string | null }
export interface IMatchClass extends INode { kind: 'MatchClass'; cls: Expr; patterns: Pattern[]; kwdAttrs: string[]; kwdPatterns: Pattern[] }
export interface IMatchStar extends INode { kind: 'MatchStar'; name: string | null }
export interface IMatchAs extends INode { kind: 'MatchAs'; pattern: Pattern | null; name: string | null }
export interface IMatchOr extends INode { kind: 'MatchOr'; patterns: Pattern[] }

export type Pattern =
  | IMatchValue | IMatchSingleton | IMatchSequence | IMatchMapping | IMatchClass | IMatchStar | IMatchAs | IMatchOr;

export interface ITypeParam extends INode { kind: 'TypeVar' | 'ParamSpec' | 'TypeVarTuple'; name: string; bound: Expr | null; default: Expr | null }
export type TypeParam = ITypeParam;

/** A whole compilation: statements, or one expression (`eval`). */
export interface IModule extends INode { kind: 'Module'; body: Stmt[]; mode: 'exec' | 'single' | 'cell' | 'eval'; expression: Expr | null }
