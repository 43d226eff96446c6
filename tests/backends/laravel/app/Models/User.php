<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Model;
use Illuminate\Database\Eloquent\Relations\HasMany;

class User extends Model
{
    protected $keyType = 'string';

    public $incrementing = false;

    public function tasks(): HasMany
    {
        return $this->hasMany(Task::class);
    }

    public function subAccounts(): HasMany
    {
        return $this->hasMany(User::class, 'parent_id');
    }
}
