<?php

namespace App\Http\Requests;

use Illuminate\Contracts\Validation\Validator;
use Illuminate\Foundation\Http\FormRequest;
use Illuminate\Validation\Rule;

class ListNumbersRequest extends FormRequest
{
    /** `page * per_page` must not exceed PHP_INT_MAX. */
    private const LAST_PAGE = 9007199254740991;

    public function authorize(): bool
    {
        return true;
    }

    public function rules(): array
    {
        return [
            'page' => ['required', 'integer', 'min:1', 'max:'.self::LAST_PAGE],
            'per_page' => ['integer', 'between:1,1000'],
            'encryption' => ['boolean'],
            'sub_user_id' => [
                'bail', 'uuid', Rule::exists('users', 'id')->where('parent_id', $this->route('user')->id),
            ],
            'status' => ['array'],
            'status.*' => ['integer', Rule::in(range(0, 12))],
            'start_at' => ['date'],
            'end_at' => ['date'],
        ];
    }

    /**
     * The rule `after_or_equal:start_at` ends in a TypeError if `start_at` is an array.
     */
    public function withValidator(Validator $validator): void
    {
        $validator->sometimes('end_at', 'after_or_equal:start_at', fn ($input) => is_string($input->start_at));
    }

    protected function prepareForValidation(): void
    {
        if ($this->has('encryption')) {
            $this->merge(['encryption' => filter_var(
                $this->input('encryption'), FILTER_VALIDATE_BOOLEAN, FILTER_NULL_ON_FAILURE
            )]);
        }
    }
}
