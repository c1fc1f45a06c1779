"""Tables and how they are read and written: the only place that knows SQLAlchemy."""
