import type { CertificateTexts } from './format-certificate.ts';

/** What the ids of claims and checks mean. */
export const TEXTS: CertificateTexts = {
  'linear-solve': { en: 'x solves A x = b', ko: 'x는 A x = b의 해' },
  'backward-error': { en: 'backward error', ko: '후진 오차' },
};
