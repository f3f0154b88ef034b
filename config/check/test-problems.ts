import { CHANNEL_NAMES } from '../../domain/channel/index.ts';
import { noSuch } from '../../domain/configuration/closest-name.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { ConfigurationTest, Expectation, TestStep } from '../../domain/configuration/configuration-test.ts';
import type { ConfigurationProblem } from '../../domain/configuration/parse-configuration.ts';
import { sentenceOfIssue } from '../../domain/configuration/sentence-of-issue.ts';
import { publicCommands } from '../../domain/incident/commands.ts';

type Complain = (path: string, reason: string) => void;

interface Names {
  readonly people: readonly string[];
  readonly services: readonly string[];
  readonly integrations: readonly string[];
  /** Stakeholders, and topics of plans. */
  readonly readers: readonly string[];
  readonly rules: readonly string[];
}

const namesOf = (c: Configuration): Names => ({
  people: c.people.map(({ id }) => id),
  services: c.services.map(({ id }) => id),
  integrations: c.integrations.map(({ id }) => id),
  readers: [
    ...c.stakeholders.map(({ id }) => id),
    ...c.communicationPlans.flatMap(({ topic }) => (topic === undefined ? [] : [topic])),
  ],
  rules: [...c.triggerRules.map(({ id }) => id), 'none'],
});

const needs = (what: string, value: string | undefined, known: readonly string[], path: string, complain: Complain) => {
  if (value !== undefined && !known.includes(value)) complain(path, noSuch(`${what} "${value}"`, value, known));
};

const checkExpectation = (expect: Expectation, names: Names, path: string, complain: Complain): void => {
  needs('service', expect.service, names.services, `${path}.service`, complain);
  needs('trigger rule', expect.rule, names.rules, `${path}.rule`, complain);
  if (Array.isArray(expect.paged)) {
    expect.paged.forEach((one, i) => {
      const at = `${path}.paged.${i}`;
      const { by = [], person } = typeof one === 'string' ? { person: one } : one;
      needs('person', person, names.people, typeof one === 'string' ? at : `${at}.person`, complain);
      for (const channel of [by].flat()) needs('channel', channel, CHANNEL_NAMES, `${at}.by`, complain);
    });
  }
  if (Array.isArray(expect.told)) {
    expect.told.forEach((one, i) => {
      const [who, at] = typeof one === 'string' ? [one, ''] : [one.who, '.who'];
      needs('stakeholder or topic', who, names.readers, `${path}.told.${i}${at}`, complain);
    });
  }
  expect.notTold?.forEach((who, i) => {
    needs('stakeholder or topic', who, names.readers, `${path}.notTold.${i}`, complain);
  });
};

const checkStep = (step: TestStep, names: Names, path: string, complain: Complain): void => {
  needs('integration', step.to, names.integrations, `${path}.to`, complain);
  needs('person', step.by, names.people, `${path}.by`, complain);
  if (step.do !== undefined) {
    const parsed = publicCommands[step.do].safeParse(step.with ?? {}, { error: sentenceOfIssue });
    for (const issue of parsed.error?.issues ?? []) complain([path, 'with', ...issue.path].join('.'), issue.message);
  }
  if (step.expect) checkExpectation(step.expect, names, `${path}.expect`, complain);
};

/** What tests name and the configuration does not know: such a test would fail, or pass, for the wrong reason. */
export const testProblems = (tests: readonly ConfigurationTest[], c: Configuration): ConfigurationProblem[] => {
  const problems: ConfigurationProblem[] = [];
  const complain: Complain = (path, reason) => {
    problems.push({ path, reason });
  };
  const names = namesOf(c);
  tests.forEach((test, i) => {
    checkStep(test, names, `tests.${i}`, complain);
    test.next.forEach((step, j) => {
      checkStep(step, names, `tests.${i}.next.${j}`, complain);
    });
  });
  return problems;
};
