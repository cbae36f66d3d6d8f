/** A score somebody else published, and where. `digits`: decimals that are given. */
export type Published = {
  readonly assert: Readonly<Record<string, unknown>> & { readonly type: string };
  readonly references: readonly string[];
  readonly text: string;
  readonly score: number;
  readonly digits: number;
  readonly source: string;
};

const rougeTest = 'google-research/rouge, rouge_scorer_test.py';
const rouge155 = `${rougeTest}, ground truth of ROUGE-1.5.5`;
const sacrebleuTest = 'mjpost/sacrebleu, test/test_bleu.py and test/test_sentence_bleu.py';
const chrfTest = 'mjpost/sacrebleu, test/test_chrf.py, effective order';
const nltk = (file: string) => `NLTK 3.8, ${file}`;

const [target0, target1] = [
  "ZfbCUIUuePaiLVUlCaUXxkpu XPeWing tUHfPMuZ',-Xd Y BrUgVJing M-HV.-DgdDaY.rFDJCRing Ht-LM EKBDXkME,yz'RBr q'wtion wIojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxer tKM L\n",
  "KsJdPByEtAor fE-Qg Dpdbring cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMtion psing sbKao Q m qiing LMmer HqqLFXe,XPY,J XsurkMer ,ed nB'wH'bWVHjWFEing tQ.saefZwJtKrTlixYpMMsJing UCAPwNHeYVjDing c T BUySKtion gMPfJpwGw p'NvxAoping eu pBwMBKV'I DNxqelhu,PHPxDEq,mtion SN\n",
];
const [prediction0, prediction1] = [
  "rFDJCRtion Ht-LM EKtDXkME,yz'RBr q'wer wrojNbN wL,b .a-'XdQggyFl jB-RPP'iyOIcUxi\n",
  "n cw-WeFyu vC MoBL Xdn g wkvcEiGvKtion BDFhrpMer pstion sbKao Q m qier LMmed HqqLFXe,XPY,J XsurkMeo ,ed nB'wH'bWVHjWFEer tQ.saefZwJtKrTlixYpMMNJtion UCAPwNHeYVjD\n",
];
const targetOfMany = `${target0}${target1}NhETebUbBk'er WOvoHMTjSRizKgH'vHiing Xu,hWxfs VkNE QhgKiLHE -HidivzoM.dO anhtion jbLQiSGDTCsuhREebUaKM dv J dVN tmbOT\nvMR HDm,xOAetion D,tion HJtodT.mHl UIv-p VjWH'BdyWjnfGU-OjT aEMdFICyLWfQMtion wEMfdOKing AwkeKbO 'DxqNOHBH qKtVvm OYJl mM\n`;
const predictionOfMany = `${prediction0}${prediction1}xfs VkJE QhgKiLHE -HidivzoM.dO anhing jbLQiSGDTCsuhREebUaKM dv J\nVjWH'BdyWjnfGU-OjTNaEMdFICyLWfQMing wEMfdOKijg AwkeKbO 'DxqNO\n`;

const guide =
  'It is a guide to action which ensures that the military always obeys the commands of the party';
const troops = 'It is to insure the troops forever hearing the activity guidebook that party direct';
const heed = 'It is a guide to action that ensures that the military will forever heed Party commands';
const guiding =
  'It is the guiding principle which guarantees the military forces always being under the command of the Party';
const practical = 'It is the practical guide for the army always to heed the directions of the party';

type Row = readonly [references: string | readonly string[], text: string, score: number, digits?: number];

const rows = (
  type: string,
  source: string,
  list: readonly Row[],
  options: Readonly<Record<string, unknown>> = {},
): readonly Published[] =>
  list.map(([references, text, score, digits = 5]) => ({
    assert: { type, ...options },
    references: typeof references === 'string' ? [references] : references,
    text,
    score,
    digits,
    source,
  }));

const stemmer = { stemmer: true };

export const published: readonly Published[] = [
  ...rows('rouge-1', rougeTest, [
    ['testing one two', 'testing', 1 / 2],
    ['testing one two', 'testing one', 4 / 5],
    ['testing one two', '', 0],
  ]),
  ...rows('rouge-2', rougeTest, [
    ['testing one two', 'testing one', 2 / 3],
    ['testing one two', '', 0],
  ]),
  ...rows('rouge-l', rougeTest, [
    ['testing one two', 'testing one', 4 / 5],
    ['testing one two', 'testing two', 4 / 5],
    ['testing one two', '', 0],
  ]),
  ...rows('rouge-lsum', rougeTest, [
    ['w1 w2 w3 w4 w5', 'w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5', 0.5333, 4],
    ['w1 w2 w3 w4 w5', '', 0],
    ['w1 w2 w3 w4 w5', '/', 0],
  ]),
  ...rows('rouge-1', rouge155, [
    [target0, prediction0, 0.51163],
    [target1, prediction1, 0.5],
  ]),
  ...rows(
    'rouge-1',
    rouge155,
    [
      [target0, prediction0, 0.51163],
      [target1, prediction1, 0.52941],
    ],
    stemmer,
  ),
  ...rows('rouge-2', rouge155, [
    [target0, prediction0, 0.39024],
    [target1, prediction1, 0.36364],
  ]),
  ...rows(
    'rouge-2',
    rouge155,
    [
      [target0, prediction0, 0.39024],
      [target1, prediction1, 0.36364],
    ],
    stemmer,
  ),
  ...rows('rouge-l', rouge155, [
    [target0, prediction0, 0.51163],
    [target1, prediction1, 0.5],
  ]),
  ...rows('rouge-lsum', rouge155, [[targetOfMany, predictionOfMany, 0.47205]], stemmer),
  ...rows('bleu', sacrebleuTest, [
    [
      'producţia de zahăr brut se exprimă în zahăr alb;',
      'Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;',
      0.08493,
    ],
    ['okay thanks', 'this is a cat', 0],
    ['this is a test', 'this is a test', 1],
    ['a test', 'test', 0.3678794411714425, 12],
    ['a test', 'a test', 1],
  ]),
  ...rows('bleu', nltk('translate/bleu_score.py'), [
    [[heed, guiding, practical], guide, 0.5045666840058485, 12],
    [heed, guide, 0.4118, 4],
  ]),
  ...rows('bleu', 'TorchMetrics, SacreBLEUScore', [
    [['there is a cat on the mat', 'a cat is on the mat'], 'the cat is on the mat', 0.7598, 4],
  ]),
  ...rows('chrf', chrfTest, [
    ['a', 'a', 1],
    ['reference', '', 0],
    ['a b c', 'a b c', 1],
    ['abc', 'a b c', 1],
    ['c', '', 0],
    ['ab', 'aa', 0.25],
  ]),
  ...rows('chrf', 'mjpost/sacrebleu, test/test_chrf.py', [
    ['hijklmnop', 'abcdefg', 0],
    ['b', 'a', 0],
    [
      'Niemand hat die Absicht, eine Mauer zu errichten',
      'Niemand hat die Absicht, eine Mauer zu errichten',
      1,
    ],
  ]),
  // With epsilon smoothing, which takes the mean of F over the orders, not F of the means: alike to five digits here.
  ...rows('chrf', 'mjpost/sacrebleu 0dca9d4, test/test_chrf.py, sentence level', [
    [
      'Nejvíce smutní jsme z toho, že musíme rozhodovat o tom, kdo bude žít a kdo zemře.',
      'Co nás nejvíc trápí, protože lékaři si vybírají, kdo bude žít a kdo zemře.',
      0.3914078509,
      5,
    ],
    [
      'A někdy nemáme ani potřebný materiál, abychom jim pomohli, popsali lékaři.',
      'Nebo prostě nemají vybavení, které by jim pomohlo, uvedli lékaři.',
      0.3122557079,
      5,
    ],
    [
      'Lapali po dechu a pak jejich život skončil - dřív, než skutečně mohl začít, připomněli.',
      'Lapali po dechu, jejich životy skončily dřív, než skutečně začaly.',
      0.5715704367,
      5,
    ],
  ]),
  ...rows('gleu', 'huggingface/evaluate 261842f, metrics/google_bleu/README.md', [
    ['the cat ate the mat', 'the cat sat on the mat', 1 / 3, 12],
  ]),
  ...rows('gleu', nltk('translate/gleu_score.py'), [
    ['the cat is on the mat', 'the the the the the the the', 0.0909, 4],
    [heed, guide, 0.4393939, 6],
    [heed, troops, 0.1206, 3],
    [
      'he was interested in world history because he read the book',
      'he read the book because he was interested in world history',
      2 * 0.61446 - 0.43939,
      3,
    ],
  ]),
  ...rows('meteor', nltk('translate/meteor_score.py and test/meteor.doctest'), [
    [['this is a test', 'this istest'], 'THIS Is a tEST', 0.9921875, 12],
    [heed, guide, 0.6944, 4],
    ['this is a cat', 'non matching hypothesis', 0],
    ['The candidate has no alignment to any of the references', 'John loves Mary', 0],
    ['The cat sat on the mat', 'The cat sat on the mat', 0.9977, 4],
    ['The cat sat on the mat', 'on the mat sat the cat', 0.5],
    ['The cat sat on the mat', 'The cat was sat on the mat', 0.9654, 4],
    ['create or update a vm set', 'creates or updates a virtual machine scale set', 0.7806, 4],
  ]),
  ...rows('meteor', 'huggingface/evaluate 7d7555b, metrics/meteor/README.md', [
    [guide, guide, 1, 2],
    [[heed, guiding, practical], guide, 0.69, 2],
  ]),
  ...rows('f1', 'huggingface/evaluate 2ff8d75, metrics/squad/README.md', [
    ['1976', '1976', 1],
    ['1976', '1999', 0],
    ['Beyoncé and Bruno Mars', 'Beyonce', 0],
    ['climate change', 'climate change', 1],
  ]),
  ...rows('f1', 'Rajpurkar et al. 2016, section 6.1, worked by hand', [
    ['rock n roll', 'rock', 1 / 2],
    ['rock n roll', 'Rock  n  Roll.', 1],
    ['Denver Broncos', 'The Broncos won it', 0.4],
  ]),
];
