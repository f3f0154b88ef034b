import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { twilioSignature } from '../../../sources/signature/twilio.ts';

const form = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+12349013030',
  Digits: '1234',
  From: '+12349013030',
  To: '+18005551212',
};
const request = {
  url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
  form,
  signature: '0/KCTR6DLpKmkAf8muzZqo1nDgQ=',
  authTokens: ['12345'],
};

describe('the signature of Twilio', () => {
  it("is that of Twilio's own example", () => {
    expect(twilioSignature(request)).toBe('valid');
  });

  it.each([
    ['another address', { url: 'https://mycompany.com/myapp.php?bar=2&foo=1' }],
    ['another field', { form: { ...form, Digits: '1235' } }],
    ['one field more', { form: { ...form, More: '' } }],
    ['another token', { authTokens: ['12346'] }],
    ['an empty signature', { signature: '' }],
  ])('is refused over %s', (_what, changes) => {
    expect(twilioSignature({ ...request, ...changes })).toBe('invalid');
  });

  it('is the same whatever the order of the fields, and by either token of a rotation', () => {
    const reversed = Object.fromEntries(Object.entries(form).reverse());
    expect(twilioSignature({ ...request, form: reversed, authTokens: ['new', '12345'] })).toBe('valid');
    expect(twilioSignature({ ...request, signature: undefined })).toBe('absent');
  });

  it('is of the address as it was called, with its port, its query and its case', () => {
    const signed = (url: string) => createHmac('sha1', '12345').update(url).digest('base64');
    for (const url of [
      'https://a.example/x',
      'https://a.example:8443/x?y=%20',
      'https://A.example/X',
      'https://ü.example/✓',
    ]) {
      expect(twilioSignature({ url, form: {}, signature: signed(url), authTokens: ['12345'] })).toBe('valid');
      expect(twilioSignature({ url: `${url}/`, form: {}, signature: signed(url), authTokens: ['12345'] })).toBe(
        'invalid',
      );
    }
  });

  it('is refused over any change of a value, a name, the address or itself', () => {
    const place = fc.constantFrom('url', 'signature', ...Object.keys(form));
    fc.assert(
      fc.property(place, fc.nat(), fc.integer({ min: 33, max: 126 }), (name, at, code) => {
        const values: Record<string, string> = { url: request.url, signature: request.signature, ...form };
        const text = values[name] as string;
        const index = at % text.length;
        const changed = `${text.slice(0, index)}${String.fromCharCode(code)}${text.slice(index + 1)}`;
        fc.pre(changed !== text);
        const { signature, url, ...fields } = { ...values, [name]: changed } as Record<string, string>;
        const given = { url: url ?? '', form: fields, signature, authTokens: request.authTokens };
        expect(twilioSignature(given)).toBe('invalid');
        const renamed = Object.entries(form).map(([field, value]) => [field === name ? `${field}x` : field, value]);
        fc.pre(name in form);
        expect(twilioSignature({ ...request, form: Object.fromEntries(renamed) })).toBe('invalid');
      }),
      { numRuns: 500 },
    );
  });
});
