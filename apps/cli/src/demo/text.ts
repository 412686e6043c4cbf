/** A sentence in both languages. */
export type Language = 'en' | 'ko';
export interface Text {
  readonly en: string;
  readonly ko: string;
}
export const text = (en: string, ko: string): Text => ({ en, ko });
