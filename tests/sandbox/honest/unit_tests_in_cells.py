"""A notebook that runs unit tests of its own functions."""

# %%
import io
import unittest
from unittest import mock


def add(a, b):
    return a + b


# %%
class AddTest(unittest.TestCase):
    def test_numbers(self):
        self.assertEqual(add(1, 2), 3)  # noqa: PT009

    def test_texts(self):
        with self.assertRaises(TypeError):  # noqa: PT027
            add(1, "2")

    def test_wrong(self):
        self.assertAlmostEqual(add(0.1, 0.2), 0.4)  # noqa: PT009

    def test_mock(self):
        with mock.patch(f"{__name__}.add", return_value=9):
            self.assertEqual(add(1, 2), 9)  # noqa: PT009


# %%
stream = io.StringIO()
suite = unittest.defaultTestLoader.loadTestsFromTestCase(AddTest)
result = unittest.TextTestRunner(stream=stream).run(suite)
print(result.testsRun, len(result.failures), len(result.errors))
print("self.assertAlmostEqual(add(0.1, 0.2), 0.4)" in stream.getvalue())

# %%
program = unittest.main(argv=[""], exit=False, testRunner=unittest.TextTestRunner(io.StringIO()))
print(program.result.testsRun)
