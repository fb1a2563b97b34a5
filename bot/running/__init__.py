"""What an operator sees of a running bot: its vital signs, alarms, an address for monitors, and a check of the surroundings."""
