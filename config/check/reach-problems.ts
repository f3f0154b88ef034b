import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { phoneNumberOf } from '../../domain/channel/sms.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { ConfigurationProblem } from '../../domain/configuration/parse-configuration.ts';

/**
 * What no network would take. The form of a number is the channel's; how many digits a country has, and that `(0)` is not
 * dialled from abroad, takes a table of the world. Whether the number is in use, nobody can say.
 */
const phoneProblem = (address: string): string | undefined => {
  const written = phoneNumberOf(address);
  const read = parsePhoneNumberFromString(address);
  if (!read?.isPossible()) return `"${address}" has not as many digits as a number of its country has`;
  return read.number === written ? undefined : `"${address}" would be dialled as ${written}; write ${read.number}`;
};

const contactProblems = ({ people }: Configuration): ConfigurationProblem[] =>
  people.flatMap(({ contacts }, i) =>
    contacts.flatMap(({ channel, address }, j) => {
      const reason = channel === 'sms' ? phoneProblem(address) : undefined;
      return reason === undefined ? [] : [{ path: `people.${i}.contacts.${j}.address`, reason }];
    }),
  );

/** Somebody who is to be kept informed, and whom no plan would tell anything. */
const untold = ({ communicationPlans, stakeholders }: Configuration): ConfigurationProblem[] => {
  const told = new Set(communicationPlans.map(({ audience }) => audience));
  return stakeholders.flatMap(({ audience, id }, i) =>
    told.has(audience)
      ? []
      : [
          {
            path: `stakeholders.${i}.audience`,
            reason: `"${id}" would never be told anything: no communication plan has the audience ${audience}${told.size > 0 ? `. Plans there are for: ${[...told].join(', ')}` : ''}`,
          },
        ],
  );
};

/** People who could not be reached. */
export const reachProblems = (c: Configuration): ConfigurationProblem[] => [...contactProblems(c), ...untold(c)];
