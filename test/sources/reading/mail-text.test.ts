import { describe, expect, it } from 'vitest';
import { contradictionIn, fieldsIn, statusOfReply } from '../../../sources/reading/mail-text.ts';

describe('what somebody who answers says', () => {
  it.each([
    ['fixed', 'resolved'],
    ['Fixed, we rolled back.', 'resolved'],
    ['This is resolved now, thanks all!', 'resolved'],
    ['Hi,\n\nit works again.\n', 'resolved'],
    ['checkout is back up', 'resolved'],
    ['False alarm', 'resolved'],
    ['OK', 'resolved'],
    ['ack', 'acknowledged'],
    ['I’m on it', 'acknowledged'],
    ["I'm looking into it", 'acknowledged'],
    ['behoben\n\nAm 21.11.2026 um 20:10 schrieb Ana Silva:\n> kaputt', 'resolved'],
  ])('%j: %s', (text, status) => {
    expect(statusOfReply(text)).toBe(status);
  });

  it.each([
    'not fixed yet',
    'Is it fixed?',
    'It will be fixed tomorrow',
    'please acknowledge',
    "It isn't resolved",
    'Thanks!',
    'We are looking at the graphs of the last release and wonder whether the cache that Ben has fixed in spring may be the cause of all this',
    '',
    '> fixed',
    'On Sat, 21 Nov 2026 at 20:10, Ana <ana@example.com> wrote:\n> fixed',
    '-----Original Message-----\nfixed',
    'Thanks\n--\nall good, Ana',
    'one\ntwo\nthree\nfixed',
  ])('%j says nothing', (text) => {
    expect(statusOfReply(text)).toBeUndefined();
  });
});

describe('who answers against a recovery', () => {
  it.each([
    'No, it is not fixed, still 500s',
    'not fixed yet',
    "It isn't resolved",
    'Fixed? No, still down.',
    'Still seeing errors on checkout',
    'still broken',
    'It is down again',
    'The same problem keeps happening',
    'Hi all,\n\nthis never recovered.\n',
    'Please reopen this',
    'nicht behoben',
    'Immer noch Fehler',
    'Der Shop ist wieder kaputt',
  ])('%j contradicts', (text) => {
    expect(contradictionIn(text)).toBe(text.replace(/\s*\n+\s*/g, ' ').trim());
  });

  it.each([
    'fixed',
    'Is it still broken?',
    'Is it fixed?',
    'It will be fixed tomorrow',
    'Thanks!',
    'No errors any more',
    'It is no longer down',
    'Not happening again, thanks',
    'on it',
    'Still investigating the errors',
    'No idea who owns this',
    '> still broken',
    '',
  ])('%j does not', (text) => {
    expect(contradictionIn(text)).toBeUndefined();
  });
});

describe('the lines of a tool', () => {
  it.each([
    ['Notification Type: RECOVERY\nState: OK', { status: 'resolved' }],
    ['  * Status : Resolved', { status: 'resolved' }],
    ['Severity: High\nStatus: PROBLEM', { status: 'firing', severity: 'high' }],
    ['Priority = P1', { severity: 'p1' }],
    ['Service: OK', {}],
    ['The status: nobody knows', {}],
    [`${'x\n'.repeat(60)}State: OK`, {}],
    ['Status: dismissed\nPriority: urgent', { status: 'resolved', severity: 'urgent' }],
    ['Severity: 2 - High', { severity: '2 - High' }],
    ['Status: frobnicated\nSeverity: horrible', { statusWord: 'frobnicated', severity: 'horrible' }],
    ['Status: frobnicated\nState: OK', { status: 'resolved' }],
    ['Status: nobody knows it\nPriority: Normal', {}],
    ['Serverity: critical', { misspelt: [['Serverity', 'severity']] }],
    ['Stage: production\nStatistics: 3', {}],
  ])('%j', (text, said) => {
    expect(fieldsIn(text)).toEqual({
      status: undefined,
      severity: undefined,
      statusWord: undefined,
      misspelt: [],
      ...said,
    });
  });
});
