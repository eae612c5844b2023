/** JSON Schema as people write types, and a little Markdown as HTML. */

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Paragraphs, lists with `- `, `code` and **bold**; whatever else stands there is shown as it is. */
export function markedText(text: string): string {
  const blocks = text.split(/\n{2,}/).filter((block) => block.trim() !== '');
  return blocks
    .map((block) => {
      const lines = block.split('\n');
      if (!lines.every((line) => line.startsWith('- '))) return `<p>${inline(block)}</p>`;
      return `<ul>${lines.map((line) => `<li>${inline(line.slice(2))}</li>`).join('')}</ul>`;
    })
    .join('');
}

function inline(text: string): string {
  return escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
}

type Schema = Readonly<{
  $ref?: string;
  type?: string | readonly string[];
  enum?: readonly unknown[];
  const?: unknown;
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  items?: Schema;
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  additionalProperties?: boolean | Schema;
  format?: string;
  default?: unknown;
}>;

/** `{ id: string <uuid>, version: integer, customer?: string <uuid> }`, a property a line. */
export function schemaText(schema: unknown, depth = 0): string {
  return textOf((schema ?? {}) as Schema, depth);
}

function textOf(schema: Schema, depth: number): string {
  if (schema.$ref !== undefined) return schema.$ref.replace(/^.*\//, '').replace(/Input$/, '');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return options.map((option) => textOf(option, depth)).join(' | ');
  if (schema.allOf !== undefined) return schema.allOf.map((part) => textOf(part, depth)).join(' & ');
  if (schema.type === 'array') return listText(schema.items, depth);
  if (schema.type === 'object') return objectText(schema, depth);
  const type = Array.isArray(schema.type)
    ? schema.type.join(' | ')
    : ((schema.type as string | undefined) ?? 'any');
  return schema.format === undefined ? type : `${type} <${schema.format}>`;
}

function listText(items: Schema | undefined, depth: number): string {
  const text = textOf(items ?? {}, depth);
  return text.includes(' | ') && !text.startsWith('{') ? `(${text})[]` : `${text}[]`;
}

function objectText({ properties = {}, required = [], additionalProperties }: Schema, depth: number): string {
  const indent = '  '.repeat(depth + 1);
  const lines = Object.entries(properties).map(([name, property]) => {
    const mark = required.includes(name) ? '' : '?';
    const initial = property.default === undefined ? '' : ` = ${JSON.stringify(property.default)}`;
    return `${indent}${name}${mark}: ${textOf(property, depth + 1)}${initial}`;
  });
  if (typeof additionalProperties === 'object' && Object.keys(additionalProperties).length > 0) {
    lines.push(`${indent}[name]: ${textOf(additionalProperties, depth + 1)}`);
  }
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`;
}
