"""Sessions that can be ended, guesses counted by address, incidents in Chinese too, and numbers of user tasks, which several may share."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('incidents', sa.Column('message_zh', sa.Text(), server_default='', nullable=False))
    op.create_table('web_sessions',
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_web_sessions')),
    )
    op.create_index('ix_web_sessions_person', 'web_sessions', ['person'])
    op.create_table('sign_in_failures',
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('address', name=op.f('pk_sign_in_failures')),
    )
    op.drop_constraint('uq_external_numbers_system_type_number', 'external_numbers', type_='unique')
    op.create_index(
        'uq_external_numbers_of_records', 'external_numbers', ['system', 'type', 'number'], unique=True,
        postgresql_where=sa.text("type <> 'user_task'"),
    )


def downgrade() -> None:
    op.execute("DELETE FROM external_numbers WHERE type = 'user_task'")
    op.drop_index('uq_external_numbers_of_records', 'external_numbers')
    op.create_unique_constraint('uq_external_numbers_system_type_number', 'external_numbers', ['system', 'type', 'number'])
    op.drop_table('sign_in_failures')
    op.drop_table('web_sessions')
    op.drop_column('incidents', 'message_zh')
