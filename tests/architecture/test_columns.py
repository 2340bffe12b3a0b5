"""What every column of the database has to say about itself."""

import sqlalchemy as sa

from core.schema import metadata

KINDS = {"none", "contact", "content", "identity"}


def _inner(column_type: sa.types.TypeEngine[object]) -> sa.types.TypeEngine[object]:
    """Return the type that the database sees below our own decorators."""
    while isinstance(column_type, sa.types.TypeDecorator):
        column_type = column_type.impl_instance
    return column_type


def unclassified(tables: sa.MetaData) -> list[str]:
    """Text, JSON and bytes that do not say which personal data they may hold.

    A closed list of our own words (an Enum) holds none.
    """
    holders = (sa.String, sa.JSON, sa.LargeBinary)
    return [
        f"{table.name}.{column.name}"
        for table in tables.sorted_tables
        for column in table.columns
        if isinstance(_inner(column.type), holders)
        and not isinstance(_inner(column.type), sa.Enum)
        and column.info.get("personal") not in KINDS
    ]


def fractional(tables: sa.MetaData) -> list[str]:
    """Columns of floats or decimals: money is minor units, durations are minutes."""
    return [
        f"{table.name}.{column.name}"
        for table in tables.sorted_tables
        for column in table.columns
        if isinstance(_inner(column.type), (sa.Numeric, sa.Float))
    ]


def zoneless(tables: sa.MetaData) -> list[str]:
    """Moments that are not kept as aware UTC by our own type."""
    return [
        f"{table.name}.{column.name}"
        for table in tables.sorted_tables
        for column in table.columns
        if isinstance(column.type, sa.DateTime)
    ]


def test_every_text_says_what_personal_data_it_may_hold() -> None:
    assert unclassified(metadata) == []


def test_no_column_holds_a_fraction() -> None:
    assert fractional(metadata) == []


def test_every_moment_is_aware() -> None:
    assert zoneless(metadata) == []


def test_a_careless_column_is_seen() -> None:
    careless = sa.MetaData()
    sa.Table(
        "t", careless,
        sa.Column("text", sa.Text), sa.Column("json", sa.JSON), sa.Column("bytes", sa.LargeBinary),
        sa.Column("typo", sa.String, info={"personal": "somewhat"}),
        sa.Column("fine", sa.String, info={"personal": "none"}),
        sa.Column("state", sa.Enum("a", "b", native_enum=False)),
        sa.Column("price", sa.Float), sa.Column("cost", sa.Numeric(10, 2)),
        sa.Column("cents", sa.BigInteger), sa.Column("at", sa.DateTime(timezone=True)),
    )  # fmt: skip

    assert unclassified(careless) == ["t.text", "t.json", "t.bytes", "t.typo"]
    assert fractional(careless) == ["t.price", "t.cost"]
    assert zoneless(careless) == ["t.at"]
