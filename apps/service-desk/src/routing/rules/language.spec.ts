import { describe, expect, it } from '@jest/globals';
import { languageOf } from './language.js';

describe('the language of a text', () => {
  it('is told by its letters', () => {
    expect(languageOf('货物比约定时间晚到三天')).toBe('zh');
    expect(languageOf('订单 SO-2026-0001 的 PUMP-4711-XL-PREMIUM 漏水')).toBe('zh');
    expect(languageOf('ポンプが動きません。至急ご連絡ください。')).toBe('ja');
    expect(languageOf('펌프가 작동하지 않습니다 도와주세요')).toBe('ko');
    expect(languageOf('Насос не работает')).toBe('ru');
    expect(languageOf('The pump does not start.')).toBe('en');
  });

  it('is not known where a text says too little', () => {
    expect(languageOf('SO-2026-0001')).toBeNull();
    expect(languageOf('??? 12')).toBeNull();
  });
});
