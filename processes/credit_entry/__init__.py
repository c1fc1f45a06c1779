"""An event enters the credit record (记入信用记录)."""
