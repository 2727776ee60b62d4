import { describe, expect, it } from '@jest/globals';
import { parsePersonName, personNameOfParts } from './person-name.js';
import { syllables } from './pinyin.js';
import { formalName } from './nicknames.js';
import { soundOf } from './sound.js';

describe('the name of a person', () => {
  it.each([
    ['张伟', '张', '伟'],
    ['張偉先生', '张', '伟'],
    ['欧阳震华', '欧阳', '震华'],
    ['欧阳', '欧', '阳'],
    ['诸葛亮', '诸葛', '亮'],
    ['王总', '王', ''],
    ['王经理', '王', ''],
    ['阿卜杜拉·买买提', '买买提', '阿卜杜拉'],
    ['John Smith', 'smith', 'john'],
    ['Smith, John Q.', 'smith', 'john q'],
    ['Mr. John Q. Smith Jr.', 'smith', 'john q'],
    ['Ludwig van Beethoven', 'van beethoven', 'ludwig'],
    ["Siobhán O'Brien", 'obrien', 'siobhan'],
    ['Anna-Maria Müller-Lüdenscheidt', 'ludenscheidt', 'anna maria muller'],
    ['Madonna', '', 'madonna'],
    ['', '', ''],
  ])('%s is of family "%s", given "%s"', (text, family, given) => {
    expect(parsePersonName(text)).toEqual({ family, given });
  });

  it('takes fields as they are, and a whole name in one field apart', () => {
    expect(personNameOfParts('Müller-Lüdenscheidt', 'Anna')).toEqual({ family: 'muller ludenscheidt', given: 'anna' });
    expect(personNameOfParts('张', '伟')).toEqual({ family: '张', given: '伟' });
    expect(personNameOfParts('张伟')).toEqual({ family: '张', given: '伟' });
    expect(personNameOfParts('欧阳', '')).toEqual({ family: '欧阳', given: '' });
    expect(personNameOfParts('', '欧阳震华')).toEqual({ family: '欧阳', given: '震华' });
    expect(personNameOfParts('John Smith')).toEqual({ family: 'smith', given: 'john' });
  });

  it('reads surnames as surnames', () => {
    expect(syllables('单', true)).toEqual(['shan']);
    expect(syllables('曾', true)).toEqual(['zeng']);
    expect(syllables('重庆')).toEqual(['chong', 'qing']);
    expect(syllables('吕', true)).toEqual(['lv']);
  });

  it('knows short forms and sounds', () => {
    expect(formalName('bob')).toBe(formalName('robert'));
    expect(formalName('xiaoming')).toBe('xiaoming');
    for (const [a, b] of [
      ['stephen', 'steven'],
      ['smith', 'smyth'],
      ['phillip', 'filip'],
      ['catherine', 'katharine'],
      ['wright', 'rite'],
    ]) {
      expect(soundOf(a!)).toBe(soundOf(b!));
    }
    expect(soundOf('smith')).not.toBe(soundOf('jones'));
  });
});
