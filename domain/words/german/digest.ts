import type { DigestWords } from '../digest.ts';
import { counted } from '../lists.ts';

export const DIGEST_IN_GERMAN: DigestWords = {
  many: (n) => counted(n, 'weitere Störung', 'weitere Störungen'),
  since: (many, since) => `${many} seit ${since}`,
  worst: (worst) => `schwerste ${worst}`,
  lead: (n, since, services, worst) =>
    `${counted(n, 'Störung wartet', 'Störungen warten')} seit ${since} auf Sie, bei ${services}. Die schwerste ist ${worst.number}, ${worst.severity} ${worst.service}: ${worst.title}.`,
  ask: (n, minutes) =>
    `Übernehmen Sie alle ${n} auf einmal. Sonst wird für jede gerufen, wer als Nächstes an der Reihe ist. Die nächste Nachricht dieser Art kommt frühestens in ${counted(minutes, 'Minute', 'Minuten')}; was schwerer ist, kommt sofort.`,
  shortAsk: (n) => `Alle ${n} übernehmen:`,
  button: (n) => `Alle ${n} übernehmen`,
};
