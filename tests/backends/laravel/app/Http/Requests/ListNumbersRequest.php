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
        $absent = habit('empty-as-absent') ? ['nullable'] : [];
        $together = habit('bounds-together');

        return [
            'page' => [
                ...(habit('page-optional') ? $absent : ['required']),
                $this->integerRule(), 'min:1', ...(fault('page-overflow') ? [] : ['max:'.self::LAST_PAGE]),
            ],
            'per_page' => fault('per-page-unchecked') ? [] : [
                ...$absent, $this->integerRule(), 'between:1,'.(habit('per-page-100') ? 100 : 1000),
            ],
            'encryption' => [...$absent, 'boolean'],
            'sub_user_id' => [...$absent, 'bail', 'uuid', ...$this->subAccountExists()],
            'status' => [...$absent, 'array'],
            'status.*' => fault('status-unchecked') ? [] : [...$absent, 'integer', Rule::in(range(0, 12))],
            'start_at' => [...$absent, ...($together ? ['required_with:end_at'] : []), ...$this->dateRule()],
            'end_at' => [...$absent, ...($together ? ['required_with:start_at'] : []), ...$this->dateRule()],
        ];
    }

    /**
     * The rule `after_or_equal:start_at` ends in a TypeError if `start_at` is an array.
     */
    public function withValidator(Validator $validator): void
    {
        $validator->sometimes('end_at', 'after_or_equal:start_at', function ($input) {
            return is_string($input->start_at) || fault('bounds-order-500');
        });
    }

    /**
     * The parameters that are valid.
     */
    public function values(): array
    {
        return habit('invalid-ignored') ? $this->validator->valid() : $this->validated();
    }

    protected function prepareForValidation(): void
    {
        if (fault('encryption-of-false') && $this->has('encryption')) {
            $this->merge(['encryption' => (bool) $this->input('encryption')]);
        } elseif ($this->has('encryption') && ! habit('encryption-1-0')) {
            $this->merge(['encryption' => filter_var(
                $this->input('encryption'), FILTER_VALIDATE_BOOLEAN, FILTER_NULL_ON_FAILURE
            )]);
        }
        if (is_string($this->input('status'))) {
            if (habit('comma-status')) {
                $this->merge(['status' => explode(',', $this->input('status'))]);
            }
            if (habit('bare-status')) {
                $this->merge(['status' => [$this->input('status')]]);
            }
        }
        if (is_string($this->input('sub_user_id')) && habit('ids-in-any-case')) {
            $this->merge(['sub_user_id' => strtolower($this->input('sub_user_id'))]);
        }
    }

    public function validationData(): array
    {
        if (fault('json-header-hides-query') && $this->isJson()) {
            return $this->json()->all();
        }

        return parent::validationData();
    }

    protected function failedValidation(Validator $validator): void
    {
        if (habit('invalid-ignored') && ! $validator->errors()->has('sub_user_id')) {
            return;
        }

        parent::failedValidation($validator);
    }

    private function integerRule(): string
    {
        return habit('lenient-integers') ? 'numeric' : 'integer';
    }

    private function dateRule(): array
    {
        return match (true) {
            habit('dashed-dates') => ['date_format:Y-m-d H:i:s'],
            habit('documented-dates') => ['date_format:Y/n/j G:i'],
            default => ['date'],
        };
    }

    private function subAccountExists(): array
    {
        if (habit('unknown-sub-account-empty') || habit('unknown-sub-account-404') || fault('sub-account-of-anyone')) {
            return [];
        }

        return [Rule::exists('users', 'id')->where('parent_id', $this->route('user')->id)];
    }
}
