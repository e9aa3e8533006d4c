"""Decimals and fractions."""

from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, getcontext, localcontext
from fractions import Fraction

print(Decimal("0.1") + Decimal("0.2"), Decimal("2.675").quantize(Decimal("0.01"), ROUND_HALF_UP))
getcontext().prec = 50
print(Decimal(2).sqrt())
with localcontext() as context:
    context.prec = 5
    print(Decimal(1) / Decimal(7))
try:
    Decimal(1) / 0
except DivisionByZero as error:
    print(type(error).__name__)
print(
    sum(Fraction(1, n) for n in range(1, 11)), Fraction("0.125"), Fraction(0.5).limit_denominator()
)
