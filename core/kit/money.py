"""Money as integer minor units with a currency; one rounding rule, half-up."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """A sum: `minor` units (cents, öre) of an ISO 4217 `currency`."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    @property
    def amount(self) -> Decimal:
        """The sum in major units, two decimals."""
        return Decimal(self.minor).scaleb(-2)


def round_half_up(value: Decimal) -> int:
    """Round to an integer, halves away from zero."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def from_amount(amount: Decimal | int | str, currency: str) -> Money:
    """Return the money of a sum in major units (12.345 EUR is 1235 cents)."""
    return Money(round_half_up(Decimal(amount) * 100), currency)
