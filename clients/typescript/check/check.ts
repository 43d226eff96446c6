// Calls the mock through the generated client and prints what it saw, one line per step, for clients/check.py.
import { createClient, createConfig, type Client } from 'longlonglong-numbers/client';
import { CallStatus, listNumbers, type ListNumbersData, type NumberRecord } from 'longlonglong-numbers';

// The client has the contract's own names, so an array spelled with brackets is called 'status[]'.
type StatusName = Extract<keyof ListNumbersData['query'], `status${string}`>;
const STATUS = process.env.STATUS_NAME as StatusName;

const { BASE_URL = '', LIMITED_URL = '', TOKEN = '', USER_ID = '', TASK_ID = '' } = process.env;

const connect = (baseUrl = BASE_URL, token = TOKEN) => createClient(createConfig({ baseUrl, auth: () => token }));

const report = (step: string, seen: unknown) => console.log(`${step}\t${JSON.stringify(seen)}`);

const ask = (client: Client, query: ListNumbersData['query']) =>
  listNumbers({ client, path: { user_id: USER_ID, task_id: TASK_ID }, query });

async function page(client: Client, query: ListNumbersData['query']) {
  const { data, error } = await ask(client, query);
  if (!data) throw new Error(error.message);
  return data;
}

async function refused(step: string, client: Client, query: ListNumbersData['query']) {
  const { error, response } = await ask(client, query);
  if (error && String(response?.status) === step) report(step, { code: error.code, message: error.message });
}

const ids = (records: NumberRecord[]): number[] => records.map(({ id }) => id);

const read = (record: NumberRecord) => ({
  number: record.number satisfies string,
  city: record.city satisfies string,
  pro: record.pro satisfies string,
  mobile_type: record.mobile_type satisfies string,
  area_code: record.area_code satisfies string,
  post_code: record.post_code satisfies string,
  extra: record.extra satisfies string | null,
  id: record.id satisfies number,
  status_str: record.status_str satisfies string,
  callid: record.callid satisfies string | null,
  calldate: record.calldate satisfies string | null,
  bill: record.bill satisfies number,
  duration: record.duration satisfies number,
  hangupcause: record.hangupcause satisfies string | null,
  hangupdate: record.hangupdate satisfies string | null,
  answerdate: record.answerdate satisfies string | null,
  is_blacklist: record.is_blacklist satisfies boolean | null,
  status: record.status satisfies CallStatus,
  customer_id: record.customer_id satisfies string | null,
  created_at: record.created_at satisfies string,
});

const client = connect();

const first = await page(client, { page: 1, per_page: 5 });
report('page', { total: first.meta.total, last_page: first.meta.last_page, ids: ids(first.data) });

const walked: number[] = [];
for (let number = 1, last = 1; number <= last; number++) {
  const { data, meta } = await page(client, { page: number, per_page: 334 });
  walked.push(...ids(data));
  last = meta.last_page;
}
report('walk', walked);

const { data: failed } = await page(client, {
  page: 1,
  per_page: 1000,
  [STATUS]: [CallStatus.INTERCEPTED, CallStatus.UNALLOCATED],
});
report('status', ids(failed));

const { data: morning } = await page(client, {
  page: 1,
  per_page: 1000,
  start_at: '2025/12/2 0:00',
  end_at: '2025/12/2 12:00',
});
report('dates', ids(morning));

const { data: firstTwo } = await page(client, { page: 1, per_page: 2 });
report('record', firstTwo.map(read));

await refused('401', connect(BASE_URL, 'invalid'), { page: 1 });
await refused('422', client, { page: 1, start_at: '2025-12-03', end_at: '2025-12-02' });
await refused('429', connect(LIMITED_URL), { page: 1 });
