"""Moving many instances to another version: batches and their items."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('batches',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('process_id', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('deployment_id', sa.BigInteger(), nullable=False),
    sa.Column('plan', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('worked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['deployment_id'], ['deployments.id'], name=op.f('fk_batches_deployment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batches')),
    )
    op.create_table('batch_items',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), server_default='waiting', nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('element', sa.Text(), nullable=True),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('zh', sa.Text(), nullable=True),
    sa.Column('en', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['batches.id'], name=op.f('fk_batch_items_batch_id')),
    sa.ForeignKeyConstraint(['instance_id'], ['instances.id'], name=op.f('fk_batch_items_instance_id')),
    sa.PrimaryKeyConstraint('batch_id', 'instance_id', name=op.f('pk_batch_items')),
    )
    op.create_index('ix_batch_items_waiting', 'batch_items', ['batch_id', 'place'], unique=False, postgresql_where=sa.text("state = 'waiting'"))
    op.create_index('ix_batch_items_state', 'batch_items', ['batch_id', 'state'], unique=False)
    op.create_index('ix_batch_items_instance_id', 'batch_items', ['instance_id'], unique=False)


def downgrade() -> None:
    op.drop_table('batch_items')
    op.drop_table('batches')
