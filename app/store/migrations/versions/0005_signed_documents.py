"""Official documents: the version of their template, who signed them, and what was signed outside."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('documents', sa.Column('template_version', sa.Integer(), server_default='0', nullable=False))
    op.add_column('documents', sa.Column('template_sha256', sa.Text(), server_default='', nullable=False))
    op.add_column('documents', sa.Column('signers', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False))
    op.create_index('ix_documents_sha256', 'documents', ['sha256'])
    op.create_table('signed_outside',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('document_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_signed_outside_document_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_signed_outside')),
    )
    op.create_index('ix_signed_outside_document_id', 'signed_outside', ['document_id'])
    op.create_index('ix_signed_outside_sha256', 'signed_outside', ['sha256'])


def downgrade() -> None:
    op.drop_table('signed_outside')
    op.drop_index('ix_documents_sha256', 'documents')
    for name in ('signers', 'template_sha256', 'template_version'):
        op.drop_column('documents', name)
