import type { CertificateTexts } from '@adjoint/tensor';

/** What the claims of this package mean, for `formatCertificate(certificate, language, certificateTexts)`. */
export const certificateTexts: CertificateTexts = {
  backpropagation: { en: 'the backward recursion gives the gradient', ko: '역전파 재귀식이 기울기를 준다' },
  gradient: { en: 'the gradient of the loss by the parameters is right', ko: '손실의 매개변수에 대한 기울기가 옳다' },
};
