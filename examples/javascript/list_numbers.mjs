#!/usr/bin/env node
// List the numbers of a task, page by page, with filters, a timeout and retries. Needs Node.js 20 or later.
import { setTimeout as sleep } from "node:timers/promises";

const PER_PAGE = 100;
const TIMEOUT = 10; // Seconds, for each request.
const ATTEMPTS = 5;
const PATIENCE = 60; // Seconds: no longer Retry-After is waited for.
const USAGE = "usage: list_numbers.mjs USER_ID TASK_ID [status=2,5] [start_at=DATE] [end_at=DATE]";

/** A fault that may pass, but not within `retryAfter` seconds. */
class Unavailable extends Error {
  constructor(message, retryAfter = 0) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

/** The records of a task, page by page. */
async function* listNumbers({ url, token }, user, task, filters) {
  const path = `/agent-api/user/${encodeURIComponent(user)}/task/${encodeURIComponent(task)}/number`;
  for (let page = 1, last = 1; page <= last; page++) {
    const query = new URLSearchParams([["page", page], ["per_page", PER_PAGE], ...filters]);
    const { data, meta } = await get(`${url}${path}?${query}`, token);
    yield data;
    last = data.length ? meta.last_page : 0;
  }
}

/** One page, asked for until it comes or hope is lost. */
async function get(url, token) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(url, token);
    } catch (fault) {
      if (!(fault instanceof Unavailable)) throw fault;
      if (attempt === ATTEMPTS || fault.retryAfter > PATIENCE)
        throw new Error(`gave up at attempt ${attempt} of ${ATTEMPTS}: ${fault.message}`);
      // About 0.5, 1, 2, 4 seconds more than Retry-After; at random, so that clients do not return at once.
      await sleep(1000 * (fault.retryAfter + (2 ** attempt / 4) * (0.5 + Math.random() / 2)));
    }
  }
}

/** One page, asked for once. */
async function ask(url, token) {
  let answer, body;
  try {
    answer = await fetch(url, {
      // A Laravel backend may answer errors in HTML without this Accept header.
      headers: { Authorization: `Bearer ${token}`, Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(1000 * TIMEOUT),
    });
    body = await answer.text();
  } catch (fault) {
    throw new Unavailable(fault.cause?.message || fault.message);
  }
  const page = parse(body);
  const isPage = page.status === "success" && Array.isArray(page.data) && Number.isInteger(page.meta?.last_page);
  if (answer.status === 200 && isPage) return page;
  // An error has an envelope too, and may travel with HTTP 200.
  const isError = page.status === "error" && page.message;
  const message = isError ? `${page.code} ${page.message}` : `${answer.status} the answer is not the API's JSON`;
  if (answer.status !== 429 && answer.status < 500) throw new Error(message);
  const retryAfter = answer.headers.get("Retry-After");
  throw new Unavailable(message, /^\d+$/.test(retryAfter) ? Number(retryAfter) : 0);
}

/** The object in an answer, or an empty one. */
function parse(body) {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
}

/** A filter as the API wants it: pairs of name and value. */
function pairs(filter) {
  const [, name, value] = /^(status|start_at|end_at)=(.*)$/s.exec(filter) ?? [];
  if (!name) throw new Error(USAGE);
  // Spelled status[]: of `status=2&status=5` a PHP backend reads only the 5.
  return name === "status" ? value.split(",").map((status) => ["status[]", status]) : [[name, value]];
}

/** The API that the environment names. */
function api({ NUMBERS_URL: url = "http://127.0.0.1:4010", NUMBERS_TOKEN: token = "" }) {
  if (!/^https?:\/\//.test(url)) throw new Error("NUMBERS_URL must begin with http:// or https://");
  // Otherwise fetch would complain, and show the token.
  if (!/^[!-~]+$/.test(token)) throw new Error("NUMBERS_TOKEN is empty or holds a character no token has");
  return { url: url.replace(/\/$/, ""), token };
}

async function main([user, task, ...filters]) {
  if (!task) throw new Error(USAGE);
  let rows = 0;
  let pages = 0;
  for await (const page of listNumbers(api(process.env), user, task, filters.flatMap(pairs))) {
    for (const { id, number, status, status_str, created_at } of page)
      console.log([id, number, status, status_str, created_at].join("\t"));
    rows += page.length;
    pages += 1;
  }
  console.error(`${rows} numbers, ${pages} pages`);
}

process.stdout.on("error", (fault) => {
  if (fault.code !== "EPIPE") console.error(`error: ${fault.message}`); // `| head` has seen enough.
  process.exit(1);
});
main(process.argv.slice(2)).catch((fault) => {
  console.error(`error: ${fault.message}`);
  process.exitCode = 1;
});
