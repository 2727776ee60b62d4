/** Where mail programs put what is answered; from there on nothing is new. */
const beginsHistory = [
  /^[\s>*_-]*-{2,}\s*(?:original message|forwarded message|原始邮件|原邮件|转发的?邮件|回复的?邮件)/i,
  /^\s*_{20,}\s*$/,
  /^\s*(?:on\b.{4,200}\bwrote|在.{4,200}写道|.{4,200}[<＜][^\s<>]+@[^\s<>]+[>＞]\s*(?:于.{2,60})?(?:写道|wrote))\s*[:：]\s*$/i,
];

/** A block of headers, as Outlook puts it: the sender's line, and in one of the next lines when or to whom. */
const senderLine = /^\s*\**(?:from|发件人|寄件者)\**\s*[:：]/i;
const nextHeaderLine = /^\s*\**(?:sent|date|to|subject|发送时间|发件时间|时间|日期|收件人|主题|寄件日期)\**\s*[:：]/i;

/**
 * What somebody wrote in a mail anew: without lines that are quoted (`> `), without the history below and without the
 * signature (behind `-- `). The whole text when nothing else is in it.
 */
export function withoutQuotes(text: string): string {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line, at) => isEnd(line, lines.slice(at + 1, at + 4)));
  const fresh = lines
    .slice(0, end === -1 ? undefined : end)
    .filter((line) => !/^\s*[>＞]/.test(line))
    .join('\n')
    .trim();
  return fresh === '' ? text : fresh;
}

const isEnd = (line: string, next: string[]): boolean =>
  /^-- ?$/.test(line) ||
  beginsHistory.some((pattern) => pattern.test(line)) ||
  (senderLine.test(line) && next.some((other) => nextHeaderLine.test(other)));
