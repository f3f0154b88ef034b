import { NOTICE_IN_ENGLISH } from '../../domain/words/english/notice.ts';
import type { NoticeWords } from '../../domain/words/notice.ts';
import type { Language } from '../../domain/words/reader.ts';
import { type Catalogues, inTheirLanguage, type Said } from './in-their-language.ts';

const NOTICES: Catalogues<NoticeWords> = {
  en: NOTICE_IN_ENGLISH,
  de: async () => (await import('../../domain/words/german/notice.ts')).NOTICE_IN_GERMAN,
};

/** The words of what people are told without being paged. */
export const noticeWords = (language: Language): Promise<Said<NoticeWords>> => inTheirLanguage(NOTICES, language);
