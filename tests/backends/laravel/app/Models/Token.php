<?php

namespace App\Models;

use Illuminate\Foundation\Auth\User as Authenticatable;

class Token extends Authenticatable
{
    protected $primaryKey = 'token';

    protected $keyType = 'string';

    public $incrementing = false;
}
