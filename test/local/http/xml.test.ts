import { describe, expect, it } from 'vitest';
import { xmlDocument } from '../../../local/http/xml.ts';

describe('an XML document', () => {
  it('repeats the element of a list, and leaves out what is not there', () => {
    const content = { Item: [{ Key: 'a' }, { Key: 'b' }], Gone: undefined, None: [] };
    expect(xmlDocument('List', content)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<List><Item><Key>a</Key></Item><Item><Key>b</Key></Item></List>',
    );
  });

  it('escapes what would be markup, and writes dates in ISO 8601', () => {
    const content = { Text: '<&">\r\n', At: new Date(0) };
    expect(xmlDocument('R', content, 'urn:x')).toContain(
      '<R xmlns="urn:x"><Text>&lt;&amp;&quot;&gt;&#13;\n</Text><At>1970-01-01T00:00:00.000Z</At></R>',
    );
  });
});
