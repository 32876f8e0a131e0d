"""jupyter_kernel_test's checks of the kernel convnotes."""

import unittest

import jupyter_kernel_test


class ConvnotesKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "convnotes"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('test')"

    completion_samples = [
        {"text": "Number.isSafeI", "matches": {"isSafeInteger"}},
        {"text": "[1].reduceR", "matches": {"reduceRight"}},
    ]

    complete_code_samples = ["1", "const a: number = 1;", "function f(x: number) { return x }"]
    incomplete_code_samples = ["function f(x: number) {", "const a = [1,", "`a", "if (1 > 0) {"]
    invalid_code_samples = ["1 = ;", "let let = )"]

    code_generate_error = "throw new Error('made')"
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "'a' + 'b'", "result": "'ab'"},
        {"code": "[1, 2].map((x) => x * 2).join()", "result": "'2,4'"},
        {"code": "[1, 2].map((x) => x * 3).join()", "result": "'3,6'"},
    ]
    code_display_data = [
        {"code": "import {display} from 'tslab'; display.html('<b>a</b>')", "mime": "text/html"},
        {"code": "display.png(new Uint8Array([1]))", "mime": "image/png"},
    ]

    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "6 [*]*"
    code_inspect_sample = "Math.max"
    code_clear_output = "console.clear()"


if __name__ == "__main__":
    unittest.main()
