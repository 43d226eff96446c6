<?php

/**
 * Columns of `numbers` that differ from the file, as expressions. A temporary view hides the table.
 */

$columns = [];

if (habit('imported-in-one-second')) {
    $columns['created_at'] = 'min(created_at) OVER (PARTITION BY user_id, task_id, sub_user_id)';
}
if (habit('imported-in-batches') || habit('newest-batch-first')) {
    $columns['created_at'] = 'min(created_at) OVER (PARTITION BY user_id, task_id, sub_user_id, id / 20)';
}
if (habit('telephony-clock')) {
    $columns['answerdate'] = "datetime(answerdate, (id % 2) || ' seconds')";
    $columns['hangupdate'] = "datetime(hangupdate, (id % 2 + id / 2 % 2) || ' seconds')";
}
if (habit('number-suffix')) {
    $columns['number'] = "CASE WHEN id % 3 = 0 THEN number || '_' || lower(hex(id % 97)) ELSE number END";
}
if (habit('masked-numbers')) {
    $columns['number'] = "substr(number, 1, 3) || '****' || substr(number, 8)";
}
foreach (['city', 'pro', 'mobile_type', 'area_code', 'post_code'] as $place) {
    if (habit('unknown-places-null')) {
        $columns[$place] = "CASE WHEN id % 7 = 0 THEN NULL ELSE $place END";
    }
    if (habit('unknown-places-empty')) {
        $columns[$place] = "CASE WHEN id % 7 = 0 THEN '' ELSE $place END";
    }
}
if (habit('blacklist-false-before-call')) {
    $columns['is_blacklist'] = 'coalesce(is_blacklist, 0)';
}
if (fault('snowflake-ids')) {
    $columns['id'] = 'id + (1 << 60)';
}

return $columns;
