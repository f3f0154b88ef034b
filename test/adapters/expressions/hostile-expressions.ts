/** Expressions, and what a sender may write into a message, that try to get out, to change what others meet, or to never end. */
export interface Hostile {
  readonly what: string;
  readonly expression: string;
  readonly input?: unknown;
}

export const ESCAPES: readonly Hostile[] = [
  {
    what: 'the prototype accessors of the body make code of a text',
    expression: `($g := $$.__lookupGetter__("__proto__"); $s := $$.__lookupSetter__("__proto__"); $o := $$.constructor;
      $p := $o.($g()); $x := {"a":1}; $x.($s($p)); $f := $x.constructor; $h := $f("return String(process.pid)");
      {"title": "pid " & $h()})`,
  },
  { what: 'the constructor of the body', expression: '$$.constructor.constructor("return process.pid")()' },
  { what: 'the constructor of a list', expression: '[1,2].constructor.constructor("return process.pid")()' },
  { what: 'the constructor of a text', expression: '$string(1).constructor.constructor("return process.pid")()' },
  { what: 'the constructor of a function', expression: '$sum.constructor("return process.pid")()' },
  { what: 'the implementation of a function', expression: '$sum.implementation.constructor("return process.pid")()' },
  { what: 'a lambda looked into', expression: '($f := function($x) { $x }; $f.environment.lookup("eval"))' },
  { what: 'a prototype by its name', expression: '$lookup($$, "__proto__")' },
  { what: 'a constructor by its name', expression: '$lookup($$, "constructor")' },
  { what: 'a prototype made by a constructor of objects', expression: '{"__proto__": {"polluted": 1}}.polluted' },
  { what: 'what is inherited, merged', expression: '$merge([{"__proto__": {"polluted": 1}}, $$]).polluted' },
  {
    what: 'a body that brings a prototype',
    expression: '$merge([{}, $$]).polluted',
    input: JSON.parse('{"__proto__": {"polluted": 1}}'),
  },
  { what: 'a group under the name of a prototype', expression: '$${"__proto__": {"polluted": 1}}.polluted' },
  { what: 'an update of what is inherited', expression: '($x := $$ ~> |$.__proto__|{"polluted": 1}|; {}.polluted)' },
  { what: 'text that is evaluated', expression: '$eval("$$.a & 1")' },
  { what: 'text that is evaluated, by another name', expression: '($e := $eval; $e("1"))' },
  { what: 'the count of steps', expression: '$lookup({"budget": 1}, "\\u0000budget")' },
  { what: 'the process', expression: '$process' },
  { what: 'what is global', expression: '$globalThis' },
];

export const BOMBS: readonly Hostile[] = [
  {
    what: 'a time that is none, long',
    expression: '{ "at": $toMillis(ts) }',
    input: { ts: `2026${'-11'.repeat(100_000)}x` },
  },
  {
    what: 'a pattern that goes back without end',
    expression: '{ "title": $replace(title, /(x+x+)+y/, "z") }',
    input: { title: 'x'.repeat(60) },
  },
  { what: 'another one', expression: '$match(title, /(a+)+$/)', input: { title: `${'a'.repeat(60)}b` } },
  {
    what: 'one with counted repetitions',
    expression: '$contains(title, /(a{1,50}){1,50}b/)',
    input: { title: 'a'.repeat(20_000) },
  },
  {
    what: 'one that refers back',
    expression: '$contains(title, /^(a+)+\\1b$/)',
    input: { title: 'a'.repeat(200) },
  },
  { what: 'objects that are compared', expression: '{"title": $string($count($distinct([1..20000].{"a":$})))}' },
  { what: 'sixteen texts of 5 MB', expression: '[1..16].$pad("x", 5000000)' },
  { what: 'one text without end', expression: '$pad("x", 500000000)' },
  { what: 'a text that doubles', expression: '($f := function($x) { $f($x & $x) }; $f("xxxxxxxxxxxxxxxx"))' },
  { what: 'a list that doubles', expression: '($f := function($x) { $f($append($x, $x)) }; $f([1..1000]))' },
  { what: 'a long range', expression: '$sum([1..9000000])' },
  { what: 'ranges in ranges', expression: '[1..3000].[1..3000]' },
  { what: 'many texts', expression: '$join([1..9000000].("xxxxxxxxxxxx"))' },
  { what: 'texts in a list', expression: '$map([1..90000], function($v) { $pad("x", 5000) })' },
  { what: 'a recursion without end', expression: '($f := function() { $f() }; $f())' },
  { what: 'a deep recursion', expression: '($f := function($n) { 1 + $f($n + 1) }; $f(0))' },
  { what: 'two functions that call each other', expression: '($f := function($g) { $g($g) }; $f($f))' },
  { what: 'a long picture of a number', expression: '$formatNumber(1, $pad("0", 10000000, "0"))' },
  { what: 'a long picture of a time', expression: '$fromMillis(0, $pad("[Y]", 10000000, "[Y]"))' },
  { what: 'a sort with a slow comparison', expression: '$sort([1..60000], function($a, $b) { $a < $b })' },
  { what: 'a split into many', expression: '$count($split($pad("x", 8000000, "y"), "y"))' },
  { what: 'everything below everything', expression: '**.**.**.**.**', input: deep(12) },
  { what: 'a cross of lists', expression: '$zip([1..2000000], [1..2000000])' },
];

/** Lists within lists, three each. */
function deep(levels: number): unknown {
  return levels === 0 ? 1 : { a: [deep(Math.max(levels - 3, 0)), 1, 2], b: deep(levels - 1), c: { d: 1 } };
}
