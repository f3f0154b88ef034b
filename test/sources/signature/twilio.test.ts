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
});
