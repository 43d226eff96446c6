<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;
use Illuminate\Database\Eloquent\Relations\HasMany;

class Task extends Model
{
    protected $keyType = 'string';

    public $incrementing = false;

    public function numbers(): HasMany
    {
        return $this->hasMany(Number::class);
    }

    public function resolveRouteBinding($value, $field = null)
    {
        return parent::resolveRouteBinding(fault('owner-checked-by-spelling') ? strtolower($value) : $value, $field);
    }
}
