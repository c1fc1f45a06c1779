"""Signals beside messages; start events at which instances begin by themselves."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ('subscriptions', 'messages'):
        op.add_column(table, sa.Column('kind', sa.Text(), server_default='message', nullable=False))
    op.create_table('start_timers',
    sa.Column('process_id', sa.Text(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('due', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('process_id', 'element', name=op.f('pk_start_timers')),
    )
    op.create_index(op.f('ix_start_timers_due'), 'start_timers', ['due'], unique=False)


def downgrade() -> None:
    op.drop_table('start_timers')
    for table in ('subscriptions', 'messages'):
        op.drop_column(table, 'kind')
