"""Run made-up test cases with mocks, sub-tests and failures."""

import io
import unittest
from unittest import mock

PROJECT = "stdlib-unittest"
REQUIRES = []
SCOPE = ["unittest"]


class Shop:
    def __init__(self, store):
        self.store = store

    def buy(self, name, count=1):
        if self.store.count(name) < count:
            raise ValueError(name)
        self.store.take(name, count)
        return count


class ShopTest(unittest.TestCase):
    def setUp(self):
        self.store = mock.MagicMock()
        self.store.count.return_value = 5
        self.addCleanup(self.store.reset_mock)

    def test_buying_takes(self):
        shop = Shop(self.store)
        self.assertEqual(shop.buy("lamp", 2), 2)
        self.store.take.assert_called_once_with("lamp", 2)

    def test_too_many(self):
        with self.assertRaisesRegex(ValueError, "lamp"):
            Shop(self.store).buy("lamp", 9)

    def test_many(self):
        for number in range(8):
            with self.subTest(number=number):
                self.assertLess(number, 7)

    def test_long_lists(self):
        self.assertListEqual([{"a": n} for n in range(30)], [{"a": n if n != 20 else 0} for n in range(30)])

    @mock.patch("random.random", return_value=0.5)
    def test_patched(self, chance):
        import random

        self.assertAlmostEqual(random.random(), 0.5)
        self.assertTrue(chance.called)

    @unittest.skip("not yet")
    def test_skipped(self):
        self.fail()


def main():
    loader = unittest.TestLoader()
    for _ in range(160):
        suite = unittest.TestSuite(loader.loadTestsFromTestCase(ShopTest) for _ in range(4))
        result = unittest.TextTestRunner(stream=io.StringIO(), verbosity=2).run(suite)
    print(result)
    spec = mock.create_autospec(Shop, instance=True)
    for number in range(2500):
        spec.buy("lamp", count=number)
    spec.buy.assert_any_call("lamp", count=700)


if __name__ == "__main__":
    main()
