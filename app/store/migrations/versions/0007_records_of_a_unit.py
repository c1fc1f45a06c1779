"""Records of a unit are found without reading all of their type."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_records_type_unit', 'records', ['type', 'unit'])


def downgrade() -> None:
    op.drop_index('ix_records_type_unit', 'records')
