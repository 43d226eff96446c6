<?php

/**
 * The switches of one kind, `habits` or `faults`, that are on.
 */
function switches(string $kind): array
{
    static $on = [];

    return $on[$kind] ??= array_filter(explode(',', getenv('BACKEND_'.strtoupper($kind)) ?: ''), 'strlen');
}

/**
 * Whether the server has this habit.
 */
function habit(string $name): bool
{
    return in_array($name, switches('habits'), true);
}

/**
 * Whether the server has this fault.
 */
function fault(string $name): bool
{
    return in_array($name, switches('faults'), true);
}
