/** A certificate as a small table, in English or Korean. */
import { type Certificate, type Check, type Strength, type Verdict } from './certificate.ts';
import { TEXTS } from './texts.ts';

export type Language = 'en' | 'ko';
/** Texts of claim and check ids; an id without a text prints as itself. */
export type CertificateTexts = { readonly [id: string]: { readonly [L in Language]: string } };

const VERDICTS: { readonly [V in Verdict]: { readonly [L in Language]: string } } = {
  holds: { en: 'holds', ko: '성립' },
  fails: { en: 'FAILS', ko: '불성립' },
  undecided: { en: 'undecided', ko: '판단 불가' },
};
const STRENGTHS: { readonly [S in Strength]: { readonly [L in Language]: string } } = {
  proof: { en: 'proof: rigorous rounding bounds', ko: '증명: 엄밀한 반올림 한계' },
  numerical: { en: 'numerical: recomputed from the problem to a stated tolerance', ko: '수치: 문제로부터 다시 계산, 명시된 허용 오차' },
  evidence: {
    en: 'evidence: none of these checks failed is all that "holds" means',
    ko: '증거: "성립"은 어느 검사도 실패하지 않았다는 뜻',
  },
};

/**
 * @param texts texts of further ids, for packages that bring their own claims
 * @example console.log(formatCertificate(certificate, 'ko'))
 */
export function formatCertificate(c: Certificate, language: Language = 'en', texts: CertificateTexts = {}): string {
  const known = (id: string): string | undefined => (texts[id] ?? TEXTS[id])?.[language];
  /** `direction-3` and `agreement:grads[0].W` are told by their stem, with what follows it. */
  const name = (id: string): string => {
    const [, stem, rest] = /^(.*?)(?:[:-])((?:[a-z_$][\w$]*)?(?:[[.].*|\d+)?)$/i.exec(id) ?? [];
    const stemText = stem === undefined ? undefined : known(stem);
    return known(id) ?? (stemText === undefined ? id : `${stemText} ${rest}`);
  };
  const rows = c.checks.map((check) => [
    name(check.id),
    `${number(check.value)}${check.error === undefined ? '' : ` ± ${number(check.error)}`}`,
    relation(check),
    VERDICTS[check.verdict][language],
  ]);
  const widths = [0, 1, 2].map((k) => Math.max(0, ...rows.map((r) => displayWidth(r[k]))));
  const lines = rows.map((r) => `  ${r.map((cell, k) => (k < 3 ? cell + ' '.repeat(widths[k] - displayWidth(cell)) : cell)).join('  ')}`);
  return [`${name(c.claim)}: ${VERDICTS[c.verdict][language]} (${STRENGTHS[c.strength][language]})`, `  ${c.scope}`, ...lines].join('\n');
}

const relation = (c: Check): string => `${c.relation === '<=' ? '≤' : '≥'} ${number(c.bound)}`;

function number(x: Check['value']): string {
  if (typeof x !== 'number') return x;
  return x === 0 || (Number.isInteger(x) && Math.abs(x) < 1e6)
    ? String(x)
    : Math.abs(x) >= 1e-3 && Math.abs(x) < 1e6
      ? x.toPrecision(5)
      : x.toExponential(2);
}

/** Columns in a terminal: Hangul and other wide characters take two, combining marks none. */
function displayWidth(text: string): number {
  let width = 0;
  for (const ch of text)
    width += /\p{M}/u.test(ch)
      ? 0
      : /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/.test(ch)
        ? 2
        : 1;
  return width;
}
