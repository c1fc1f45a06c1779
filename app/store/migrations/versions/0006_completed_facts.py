"""Who completed a task of an instance is found without reading the instance's whole history."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_facts_completed', 'facts', ['instance_id', 'element'], postgresql_where=sa.text("kind = 'completed'"))


def downgrade() -> None:
    op.drop_index('ix_facts_completed', 'facts')
