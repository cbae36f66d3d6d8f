import { canonicalJson } from '../../model/digest.ts';
import type { Tool } from '../../render/prompt.ts';
import type { ChangeKind, Difference, Sides } from '../change.ts';
import type { BehaviorComparison } from '../comparison.ts';
import { type ReaderChange, readerChanges } from '../reader-changes.ts';

const consumer = { audience: 'consumer', level: 'breaking', bump: 'major' } as const;
const safe = { audience: 'consumer', level: 'safe', bump: 'minor' } as const;
const behavior = { audience: 'behavior', level: 'dangerous', bump: 'patch' } as const;

const text = 'messages: [{ role: user, content: Where is my parcel? }]';
const tools = (...list: readonly string[]) =>
  `tools:\n${list.map((tool) => `  - ${tool}\n`).join('')}${text}`;
const find = '{ name: find, description: Finds an order. }';
const stop = '{ name: stop, description: Stops an order. }';
const takes = (schema: string) => tools(`{ name: find, parameters: { type: object, ${schema} } }`);
const pair = (before: string, after: string) => ({ before: takes(before), after: takes(after) });
const id = 'id: { type: string }';

const toolRemoved: ChangeKind = {
  id: 'tool-removed',
  ...consumer,
  summary: 'The model can no longer call a tool.',
  why: 'What the tool looked up or did does not happen any more.',
  advice: 'Say in the messages what to do without it.',
  examples: [{ before: tools(find, stop), after: tools(find) }],
};

const toolAdded: ChangeKind = {
  id: 'tool-added',
  ...behavior,
  bump: 'minor',
  summary: 'The model may call another tool.',
  why: 'It may answer with a call that nobody carries out yet.',
  advice: 'Let the code that runs tools know it first, and add cases that need it.',
  examples: [{ before: tools(find), after: tools(find, stop) }],
};

const descriptionChanged: ChangeKind = {
  id: 'tool-description-changed',
  ...behavior,
  summary: 'A tool or one of its parameters is described in other words.',
  why: 'The description is all the model knows of when to call it and with what.',
  advice: 'Record the cases that call it again.',
  examples: [{ before: tools(find), after: tools('{ name: find, description: Looks up an order. }') }],
};

const orderChanged: ChangeKind = {
  id: 'tool-order-changed',
  ...behavior,
  summary: 'The tools are listed in another order.',
  why: 'Some models prefer tools that come first, and a cached prefix starts anew.',
  advice: 'Keep the order; add at the end.',
  examples: [{ before: tools(find, stop), after: tools(stop, find) }],
};

const choiceChanged: ChangeKind = {
  id: 'tool-choice-changed',
  ...behavior,
  summary: 'The model is told otherwise whether it may or must call tools.',
  why: 'It calls tools where it answered, or answers where it called.',
  advice: 'Record the golden cases again and compare.',
  examples: [{ before: tools(find), after: `toolChoice: required\n${tools(find)}` }],
};

const requiredAdded: ChangeKind = {
  id: 'tool-parameter-required-added',
  ...consumer,
  summary: 'Every call of a tool carries a new parameter.',
  why: 'Code that runs the tool may refuse a parameter it does not know.',
  advice: 'Let that code know it first.',
  examples: [pair(`properties: { ${id} }`, `required: [day], properties: { ${id}, day: { type: string } }`)],
};

const optionalAdded: ChangeKind = {
  id: 'tool-parameter-optional-added',
  ...safe,
  summary: 'A call of a tool may carry a new parameter.',
  why: 'Code that runs the tool may leave it aside.',
  advice: 'Let that code use it.',
  examples: [pair(`properties: { ${id} }`, `properties: { ${id}, day: { type: string } }`)],
};

const parameterRemoved: ChangeKind = {
  id: 'tool-parameter-removed',
  ...consumer,
  summary: 'Calls of a tool no longer carry a parameter.',
  why: 'Code that runs the tool misses it.',
  advice: 'Make it optional in that code first.',
  examples: [pair(`properties: { ${id}, day: { type: string } }`, `properties: { ${id} }`)],
};

const typeChanged: ChangeKind = {
  id: 'tool-parameter-type-changed',
  ...consumer,
  summary: 'A parameter of a tool may hold values that it could not hold, or be missing.',
  why: 'Code that runs the tool was not written for them. Where that cannot be decided, the level is dangerous.',
  advice: 'Let that code accept both.',
  examples: [
    pair(`properties: { ${id} }`, 'properties: { id: { type: integer } }'),
    pair(`required: [id], properties: { ${id} }`, `properties: { ${id} }`),
    {
      ...pair('properties: { id: { enum: [a] } }', 'properties: { id: { enum: [a, b] } }'),
      level: 'dangerous',
    },
  ],
};

const parameterNarrowed: ChangeKind = {
  id: 'tool-parameter-narrowed',
  ...safe,
  summary: 'Every call of a tool that is allowed was allowed before.',
  why: 'Code that runs the tool goes on as before.',
  advice: 'Record the cases that call it again.',
  examples: [
    pair(`properties: { ${id} }`, `required: [id], properties: { ${id} }`),
    pair('properties: { id: { enum: [a, b] } }', 'properties: { id: { enum: [a] } }'),
  ],
};

/** What the model may call, and how. */
export const toolsComparison: BehaviorComparison = {
  kinds: [
    ...[toolRemoved, toolAdded, descriptionChanged, orderChanged, choiceChanged],
    ...[requiredAdded, optionalAdded, parameterRemoved, typeChanged, parameterNarrowed],
  ],
  async *compare(sides) {
    const { before, after, at } = sides;
    const [old, now] = [byName(before.tools), byName(after.tools)];
    // A tool that is called otherwise in its own file went and came there, for every prompt that names the file.
    const isSameFile = (index: number) => {
      const named = sides.written(['tools', index]);
      return typeof named.after === 'string' && named.before === named.after;
    };
    for (const [index, { name }] of before.tools.entries()) {
      const message = `Tool "${name}" is gone.`;
      const place = isSameFile(index) ? at(['tools', index, 'name']) : at(['tools']);
      if (!now.has(name)) yield { kind: toolRemoved, at: place, message, about: name };
    }
    for (const [index, tool] of after.tools.entries()) {
      const was = old.get(tool.name);
      if (was) yield* compareTool(sides, index, was, tool);
      else {
        const message = `Tool "${tool.name}" is new.`;
        const place = at(isSameFile(index) ? ['tools', index, 'name'] : ['tools', index]);
        yield { kind: toolAdded, at: place, message, about: tool.name };
      }
    }
    const [was, is] = [shared(before.tools, now), shared(after.tools, old)];
    if (canonicalJson(was) !== canonicalJson(is)) {
      const message = `The tools are listed as ${is.join(', ')}, before ${was.join(', ')}.`;
      yield { kind: orderChanged, at: at(['tools']), message, about: 'tools', before: was, after: is };
    }
    if (canonicalJson(before.toolChoice) !== canonicalJson(after.toolChoice)) {
      const [from, to] = [choiceText(before.toolChoice), choiceText(after.toolChoice)];
      const message = `Tool choice ${from} → ${to}.`;
      yield {
        kind: choiceChanged,
        at: at(['toolChoice']),
        message,
        about: 'toolChoice',
        before: from,
        after: to,
      };
    }
  },
};

const byName = (list: readonly Tool[]): ReadonlyMap<string, Tool> =>
  new Map(list.map((tool) => [tool.name, tool]));

/** Names that both sides have, in the order of one. */
const shared = (list: readonly Tool[], others: ReadonlyMap<string, Tool>): readonly string[] =>
  list.flatMap(({ name }) => (others.has(name) ? [name] : []));

const choiceText = (choice: Sides['before']['toolChoice']): string =>
  choice === null ? 'not set' : typeof choice === 'string' ? choice : choice.tool;

async function* compareTool(sides: Sides, index: number, was: Tool, is: Tool): AsyncIterable<Difference> {
  const { name } = is;
  if (was.description !== is.description) {
    const message = `Tool "${name}" is described in other words.`;
    const values = { before: was.description, after: is.description };
    yield {
      kind: descriptionChanged,
      at: sides.at(['tools', index, 'description']),
      message,
      about: name,
      ...values,
    };
  }
  for (const change of await readerChanges(was.parameters, is.parameters)) {
    const { what, path, keys, text: said, required, ...values } = change;
    const message =
      path === '' ? `Parameters of tool "${name}": ${said}.` : `Tool "${name}": parameter ${said}.`;
    // A value that was not known is for the branch that handles all others.
    const level = what === 'values-added' ? ({ level: 'dangerous', bump: 'minor' } as const) : {};
    yield {
      kind: kindOf(what, required),
      at: sides.at(['tools', index, 'parameters', ...keys]),
      message,
      about: `${name} ${path} ${what}`,
      ...level,
      ...values,
    };
  }
}

function kindOf(what: ReaderChange['what'], required: boolean): ChangeKind {
  switch (what) {
    case 'field-added':
      return required ? requiredAdded : optionalAdded;
    case 'field-removed':
      return parameterRemoved;
    case 'required-dropped':
    case 'values-added':
    case 'widened':
    case 'bounds-widened':
      return typeChanged;
    case 'narrowed':
    case 'values-removed':
      return parameterNarrowed;
    case 'reworded':
      return descriptionChanged;
  }
}
