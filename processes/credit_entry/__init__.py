"""An entry in the credit record (记入信用): the table says how grave an event is and for how long it is kept."""
