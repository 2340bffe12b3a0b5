"""${message}"""

import sqlalchemy as sa
from alembic import op

import core.db.base
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the schema."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Not supported: restore the backup instead."""
    raise NotImplementedError("restore the backup that was made before the migration")
