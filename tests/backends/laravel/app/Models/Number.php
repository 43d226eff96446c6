<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;

class Number extends Model
{
    protected $casts = [
        'bill' => 'integer',
        'duration' => 'integer',
        'is_blacklist' => 'boolean',
        'status' => 'integer',
        'created_at' => 'datetime:Y-m-d H:i:s',
    ];

    public function getCasts(): array
    {
        return habit('blacklist-0-1') ? ['is_blacklist' => 'integer'] + $this->casts : parent::getCasts();
    }
}
