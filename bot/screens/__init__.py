"""What people see: the words of answers, their buttons, the cards."""
