"""Implementations of ports: queues, mail, documents and what process code may reach."""
