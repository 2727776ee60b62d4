import { describe, expect, it } from '@jest/globals';
import { smsCharacters, textChannels, textOn, wechatBytes } from './channel-text.js';

const short = '请先**关闭阀门**，再按[说明](https://help.example.cn/a)操作。';
const sentence = '请先关闭出水口阀门，检查热继电器是否跳闸，再按复位键启动一次。';
const long = sentence.repeat(60);
const ending = '……全文：https://help.example.cn/1?language=zh';

describe('the text of a channel', () => {
  it('is the same everywhere, with markup for mail and web and without it elsewhere', () => {
    const plain = '请先关闭阀门，再按说明 https://help.example.cn/a 操作。';
    const texts = Object.fromEntries(textChannels.map((channel) => [channel, textOn(channel, short, ending)]));
    expect(texts).toEqual({
      sms: { format: 'plain', text: plain, shortened: false },
      wechat: { format: 'plain', text: plain, shortened: false },
      phone: { format: 'plain', text: '请先关闭阀门，再按说明操作。', shortened: false },
      email: { format: 'markdown', text: short, shortened: false },
      web: { format: 'markdown', text: short, shortened: false },
    });
  });

  it('is shortened behind a whole sentence where the channel carries no more, and says where the rest is', () => {
    const { text, shortened } = textOn('sms', long, ending);
    expect(shortened).toBe(true);
    expect(text.length).toBeLessThanOrEqual(smsCharacters);
    expect(text.length).toBeGreaterThan(smsCharacters - sentence.length - 1);
    expect(text.slice(0, -ending.length)).toBe(
      sentence.repeat(Math.floor((smsCharacters - ending.length) / sentence.length)),
    );
    expect(text.endsWith(ending)).toBe(true);
  });

  it('counts bytes for WeChat', () => {
    const { text, shortened } = textOn('wechat', long, ending);
    expect(shortened).toBe(true);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(wechatBytes);
    expect(Buffer.byteLength(text)).toBeGreaterThan(wechatBytes - Buffer.byteLength(sentence) - 1);
    expect(textOn('wechat', '好'.repeat(682), ending).shortened).toBe(false);
    expect(textOn('wechat', '好'.repeat(683), ending).shortened).toBe(true);
  });

  it('is whole on every other channel, however long', () => {
    for (const channel of ['phone', 'email', 'web'] as const)
      expect(textOn(channel, long, ending)).toMatchObject({ text: long, shortened: false });
  });

  it('never ends within a character', () => {
    const { text } = textOn('sms', '𠮷'.repeat(400), '…');
    expect(text).toMatch(/^(𠮷)+…$/u);
  });

  it('is cut within a sentence that is longer than the channel', () => {
    expect(textOn('sms', '好'.repeat(1000), ending).text).toHaveLength(smsCharacters);
  });
});
