import { type Atom, atomKey, atomReaches, type Reach } from './scope.ts';

/** A condition on one record's place in the organisation: frozen data, evaluated here or turned into SQL. */
export type Expression =
  | Readonly<{ kind: 'true' }>
  | Readonly<{ kind: 'false' }>
  | Readonly<{ kind: 'reached'; atom: Atom }>
  | Readonly<{ kind: 'any'; of: readonly Expression[] }>
  | Readonly<{ kind: 'every'; of: readonly Expression[] }>
  | Readonly<{ kind: 'not'; of: Expression }>;

export const TRUE: Expression = { kind: 'true' };
export const FALSE: Expression = { kind: 'false' };

export function reached(atom: Atom): Expression {
  return atom.kind === 'all' ? TRUE : { kind: 'reached', atom };
}

export function any(parts: readonly Expression[]): Expression {
  if (parts.some(({ kind }) => kind === 'true')) return TRUE;
  const rest = absorbed(distinct(parts.filter(({ kind }) => kind !== 'false')));
  return rest.length === 0 ? FALSE : (only(rest) ?? { kind: 'any', of: rest });
}

export function every(parts: readonly Expression[]): Expression {
  if (parts.some(({ kind }) => kind === 'false')) return FALSE;
  const rest = distinct(parts.filter(({ kind }) => kind !== 'true'));
  return rest.length === 0 ? TRUE : (only(rest) ?? { kind: 'every', of: rest });
}

export function not(part: Expression): Expression {
  if (part.kind === 'true') return FALSE;
  if (part.kind === 'false') return TRUE;
  return part.kind === 'not' ? part.of : { kind: 'not', of: part };
}

export function holds(expression: Expression, reach: Reach): boolean {
  switch (expression.kind) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'reached':
      return atomReaches(expression.atom, reach);
    case 'any':
      return expression.of.some((part) => holds(part, reach));
    case 'every':
      return expression.of.every((part) => holds(part, reach));
    case 'not':
      return !holds(expression.of, reach);
  }
}

/** Whether `where` holds only where `condition` does, as far as its form shows. */
export function demands(where: Expression, condition: Expression): boolean {
  if (condition.kind === 'true' || expressionKey(where) === expressionKey(condition)) return true;
  return where.kind === 'every' && where.of.some((part) => demands(part, condition));
}

/** Whether it asks only for what the record's customer decided, and of nothing else in the record. */
export function isAboutCustomer(expression: Expression): boolean {
  switch (expression.kind) {
    case 'true':
    case 'false':
      return false;
    case 'reached':
      return expression.atom.kind === 'fact';
    case 'not':
      return isAboutCustomer(expression.of);
    default:
      return expression.of.every(isAboutCustomer);
  }
}

/** The same text for the same expression, so that equal ones can be found and statements cached. */
export function expressionKey(expression: Expression): string {
  switch (expression.kind) {
    case 'true':
    case 'false':
      return expression.kind;
    case 'reached':
      return atomKey(expression.atom);
    case 'not':
      return `not(${expressionKey(expression.of)})`;
    default:
      return `${expression.kind}(${expression.of.map(expressionKey).join(',')})`;
  }
}

function distinct(parts: readonly Expression[]): readonly Expression[] {
  return [...new Map(parts.map((part) => [expressionKey(part), part])).values()];
}

/** `a or (a and b)` is `a`. */
function absorbed(parts: readonly Expression[]): readonly Expression[] {
  const keys = new Set(parts.map(expressionKey));
  return parts.filter(
    (part) => part.kind !== 'every' || !part.of.some((each) => keys.has(expressionKey(each))),
  );
}

function only(parts: readonly Expression[]): Expression | undefined {
  return parts.length === 1 ? parts[0] : undefined;
}
