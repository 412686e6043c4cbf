/** Korean for the phrases that say where a reference comes from; formulas and numbers stay as they are. */
import type { Language } from '../demo/text.ts';

const PHRASES: readonly (readonly [en: string, ko: string])[] = [
  ['SMO of another library', '다른 라이브러리의 SMO'],
  ['closed form, within 20 %', '닫힌 해, 20 % 이내'],
  ['closed form', '닫힌 해'],
  ['slope measured by re-solving', '다시 풀어 잰 기울기'],
  ['μ = 0 beyond it', '그 밖에서는 μ = 0'],
  ['active constraints are independent and strictly complementary', '활성 제약이 독립이고 엄격히 상보적'],
  ['strict convexity', '엄격한 볼록성'],
  ['1e-6 relative', '상대 1e-6'],
  ['edges · n against edges · m', '간선 · n 과 간선 · m'],
  ['about 15 products and sums', '곱과 합 약 15번'],
  ['κ, to first order', 'κ, 일차 근사'],
  ['singular values at 50 digits', '50자리 특잇값'],
  ['less 1.5', '1.5를 뺌'],
  ['the same', '같음'],
  ['perturbation bound', '섭동 한계'],
  ['of them at α = C', '개가 α = C'],
  ['four standard errors', '표준오차 네 배'],
  ['they are made for this tail and for nothing else', '이 꼬리만을 위한 가중치'],
  ['draws', '회 추출'],
  ['expected', '기대값'],
  ['acceptance', '채택률'],
  ['lowest of five seeds elsewhere, less 6 points', '다른 소프트웨어의 다섯 시드 최저값에서 6점을 뺌'],
  ['it says 9 to everything', '무엇이든 9라고 답함'],
  ['same network, same start, same digits', '같은 신경망, 같은 시작, 같은 숫자'],
  ['paths', '경로'],
];

/** The text of a reference in a language. */
export const referenceText = (reference: string, language: Language): string =>
  language === 'en' ? reference : PHRASES.reduce((s, [en, ko]) => s.replaceAll(en, ko), reference);
