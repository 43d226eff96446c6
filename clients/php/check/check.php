<?php

// Calls the mock through the generated client and prints what it saw, one line per step, for clients/check.py.

declare(strict_types=1);

use Longlonglong\Api\NumbersApi;
use Longlonglong\ApiException;
use Longlonglong\Configuration;
use Longlonglong\Model\CallStatus;
use Longlonglong\Model\ErrorEnvelope;
use Longlonglong\Model\NumberPage;
use Longlonglong\Model\NumberRecord;

require 'vendor/autoload.php';

function connect(string $url, string $token): Closure
{
    $numbers = new NumbersApi(config: (new Configuration())->setHost($url)->setAccessToken($token));
    return fn (int $page, mixed ...$filters): NumberPage =>
        $numbers->listNumbers(getenv('USER_ID'), getenv('TASK_ID'), $page, ...$filters);
}

function report(string $step, mixed $seen): void
{
    echo $step, "\t", json_encode($seen, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";
}

/** @return int[] */
function ids(NumberPage $page): array
{
    return array_map(fn (NumberRecord $record): int => $record->getId(), $page->getData());
}

/** @return int[] */
function walk(Closure $page): array
{
    $walked = [];
    for ($number = 1, $last = 1; $number <= $last; $number++) {
        $answer = $page($number, per_page: 334);
        array_push($walked, ...ids($answer));
        $last = $answer->getMeta()->getLastPage();
    }
    return $walked;
}

/** @return array<string, mixed> */
function read(NumberRecord $record): array
{
    return [
        'number' => $record->getNumber(),
        'city' => $record->getCity(),
        'pro' => $record->getPro(),
        'mobile_type' => $record->getMobileType(),
        'area_code' => $record->getAreaCode(),
        'post_code' => $record->getPostCode(),
        'extra' => $record->getExtra(),
        'id' => $record->getId(),
        'status_str' => $record->getStatusStr(),
        'callid' => $record->getCallid(),
        'calldate' => $record->getCalldate(),
        'bill' => $record->getBill(),
        'duration' => $record->getDuration(),
        'hangupcause' => $record->getHangupcause(),
        'hangupdate' => $record->getHangupdate(),
        'answerdate' => $record->getAnswerdate(),
        'is_blacklist' => $record->getIsBlacklist(),
        'status' => $record->getStatus()->value,
        'customer_id' => $record->getCustomerId(),
        'created_at' => $record->getCreatedAt(),
    ];
}

function refused(int $code, Closure $call): void
{
    try {
        $call();
    } catch (ApiException $error) {
        $envelope = $error->getResponseObject();
        if ($error->getCode() === $code && $envelope instanceof ErrorEnvelope) {
            report((string) $code, ['code' => $envelope->getCode(), 'message' => $envelope->getMessage()]);
        }
    }
}

$page = connect(getenv('BASE_URL'), getenv('TOKEN'));

$first = $page(1, per_page: 5);
$meta = $first->getMeta();
report('page', ['total' => $meta->getTotal(), 'last_page' => $meta->getLastPage(), 'ids' => ids($first)]);

report('walk', walk($page));

report('status', ids($page(1, per_page: 1000, status: [CallStatus::INTERCEPTED, CallStatus::UNALLOCATED])));

report('dates', ids($page(1, per_page: 1000, start_at: '2025/12/2 0:00', end_at: '2025/12/2 12:00')));

report('record', array_map(read(...), $page(1, per_page: 2)->getData()));

refused(401, fn () => connect(getenv('BASE_URL'), 'invalid')(1));
refused(422, fn () => $page(1, start_at: '2025-12-03', end_at: '2025-12-02'));
refused(429, fn () => connect(getenv('LIMITED_URL'), getenv('TOKEN'))(1));
