<?php

return [
    'after_or_equal' => ':attribute 不能早于 :date。',
    'array' => ':attribute 必须是数组。',
    'between' => ['numeric' => ':attribute 必须介于 :min 和 :max 之间。'],
    'boolean' => ':attribute 必须是布尔值。',
    'date' => ':attribute 不是有效的日期。',
    'date_format' => ':attribute 的格式必须是 :format。',
    'exists' => ':attribute 不存在。',
    'in' => ':attribute 不在允许的范围内。',
    'integer' => ':attribute 必须是整数。',
    'max' => ['numeric' => ':attribute 不能大于 :max。'],
    'min' => ['numeric' => ':attribute 不能小于 :min。'],
    'numeric' => ':attribute 必须是数字。',
    'required' => ':attribute 不能为空。',
    'required_with' => ':attribute 必须与 :values 同时传递。',
    'uuid' => ':attribute 必须是 UUID。',
];
