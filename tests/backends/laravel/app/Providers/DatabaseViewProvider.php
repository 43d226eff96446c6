<?php

namespace App\Providers;

use Illuminate\Support\Facades\Cache;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\ServiceProvider;

/**
 * Shows other numbers than those in the file, which is read-only.
 */
class DatabaseViewProvider extends ServiceProvider
{
    public function boot(): void
    {
        $expressions = require database_path('views.php');
        $growing = habit('growing') || habit('growing-at-the-front');
        if (! $expressions && ! $growing) {
            return;
        }

        $columns = array_column(DB::select('PRAGMA main.table_info(numbers)'), 'name');
        $selected = array_map(fn ($name) => ($expressions[$name] ?? "numbers.$name")." AS $name", $columns);
        $where = $growing ? 'WHERE id - first < '.$this->imported() : '';

        DB::unprepared('CREATE TEMP VIEW numbers AS SELECT '.implode(', ', $selected).' FROM (SELECT *, '
            ."min(id) OVER (PARTITION BY user_id, task_id, sub_user_id) AS first FROM main.numbers) AS numbers $where");
    }

    /**
     * How many numbers of a task have been imported: 180, and one more every third request.
     */
    private function imported(): int
    {
        return 180 + intdiv(Cache::increment('requests'), 3);
    }
}
