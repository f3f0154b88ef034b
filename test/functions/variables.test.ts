import { describe, expect, it } from 'vitest';
import {
  defaulting,
  matching,
  oneOf,
  optional,
  readVariables,
  text,
  url,
} from '../../functions/composition/variables.ts';

const variables = {
  NAME: text,
  ADDRESS: { ...url, tidied: (set: string) => set.replace(/\/+$/, '') },
  LEVEL: defaulting(oneOf('INFO', 'WARN'), 'INFO'),
  SENDER: optional(matching(/^[A-Z]{1,3}$/)),
};
const set = { NAME: 'muster', ADDRESS: 'https://muster.example.com//' };

describe('variables of an environment', () => {
  it('are read as they are used, with what stands where one is left out, and nothing else that is set', () => {
    expect(readVariables(variables, { ...set, PATH: '/bin' })).toEqual({
      read: { NAME: 'muster', ADDRESS: 'https://muster.example.com', LEVEL: 'INFO' },
    });
    expect(readVariables(variables, { ...set, LEVEL: 'WARN', SENDER: 'OPS' })).toEqual({
      read: { NAME: 'muster', ADDRESS: 'https://muster.example.com', LEVEL: 'WARN', SENDER: 'OPS' },
    });
  });

  it.each([
    ['is missing', { NAME: undefined }, 'NAME'],
    ['is empty', { NAME: '' }, 'NAME'],
    ['is no address', { ADDRESS: 'muster' }, 'ADDRESS'],
    ['is none of the values', { LEVEL: 'LOUD' }, 'LEVEL'],
    ['may be left out, and is wrong', { SENDER: 'much too long' }, 'SENDER'],
  ])('are refused by name when one %s', (_, changed, name) => {
    expect(readVariables(variables, { ...set, ...changed })).toEqual({ wrong: [name] });
  });

  it('are all named when several are wrong', () => {
    expect(readVariables(variables, { LEVEL: '' })).toEqual({ wrong: ['NAME', 'ADDRESS', 'LEVEL'] });
  });
});
