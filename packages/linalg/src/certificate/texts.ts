import type { CertificateTexts } from '@adjoint/tensor';

/** What the checks of this package mean beyond the common ones: formatCertificate(c, 'ko', certificateTexts). */
export const certificateTexts: CertificateTexts = {
  'left-orthogonality': { en: 'departure of U from orthogonality', ko: 'U의 직교성에서 벗어난 정도' },
  'right-orthogonality': { en: 'departure of V from orthogonality', ko: 'V의 직교성에서 벗어난 정도' },
  'triangle': { en: 'largest entry outside the triangle', ko: '삼각형 밖의 최대 성분' },
  'descending': { en: 'smallest step down to the next singular value', ko: '다음 특잇값까지의 최소 감소량' },
  'optimality': { en: 'backward error of the minimiser', ko: '최소점의 후진 오차' },
  'least-norm': { en: 'part of x outside the row space', ko: '행공간 밖의 x 성분' },
  'unit-length': { en: 'departure of the vectors from length 1', ko: '벡터 길이가 1에서 벗어난 정도' },
};
