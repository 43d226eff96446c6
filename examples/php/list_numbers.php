<?php
// List the numbers of a task, page by page, with filters, a timeout and retries.
// Needs PHP 8.1 or later with its extension curl.
declare(strict_types=1);

const PER_PAGE = 100;
const TIMEOUT = 10; // Seconds, for each request.
const ATTEMPTS = 5;
const PATIENCE = 60; // Seconds: no longer Retry-After is waited for.
const USAGE = 'usage: list_numbers.php USER_ID TASK_ID [status=2,5] [start_at=DATE] [end_at=DATE]';

/** A fault that may pass, but not within `retryAfter` seconds. */
final class Unavailable extends Exception
{
    public function __construct(string $message, public readonly float $retryAfter = 0)
    {
        parent::__construct($message);
    }
}

/** The numbers in the tasks of one API. */
final class Numbers
{
    private readonly CurlHandle $curl;

    public function __construct(private readonly string $url, string $token)
    {
        if (!preg_match('~^https?://~', $url)) {
            throw new RuntimeException('NUMBERS_URL must begin with http:// or https://');
        }
        if (!preg_match('/^[!-~]+$/D', $token)) {
            throw new RuntimeException('NUMBERS_TOKEN is empty or holds a character no token has');
        }
        $this->curl = curl_init();
        curl_setopt_array($this->curl, [
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => TIMEOUT,
            // A Laravel backend may answer errors in HTML without this Accept header.
            CURLOPT_HTTPHEADER => ["Authorization: Bearer $token", 'Accept: application/json'],
        ]);
    }

    /** The pages of a task's numbers, oldest first. */
    public function pages(string $user, string $task, array $filters): Generator
    {
        $path = sprintf('/agent-api/user/%s/task/%s/number?', rawurlencode($user), rawurlencode($task));
        $number = 0;
        do {
            $query = ['page' => ++$number, 'per_page' => PER_PAGE] + $filters;
            $page = $this->get(rtrim($this->url, '/') . $path . http_build_query($query));
            yield $page['data'];
        } while ($page['data'] && $number < $page['meta']['last_page']);
    }

    /** One page, asked for until it comes or hope is lost. */
    private function get(string $url): array
    {
        for ($attempt = 1; ; $attempt++) {
            try {
                return $this->ask($url);
            } catch (Unavailable $fault) {
                if ($attempt === ATTEMPTS || $fault->retryAfter > PATIENCE) {
                    $gaveUp = sprintf('gave up at attempt %d of %d', $attempt, ATTEMPTS);
                    throw new RuntimeException("$gaveUp: {$fault->getMessage()}");
                }
                // About 0.5, 1, 2, 4 seconds more than Retry-After; at random, so that not all come back at once.
                $backOff = 2 ** $attempt / 4 * random_int(500, 1000) / 1000;
                usleep((int) (1e6 * ($fault->retryAfter + $backOff)));
            }
        }
    }

    /** One page, asked for once. */
    private function ask(string $url): array
    {
        $retryAfter = 0;
        curl_setopt_array($this->curl, [
            CURLOPT_URL => $url,
            CURLOPT_HEADERFUNCTION => function ($curl, string $line) use (&$retryAfter): int {
                if (preg_match('/^retry-after:\s*(\d+)\s*$/i', $line, $found)) {
                    $retryAfter = (float) $found[1];
                }
                return strlen($line);
            },
        ]);
        $body = curl_exec($this->curl);
        if ($body === false) {
            throw new Unavailable(curl_error($this->curl));
        }
        $status = curl_getinfo($this->curl, CURLINFO_RESPONSE_CODE);
        $page = json_decode($body, true);
        $succeeded = $status === 200 && ($page['status'] ?? '') === 'success';
        if ($succeeded && is_array($page['data'] ?? null) && is_int($page['meta']['last_page'] ?? null)) {
            return $page;
        }
        // An error has an envelope too, and may travel with HTTP 200.
        $message = ($page['status'] ?? '') === 'error' && is_string($page['message'] ?? null)
            ? "$page[code] $page[message]"
            : "$status the answer is not the API's JSON";
        throw $status === 429 || $status >= 500
            ? new Unavailable($message, $retryAfter)
            : new RuntimeException($message);
    }
}

/** Filters such as status=2,5, for http_build_query. */
function filters(array $words): array
{
    $filters = [];
    foreach ($words as $word) {
        [$name, $value] = explode('=', $word, 2) + [1 => ''];
        $filters[$name] = match ($name) {
            // Sent as status[0]=2&status[1]=5; of status=2&status=5 a PHP backend reads only the 5.
            'status' => explode(',', $value),
            'start_at', 'end_at' => $value,
            default => throw new RuntimeException(USAGE),
        };
    }
    return $filters;
}

try {
    [, $user, $task] = $argc < 3 ? throw new RuntimeException(USAGE) : $argv;
    $filters = filters(array_slice($argv, 3));
    $api = new Numbers(getenv('NUMBERS_URL') ?: 'http://127.0.0.1:4010', getenv('NUMBERS_TOKEN') ?: '');
    $rows = $pages = 0;
    foreach ($api->pages($user, $task, $filters) as $page) {
        foreach ($page as $n) {
            echo "$n[id]\t$n[number]\t$n[status]\t$n[status_str]\t$n[created_at]\n";
        }
        $rows += count($page);
        $pages++;
    }
    fwrite(STDERR, "$rows numbers, $pages pages\n");
} catch (Throwable $fault) {
    fwrite(STDERR, "error: {$fault->getMessage()}\n");
    exit(1);
}
