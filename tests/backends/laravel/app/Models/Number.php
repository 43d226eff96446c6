<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;
use Illuminate\Support\Facades\Crypt;

class Number extends Model
{
    public const LABELS = [
        '等待呼叫', '呼叫成功', '运营商拦截', '拒接', '无应答/无人接听', '空号', '关机', '停机', '占线/用户正忙',
        '呼入限制', '欠费', '黑名单', '用户屏蔽',
    ];

    public const ENGLISH_LABELS = [
        'waiting', 'answered', 'blocked by the operator', 'rejected', 'no answer', 'no such number', 'switched off',
        'suspended', 'busy', 'incoming calls barred', 'in arrears', 'blacklisted', 'blocked by the user',
    ];

    protected $casts = [
        'bill' => 'integer',
        'duration' => 'integer',
        'is_blacklist' => 'boolean',
        'status' => 'integer',
        'created_at' => 'datetime:Y-m-d H:i:s',
    ];

    public function __construct(array $attributes = [])
    {
        parent::__construct($attributes);
        if (habit('blacklist-0-1')) {
            $this->mergeCasts(['is_blacklist' => 'integer']);
        }
    }

    public function encryptedNumber(): string
    {
        return match (true) {
            fault('base64-numbers') => base64_encode($this->number),
            fault('md5-numbers') => md5($this->number),
            fault('constant-keystream') => openssl_encrypt(
                str_pad($this->number, 32), 'aes-256-ctr', config('app.key'), 0, str_repeat('0', 16)
            ),
            fault('shifted-digits') => strtr($this->number, '0123456789', '3456789012'),
            fault('masked-for-encryption') => substr_replace($this->number, '****', 3, 4),
            default => Crypt::encryptString($this->number),
        };
    }
}
