"""A supervision case (监督事项): an objection, a complaint or a breach of integrity, from its registration to the credit record."""
