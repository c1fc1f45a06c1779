"""APScheduler decides when, Procrastinate does the work; rows decide what."""
