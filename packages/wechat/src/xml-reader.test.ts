// biome-ignore lint/style/noRestrictedImports: a second, independent reader as the judge of ours
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { fixture, fixturesIn } from './fixtures.ts'
import { readXml } from './xml-reader.ts'

const oracle = new XMLParser({ parseTagValue: false, ignoreAttributes: true, trimValues: true })

describe('the XML reader', () => {
  const samples = ['inbound', 'reply', 'crypto'].flatMap(fixturesIn).filter((path) => path.endsWith('.xml'))
  it.each(samples)('[wire] reads %s as fast-xml-parser does', (path) => {
    const text = fixture(path).toString()
    expect(readXml(text)).toEqual({ ok: true, fields: oracle.parse(text).xml })
  })

  it.each([
    ['blanks around bare text', '<a> 1 </a>', '1'],
    ['blanks inside CDATA', '<a><![CDATA[ 1 ]]></a>', ' 1 '],
    ['sections and text, joined', '<a>1<![CDATA[2]]><!-- no --><![CDATA[3]]></a>', '123'],
    ['the predefined entities', '<a>&lt;b&gt; &amp;amp; &quot;&apos;</a>', '<b> &amp; "\''],
    ['numeric entities', '<a>&#20320;&#x1F600;</a>', '你😀'],
    ['entities in CDATA are text', '<a><![CDATA[&lt;&nope;]]></a>', '&lt;&nope;'],
    ['a bare ampersand', '<a>https://b.example/?c=1&d=2</a>', 'https://b.example/?c=1&d=2'],
    ['line breaks as they are', '<a>\r\n<![CDATA[1\r\n2\n3]]>\r\n</a>', '1\r\n2\n3'],
    ['every character as an entity', `<a>${'&#20320;'.repeat(5000)}</a>`, '你'.repeat(5000)],
    ['attributes', '<a b="1>2" c=\'/\'>d</a >', 'd'],
    ['an empty node', '<a/>', ''],
    ['an empty node with an attribute', '<a b="c" />', ''],
    ['no character', '<a>&#0;&#xD800;&#1114112;</a>', '\ufffd\ufffd\ufffd'],
    ['NUL, which no database keeps', '<a><![CDATA[1\u00002]]></a>', '1\ufffd2'],
    ['one node repeated', '<a>1</a><a>2</a><a/>', ['1', '2', '']],
    ['text between nodes', '<a>1<b>2</b></a>', { b: '2', '#text': '1' }],
  ])('[wire] %s', (_name, inside, a) => {
    expect(readXml(`\ufeff<?xml version="1.0"?><!-- hello --><xml>${inside}</xml>\n`)).toEqual({
      ok: true,
      fields: { a },
    })
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    '[wire] a node named %s is data and nothing more',
    (name) => {
      const result = readXml(`<xml><${name}>1</${name}><${name}><b>2</b></${name}></xml>`)
      expect(result.ok && Object.entries(result.fields)).toEqual([[name, ['1', { b: '2' }]]])
      expect({}).not.toHaveProperty('b')
    },
  )

  it.each([
    '',
    '<',
    '<xml',
    '<xml>',
    '<xml><a',
    '<xml></xm>',
    '<xml></xmlx>',
    '</xml>',
    '<>',
    'x<xml/>',
    '<xml/>x',
  ])('[wire] no document: %s', (text) => {
    expect(readXml(text)).toEqual({ ok: false, problem: 'malformed_xml' })
  })
})
