/** A call of an intrinsic function in a template. */
export interface FunctionCall {
  readonly name: string;
  readonly argument: unknown;
}

/** What a value refers to: `Ref` without, `Fn::GetAtt` with an attribute. */
export interface Reference {
  readonly name: string;
  readonly attribute?: string;
}

/** The call that an object is, when its only member is `Ref` or begins with `Fn::`. */
export function functionCallOf(value: object): FunctionCall | undefined {
  const [first, ...others] = Object.entries(value);
  if (first === undefined || others.length > 0) return undefined;
  const [name, argument] = first;
  return name === 'Ref' || name.startsWith('Fn::') ? { name, argument } : undefined;
}

/** Logical id and attribute of `Fn::GetAtt`, in its list or its dotted form. */
export function attributeReference(argument: unknown): Required<Reference> {
  const parts: readonly unknown[] = Array.isArray(argument) ? argument : String(argument).split('.');
  const [name = '', ...attribute] = parts.map(String);
  return { name, attribute: attribute.join('.') };
}

/** A text of `Fn::Sub` and the variables that come with it. */
export function substitutionOf(argument: unknown): { readonly text: string; readonly variables: object } {
  const [text, variables] = Array.isArray(argument) ? argument : [argument];
  return { text: String(text), variables: (variables as object | undefined) ?? {} };
}

/** Puts a value in the place of every `${Name}` and `${Name.Attribute}`; `${!Name}` is the text `${Name}`. */
export function replacePlaceholders(text: string, read: (reference: Reference) => unknown): string {
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_, bang: string, placeholder: string) => {
    if (bang !== '') return `\${${placeholder}}`;
    const name = placeholder.trim();
    return String(read(name.includes('.') ? attributeReference(name) : { name }));
  });
}
