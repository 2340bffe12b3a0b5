"""Orders by mail: lines with a hash sign above everything else."""

import pytest

from mail.commands import orders_in


@pytest.mark.parametrize(
    ("text", "subject", "orders"),
    [
        ("#2h lehto", "", "2h lehto"),
        ("# 2h lehto\n\n#24 km\n\nTerveisin Sam", "", "2h lehto\n24 km"),
        ("#sulje", "Re: Uusi yhteyspyyntö R-2026-0042: Hana", "sulje R-2026-0042"),
        ("#Stäng", "SV: Ny förfrågan R-2026-0042", "Stäng R-2026-0042"),
        ("#close", "Re: R-2026-0042", "close R-2026-0042"),
        ("#sulje R-2026-0007", "Re: R-2026-0042", "sulje R-2026-0007"),
        ("#sulje Kiitos, korjattu.", "Re: R-2026-0042", "sulje R-2026-0042 Kiitos, korjattu."),
        ("#sulje", "no number", "sulje"),
        ("#tarkastus 2 h", "Re: R-2026-0042", "tarkastus 2 h"),
        ("Hei\n#sulje", "Re: R-2026-0042", None),
        ("##- Write above this line -## [x.y]", "", None),
        ("#", "", None),
        ("", "", None),
        ("2h lehto", "", None),
    ],
)
def test_orders_are_the_lines_with_a_hash_at_the_top(
    text: str, subject: str, orders: str | None
) -> None:
    assert orders_in(text, subject) == orders
