import { describe, expect, it } from '@jest/globals';
import { withoutQuotes } from './quotes.js';

const fresh = '已收到，但是还在漏油。';

describe('what is new in a mail', () => {
  it.each([
    ['> 您好\n> 已安排师傅'],
    ['On Mon, 5 Jan 2026 at 10:00, Service <service@example.com> wrote:\n> hello'],
    ['在 2026年1月5日，服务台 <service@example.com> 写道：\n\n您好'],
    ['服务台 <service@example.com> 于2026年1月5日周一 10:00写道：\n\n您好'],
    ['------------------ 原始邮件 ------------------\n发件人: "服务台"\n您好'],
    ['-----Original Message-----\nFrom: Service'],
    ['发件人：服务台\n发送时间：2026年1月5日\n收件人：张三\n主题：水泵\n\n您好'],
    ['From: Service\nSent: Monday\nTo: Zhang\n\nhello'],
    ['________________________________\n您好'],
    ['-- \n张三 13800001390'],
  ])('ends before what is answered: %j', (history) => {
    expect(withoutQuotes(`${fresh}\n\n${history}`)).toBe(fresh);
  });

  it('is also what stands between quoted lines', () => {
    expect(withoutQuotes('> 师傅来了吗？\r\n没有来。\r\n> 还漏吗？\r\n还漏。')).toBe('没有来。\n还漏。');
  });

  it('is the whole text where nothing is quoted, or nothing else is said', () => {
    expect(withoutQuotes('发件人名称写错了，请更正。')).toBe('发件人名称写错了，请更正。');
    expect(withoutQuotes('> 您好')).toBe('> 您好');
  });

  it('is found in a mail of 5 MB, in time', () => {
    const long = `${'在'.repeat(2_000)}\n`.repeat(800) + '<'.repeat(1_000_000);
    const begin = performance.now();
    withoutQuotes(long);
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
