// @ts-check
/** Contacts of the last months are told as if they were of these days: a service desk's present, not its archive. */
const spanMs = 5 * 86_400_000;
const answers = [
  { nps: 9, csat: 5, comment: '处理很快，态度也好。' },
  { nps: 10, csat: 5 },
  { nps: 8, csat: 4, comment: '总体满意，就是等回电等了半天。' },
  { nps: 7, csat: 4 },
  { nps: 3, csat: 2, comment: '同一个问题打了三次电话，部门之间来回推。' },
  { nps: 9, csat: 4 },
];

/**
 * Records the contacts, and takes most of the older cases through their whole life: acknowledged, answered, resolved,
 * called back, closed, and the survey answered.
 * @param {import('./seed.mjs').Client} client
 * @param {any[]} calls
 * @param {(text: string) => void} say
 */
export async function liveThroughCases(client, calls, say) {
  const times = calls.map((call) => Date.parse(call.receivedAt));
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const now = Date.now();
  /** @type {Set<string>} */
  const cases = new Set();
  for (const [index, call] of calls.entries()) {
    const age = ((last - Date.parse(call.receivedAt)) / (last - first || 1)) * spanMs;
    const receivedAt = new Date(now - 60_000 - age).toISOString();
    const intake = await client.send('POST', '/service-desk/v1/intakes', {
      as: 'agent',
      json: { ...call, receivedAt },
    });
    cases.add(intake.caseId);
    if (index % 20 === 0) say(`${index + 1} of ${calls.length} service calls`);
  }
  const finished = [...cases].slice(0, Math.floor(cases.size * 0.7));
  for (const [index, id] of finished.entries()) {
    await handle(client, id);
    if (index % 20 === 0) say(`${index + 1} of ${finished.length} cases resolved`);
  }
  await callBack(client, say);
  for (const id of finished) await step(client, `/cases/${id}/close`, {});
  await answerSurveys(client, say);
}

/** @param {import('./seed.mjs').Client} client @param {string} id */
async function handle(client, id) {
  await step(client, `/cases/${id}/acknowledge`, {});
  await step(client, `/cases/${id}/respond`, { text: '您好，您反映的问题我们已经受理，正在核实，今天内给您答复。' });
  await step(client, `/cases/${id}/resolve`, { solution: '已与客户确认处理方案并办理完毕。' });
}

/** Somebody other than the handler asks each customer. @param {import('./seed.mjs').Client} client @param {(text: string) => void} say */
async function callBack(client, say) {
  say('call-backs');
  for (let cursor = ''; ;) {
    const page = await client.get(`/service-desk/v1/callbacks?state=open&limit=100${cursor && `&cursor=${cursor}`}`);
    for (const { id } of page.items) await step(client, `/callbacks/${id}/outcome`, { outcome: 'satisfied' }, 'caller');
    if (!page.next) return;
    cursor = encodeURIComponent(page.next);
  }
}

/**
 * One step of a case. A step that was taken before an interruption is refused by the case's state: that is no fault.
 * @param {import('./seed.mjs').Client} client
 * @param {string} path
 * @param {object} json
 * @param {'agent' | 'caller'} [as]
 */
async function step(client, path, json, as = 'agent') {
  await client.send('POST', `/service-desk/v1${path}`, { as, json }).catch((error) => {
    if (!/ answered 409/.test(error.message)) throw error;
  });
}

/** Customers answer about half of their invitations. @param {import('./seed.mjs').Client} client @param {(text: string) => void} say */
async function answerSurveys(client, say) {
  say('survey answers');
  let cursor = '';
  let count = 0;
  for (;;) {
    const page = await client.get(
      `/customer-master/v1/mailbox?limit=100${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    for (const message of page.items) {
      const link = /https?:\/\/\S+\/feedback\/v1\/answers\/[\w-]+/.exec(message.text)?.[0];
      if (!link || count++ % 2 === 1) continue;
      const answer = await fetch(`${client.url}${new URL(link).pathname}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(answers[count % answers.length]),
      });
      if (!answer.ok && answer.status !== 409 && answer.status !== 410)
        throw new Error(`a survey answer got ${answer.status}`);
    }
    if (!page.next) return;
    cursor = page.next;
  }
}
