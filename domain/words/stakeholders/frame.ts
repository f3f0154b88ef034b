import { counted } from '../lists.ts';
import type { Language } from '../reader.ts';
import { AUDIENCE } from './audiences.ts';

/** What stands around a message, beside what stands around every letter. */
export interface Frame {
  readonly problemWith: (services: string) => string;
  readonly next: (by: string) => string;
  readonly noNext: string;
  readonly written: string;
  readonly why: (audience: string) => string;
  readonly see: string;
  readonly labels: Readonly<
    Record<'affected' | 'since' | 'next' | 'severity' | 'status' | 'services' | 'commander' | 'contact', string>
  >;
  readonly engaged: (name: string, since: string) => string;
  readonly nobodyEngaged: string;
  readonly firing: (alerts: number) => string;
  readonly state: Readonly<Record<'investigated' | 'found' | 'watched' | 'over' | 'elsewhere', string>>;
  readonly severity: Readonly<Record<string, string>>;
}

export const FRAME: Readonly<Record<Language, Frame>> = {
  en: {
    problemWith: (services) => `problem with ${services}`,
    next: (by) => `Next message by ${by}.`,
    noNext: 'We write as soon as there is news.',
    written: 'Written by Muster from the record; nobody has added to it.',
    why: (audience) => `You get this because you follow incidents as ${AUDIENCE.en[audience] ?? audience}.`,
    see: 'See where it stands',
    labels: {
      affected: 'Affected',
      since: 'Since',
      next: 'Next message by',
      severity: 'Severity',
      status: 'Status',
      services: 'Services',
      commander: 'Commander',
      contact: 'Contact',
    },
    engaged: (name, since) => `${name} has it since ${since}.`,
    nobodyEngaged: 'Nobody has answered yet.',
    firing: (alerts) => (alerts === 0 ? 'no alert' : counted(alerts, 'alert')),
    state: {
      investigated: 'Being investigated',
      found: 'Cause found',
      watched: 'Being watched',
      over: 'Over',
      elsewhere: 'Handled elsewhere',
    },
    severity: { SEV1: 'critical', SEV2: 'high', SEV3: 'moderate', SEV4: 'low', SEV5: 'preventive' },
  },
  de: {
    problemWith: (services) => `Störung bei ${services}`,
    next: (by) => `Nächste Nachricht bis ${by}.`,
    noNext: 'Wir schreiben, sobald es Neues gibt.',
    written: 'Von Muster aus dem Protokoll erstellt, ohne Zusatz von Hand.',
    why: (audience) =>
      `Sie erhalten diese Nachricht, weil Sie Störungen verfolgen (${AUDIENCE.de[audience] ?? audience}).`,
    see: 'Zum aktuellen Stand',
    labels: {
      affected: 'Betroffen',
      since: 'Seit',
      next: 'Nächste Nachricht bis',
      severity: 'Schweregrad',
      status: 'Stand',
      services: 'Dienste',
      commander: 'Leitung',
      contact: 'Kontakt',
    },
    engaged: (name, since) => `${name} kümmert sich seit ${since} darum.`,
    nobodyEngaged: 'Noch hat niemand geantwortet.',
    firing: (alerts) => (alerts === 0 ? 'kein Alarm' : counted(alerts, 'Alarm', 'Alarme')),
    state: {
      investigated: 'Wird untersucht',
      found: 'Ursache gefunden',
      watched: 'Wird beobachtet',
      over: 'Beendet',
      elsewhere: 'Anderswo bearbeitet',
    },
    severity: { SEV1: 'kritisch', SEV2: 'hoch', SEV3: 'mittel', SEV4: 'gering', SEV5: 'vorbeugend' },
  },
};
