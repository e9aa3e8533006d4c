"""Unit tests in a file, found in `__main__` by unittest itself."""

import io
import unittest


class SquareTest(unittest.TestCase):
    def setUp(self):
        self.square = lambda x: x * x

    def test_squares(self):
        for x in range(3):
            with self.subTest(x=x):
                self.assertEqual(self.square(x), x**2)  # noqa: PT009

    @unittest.skip("later")
    def test_skipped(self):
        self.fail()


if __name__ == "__main__":
    runner = unittest.TextTestRunner(stream=io.StringIO())
    result = unittest.main(exit=False, testRunner=runner).result
    print(result.testsRun, len(result.skipped), result.wasSuccessful())
